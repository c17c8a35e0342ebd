import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { FilePath } from '../storage/path.ts';
import type { FileEntry } from '../storage/storage.ts';
import { takeLine, type KnownParts, type PartLine } from '../transfer/resuming.ts';
import type { ConflictPolicy } from '../transfer/transfer.ts';
import type { Interrupted, Order } from './mover.ts';

/** What a transfer writes down as it goes, so that another one can go on with it. Nothing of it is secret. */
export interface Journal {
  /** Whether this file, as it is now, was in place already when the transfer was interrupted. */
  done(file: FileEntry, to: FilePath): boolean;
  /** The policy that was asked for before, if any. */
  readonly policy: ConflictPolicy | undefined;
  settled(policy: ConflictPolicy): void;
  moved(file: FileEntry, to: FilePath): void;
  /** The large files on their way: those of the interrupted transfer, and of this one by {@link part}. */
  readonly parts: KnownParts;
  /** Stands for a file as it is now. */
  readonly nameOf: (file: FileEntry, to: FilePath) => string;
  readonly part: (line: PartLine) => void;
  /** The transfer is over, and nobody will go on with it. */
  drop(): Promise<void>;
  /** Writes down what has not been yet; the transfer may be gone on with. */
  close(): void;
}

interface Head {
  readonly version: 1;
  readonly order: Order;
  readonly began: string;
  /** Of the process that writes it. */
  readonly pid: number;
}

type Line =
  Head | { readonly policy: ConflictPolicy } | { readonly moved: string; readonly bytes: number } | PartLine;

const ending = '.jsonl';
/** So often, in milliseconds, lines are written: what is lost with a process is moved again. */
const interval = 250;

/** Of SHA-256: systems that allow nothing but FIPS have no MD5. */
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const placeOf = (folder: string, id: string): string => join(folder, `${id}${ending}`);

/** What the names of a transfer's files begin with while they are on their way: 8 hexadecimal digits. */
export const markOf = (id: string): string => hashOf(id).toString('hex', 0, 4);

/** Stands for a file as it was: 22 characters, whatever its name. */
function nameOf({ path, size, modified, etag }: FileEntry, to: FilePath): string {
  const all = [path, to, size, modified?.getTime() ?? '', etag ?? ''].join('\0');
  return hashOf(all).toString('base64url', 0, 16);
}

/**
 * Opens the journal of a transfer that begins, or (`resumed`) goes on. Throws what the disk does, and `alreadyExists`
 * while another process goes on with it, whose files would be taken for left-overs.
 */
export async function openJournal(
  folder: string,
  id: string,
  order: Order,
  resumed: boolean,
  lives: (pid: number) => boolean = isAlive,
): Promise<Journal> {
  const place = placeOf(folder, id);
  const before = resumed ? await read(place) : undefined;
  if (before && before.head.pid !== process.pid && lives(before.head.pid)) throw elsewhere();
  mkdirSync(folder, { recursive: true });
  const fd = openSync(place, before ? 'a' : 'w', 0o600);
  const marks = before?.marks ?? new Set<string>();
  let policy = before?.policy;
  let waiting = '';
  let isOpen = true;

  function flush(): void {
    const text = waiting;
    waiting = '';
    if (isOpen && text !== '') writeSync(fd, text);
  }
  function write(line: Line): void {
    waiting += `${JSON.stringify(line)}\n`;
  }
  function close(): void {
    clearInterval(timer);
    flush();
    if (isOpen) closeSync(fd);
    isOpen = false;
  }
  const began = before?.head.began ?? new Date().toISOString();
  // A line that was being written when its process ended is no line.
  if (before) waiting = '\n';
  write({ version: 1, order, began, pid: process.pid });
  flush();
  const timer = setInterval(flush, interval).unref();

  return {
    done: (file, to) => marks.size > 0 && marks.has(nameOf(file, to)),
    get policy() {
      return policy;
    },
    settled(asked) {
      policy = asked;
      write({ policy: asked });
    },
    moved: (file, to) => write({ moved: nameOf(file, to), bytes: file.size }),
    parts: before?.parts ?? (new Map() as KnownParts),
    nameOf,
    part: write,
    async drop() {
      close();
      await rm(place, { force: true });
    },
    close,
  };
}

function elsewhere(): Failure {
  const sentence = t('Another window goes on with this transfer already: look into its view of transfers.');
  return new Failure('alreadyExists', sentence);
}

interface Read {
  readonly head: Head;
  readonly policy: ConflictPolicy | undefined;
  readonly marks: Set<string>;
  readonly bytes: number;
  readonly parts: KnownParts;
}

/** What a journal says; `undefined` where there is none that can be read. */
async function read(place: string): Promise<Read | undefined> {
  let head: Head | undefined;
  let policy: ConflictPolicy | undefined;
  let bytes = 0;
  const marks = new Set<string>();
  const parts: KnownParts = new Map();
  try {
    for await (const text of createInterface({ input: createReadStream(place, 'utf8') })) {
      const line = parse(text);
      if (!line) continue;
      if ('version' in line) head = { ...line, began: head?.began ?? line.began };
      else if ('policy' in line) ({ policy } = line);
      else if (!('moved' in line)) takeLine(parts, line);
      else if (!marks.has(line.moved)) {
        marks.add(line.moved);
        bytes += line.bytes;
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return head && { head, policy, marks, bytes, parts };
}

function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined; // cut off when its process ended
  }
}

/** The transfers of `folder` that nobody goes on with: no process writes their journal any more. */
export async function findInterrupted(
  folder: string,
  lives: (pid: number) => boolean = isAlive,
): Promise<Interrupted[]> {
  const found: Interrupted[] = [];
  for (const name of namesIn(folder)) {
    const journal = await read(join(folder, name));
    if (!journal || lives(journal.head.pid)) continue;
    const { head, marks, bytes } = journal;
    const id = name.slice(0, -ending.length);
    found.push({ id, order: head.order, began: new Date(head.began), files: marks.size, bytes });
  }
  return found.sort((a, b) => a.began.getTime() - b.began.getTime());
}

/** The order of a transfer that has left parts of large files behind. */
export async function orderWithParts(folder: string, id: string): Promise<Order | undefined> {
  const found = await read(placeOf(folder, id));
  return found && found.parts.size > 0 ? found.head.order : undefined;
}

/** The process that goes on with a transfer, unless it has ended. */
export async function writerOf(folder: string, id: string): Promise<number | undefined> {
  const pid = (await read(placeOf(folder, id)))?.head.pid;
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

/** Drops the journal of a transfer that nobody wants to go on with. */
export async function dropJournal(folder: string, id: string): Promise<void> {
  await rm(placeOf(folder, id), { force: true });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending));
  } catch {
    return []; // nothing was ever transferred here
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
