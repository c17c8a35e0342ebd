/** Moves a folder to or from a container, file share or filesystem with the extension's own engine, without an editor. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isFailure } from '../src/common/failure.ts';
import { redact } from '../src/common/log.ts';
import { createTransport } from '../src/common/transport.ts';
import { openLocal } from '../src/storage/local.ts';
import { openStorage } from '../src/storage/open.ts';
import { folderIn, root, type FolderPath } from '../src/storage/path.ts';
import type { Storage } from '../src/storage/storage.ts';
import {
  transfer,
  type ConflictPolicy,
  type TransferReport,
  type TransferRequest,
} from '../src/transfer/transfer.ts';
import { parseStorageAddress, services, UsageError, type StorageAddress } from './lib/storageAddress.ts';

const usage = `Usage: npm run -s transfer -- upload|download --dir DIR --url ADDRESS [options]

  upload     puts the contents of DIR into the folder P of ADDRESS
  download   puts the contents of the folder P of ADDRESS into DIR

  --url ADDRESS      container, share or filesystem with a SAS; - reads it from the standard input
  --prefix P         folder in it; the root if left out
  --conflict POLICY  what to do with files that exist: overwrite (the default), skip, overwriteIfNewer or changed
  --md5 on|off       whether files travel with their MD5 and are compared with the one that is kept; on if left out
  --service NAME     blob, file or dfs, where the host does not say it
  --ca FILE          trust the certificate authorities in this PEM file
  --help             print this and do nothing

Prints one line of JSON. The exit code is 0 when every file was moved or skipped, 1 when some failed,
2 when the command is not understood.
`;

const policies = [
  'overwrite',
  'skip',
  'overwriteIfNewer',
  'changed',
] as const satisfies readonly ConflictPolicy[];
/** So many failures are named on the error output; the rest are counted. */
const namedFailures = 20;

interface Command {
  readonly direction: 'upload' | 'download';
  readonly dir: string;
  readonly remote: StorageAddress;
  readonly folder: FolderPath;
  readonly conflict: (typeof policies)[number];
  readonly md5: boolean;
  readonly ca: string | undefined;
}

/** The command that was given, or `undefined` when it was asked what there is. */
async function readCommand(): Promise<Command | undefined> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      dir: { type: 'string' },
      url: { type: 'string' },
      prefix: { type: 'string', default: '' },
      conflict: { type: 'string', default: 'overwrite' },
      md5: { type: 'string', default: 'on' },
      service: { type: 'string' },
      ca: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [direction] = positionals;
  if (positionals.length !== 1 || (direction !== 'upload' && direction !== 'download')) {
    throw new UsageError('Say either upload or download.');
  }
  if (values.dir === undefined || values.url === undefined)
    throw new UsageError('--dir and --url are needed.');
  const url = values.url === '-' ? (await text(process.stdin)).trim() : values.url;
  const service = values.service === undefined ? undefined : oneOf('--service', services, values.service);
  // npm moves to the project's folder before it runs a script.
  const from = (process.env.npm_lifecycle_event === 'transfer' && process.env.INIT_CWD) || process.cwd();
  return {
    direction,
    dir: checkDir(resolve(from, values.dir), direction),
    remote: parseStorageAddress(url, service),
    folder: folderOf(values.prefix),
    conflict: oneOf('--conflict', policies, values.conflict),
    md5: oneOf('--md5', ['on', 'off'], values.md5) === 'on',
    ca: values.ca === undefined ? undefined : readAuthorities(resolve(from, values.ca)),
  };
}

function oneOf<T extends string>(option: string, known: readonly T[], value: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new UsageError(`${option} is one of ${known.join(', ')}.`);
  return found;
}

function readAuthorities(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    const message = `${path} cannot be read. Give --ca a PEM file with certificates.`;
    throw new UsageError(message, { cause });
  }
  if (content.includes('-----BEGIN CERTIFICATE-----')) return content;
  throw new UsageError(`${path} holds no certificate. Give --ca a PEM file with certificates.`);
}

function checkDir(dir: string, direction: Command['direction']): string {
  if (existsSync(dir) ? statSync(dir).isDirectory() : direction === 'download') return dir;
  throw new UsageError(`${dir} is not a folder.`);
}

/** A name ends where its slash is: `w` and `w/` are the folder `w/`, which is not `w2/`. */
function folderOf(prefix: string): FolderPath {
  return prefix === '' ? root : folderIn(root, prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
}

function requestFor(command: Command, remote: Storage): TransferRequest {
  const { direction, folder, conflict, md5 } = command;
  const local = openLocal(command.dir);
  return direction === 'upload'
    ? { items: [{ storage: local, folder: root, as: '' }], destination: remote, into: folder, conflict, md5 }
    : { items: [{ storage: remote, folder, as: '' }], destination: local, into: root, conflict, md5 };
}

async function run(command: Command): Promise<TransferReport> {
  const { remote, ca } = command;
  // Node 24 reads HTTPS_PROXY and NO_PROXY for an agent that is given them; its types for Node 22 do not know.
  const options = { scheduling: 'lifo', proxyEnv: process.env } as const;
  // As this script itself: a bundle, or what it is made of.
  const script = import.meta.url.endsWith('.ts')
    ? '../src/storage/wireThread.ts'
    : './transfer/wireThread.js';
  const thread = new URL(script, import.meta.url);
  const direct = !process.env['HTTPS_PROXY'] && !process.env['https_proxy'];
  const reach = { direct, thread, ...(ca !== undefined && { ca }) };
  const transport = createTransport(reach, options);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const { address, credential } = remote;
    const storage = await openStorage(remote.service, { address, credential, transport });
    return await transfer(requestFor(command, storage), { signal: stop.signal });
  } finally {
    transport.agent.destroy();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function say(sentence: string): void {
  process.stderr.write(`${redact(sentence)}\n`);
}

interface Result {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: number;
  readonly failed: number;
  /** So many had nothing but their length to be compared by. */
  readonly lengthOnly?: number;
}

function printResult(result: Result): void {
  const { user, system } = process.cpuUsage();
  const line = {
    ...result,
    wallSeconds: round(performance.now() / 1000),
    cpuSeconds: round((user + system) / 1e6),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function tell({ failed, stopped, skipped, files, bytes, lengthOnly = 0 }: TransferReport): number {
  for (const { path, failure } of failed.slice(0, namedFailures)) say(`${path}: ${failure.message}`);
  if (failed.length > namedFailures) say(`… and ${failed.length - namedFailures} more.`);
  if (stopped) say(stopped.message);
  const links = skipped.link + skipped.special;
  if (links > 0) say(`Skipped ${links} links and special files: they are not followed.`);
  const left = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  if (files + left + failed.length === 0) say('There was nothing to move.');
  printResult({ files, bytes, skipped: left, failed: failed.length, ...(lengthOnly > 0 && { lengthOnly }) });
  return failed.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  try {
    const command = await readCommand();
    if (command) return tell(await run(command));
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isFailure(error)) {
      say(message);
      printResult({ files: 0, bytes: 0, skipped: 0, failed: 1 });
      return error.word === 'cancelled' ? 130 : 1;
    }
    say(`${message}\n\n${usage}`);
    return 2;
  }
}

process.exitCode = await main();
