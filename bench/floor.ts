/**
 * The cheapest way found to move the same files with Node: sockets without a library, no checks, no retries, no order.
 * What it costs is what no engine on Node gets below. Arguments: up|down, folder, address of the container, PEM file.
 */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { createWire } from './wire.ts';

const MiB = 1024 * 1024;
/** What has come is written in such pieces, while the processor has it at hand. In bytes. */
const piece = MiB;
const chunkSize = 8 * MiB;
const most = { requests: 64, bytes: 64 * MiB };

const [direction, dir = '', address = '', ca] = process.argv.slice(2);
/** Which files a thread moves, of all: every so many. Large ones are shared out, for one thread encrypts too slowly. */
const { which, of: threads } = (workerData ?? { which: 0, of: 1 }) as { which: number; of: number };
/** Fresh memory begins where pages of files are copied to slowly (src/common/buffers.ts). In bytes. */
const begin = 64;
const url = new URL(address);
const wire = createWire({
  host: url.hostname,
  port: Number(url.port),
  ca: ca === undefined ? undefined : readFileSync(ca, 'utf8'),
});
const common = `Host: ${url.host}\r\nx-ms-version: 2026-10-06\r\n`;
const targetOf = (name: string, query = '') =>
  `${url.pathname}/${encodeURIComponent(name)}${url.search}${query}`;

/** A file that is being moved: its descriptor while there are chunks to come. */
interface Moved {
  readonly name: string;
  readonly size: number;
  readonly file: number;
  left: number;
}
interface Chunk {
  readonly of: Moved;
  readonly offset: number;
  readonly length: number;
}

const chunksOf = (size: number) => Math.max(1, Math.ceil(size / chunkSize));

function* chunks(name: string, size: number, file: number): Generator<Chunk> {
  const of: Moved = { name, size, file, left: chunksOf(size) };
  for (let offset = 0; offset === 0 || offset < size; offset += chunkSize)
    yield { of, offset, length: Math.min(chunkSize, size - offset) };
}

function* localChunks(): Generator<Chunk> {
  let index = 0;
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || index++ % threads !== which) continue;
    const path = join(entry.parentPath, entry.name);
    const file = openSync(path, 'r');
    yield* chunks(path.slice(dir.length + 1), fstatSync(file).size, file);
  }
}

async function* remoteChunks(): AsyncGenerator<Chunk> {
  const folders = new Set<string>();
  let index = 0;
  for (let marker: string | undefined = ''; marker !== undefined;) {
    let page = '';
    const path: string = `${url.pathname}${url.search}&restype=container&comp=list&marker=${encodeURIComponent(marker)}`;
    await ask(
      `GET ${path} HTTP/1.1\r\n${common}`,
      200,
      undefined,
      (piece) => (page += piece.toString('latin1')),
    );
    for (const [, name = '', size] of page.matchAll(/<Name>([^<]*)<.*?<Content-Length>(\d+)</g)) {
      if (index++ % threads !== which) continue;
      const target = join(dir, name);
      const folder = dirname(target);
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
      folders.add(folder);
      const file = openSync(target, 'w');
      if (Number(size) > chunkSize) ftruncateSync(file, Number(size));
      yield* chunks(name, Number(size), file);
    }
    marker = /<NextMarker>([^<]+)</.exec(page)?.[1];
  }
}

async function ask(
  head: string,
  wanted: number,
  body?: Buffer,
  onBody?: (piece: Buffer) => void,
): Promise<void> {
  const status = await wire.request({ head, ...(body && { body }), ...(onBody && { onBody }) });
  if (status !== wanted) throw new Error(`${head.split(' ', 1)[0] ?? ''}: ${status}`);
}

async function up({ of, offset, length }: Chunk, buffer: Buffer): Promise<void> {
  const body = buffer.subarray(0, readSync(of.file, buffer, 0, length, offset));
  const put = (query: string, content: Buffer) => {
    const kind = query === '' ? 'x-ms-blob-type: BlockBlob\r\n' : '';
    const head = `PUT ${targetOf(of.name, query)} HTTP/1.1\r\n${common}${kind}Content-Length: ${content.length}\r\n`;
    return ask(head, 201, content);
  };
  const one = of.size <= chunkSize;
  const block = Buffer.from(String(offset).padStart(15, '0')).toString('base64');
  await put(one ? '' : `&comp=block&blockid=${encodeURIComponent(block)}`, body);
  if (--of.left > 0) return;
  closeSync(of.file);
  if (!one) await put('&comp=blocklist', Buffer.from('<BlockList/>'));
}

async function down({ of, offset, length }: Chunk, buffer: Buffer): Promise<void> {
  let held = 0;
  let written = 0;
  const write = () => {
    written += writeSync(of.file, buffer, 0, held, offset + written);
    held = 0;
  };
  const range = `x-ms-range: bytes=${offset}-${offset + length - 1}\r\n`;
  await ask(`GET ${targetOf(of.name)} HTTP/1.1\r\n${common}${range}`, 206, undefined, (part) => {
    part.copy(buffer, held);
    held += part.length;
    if (held >= piece) write();
  });
  write();
  if (--of.left === 0) closeSync(of.file);
}

async function main(): Promise<void> {
  const source = direction === 'up' ? localChunks() : remoteChunks();
  const move = direction === 'up' ? up : down;
  const first = await source.next();
  if (first.done) return;
  if (isMainThread && first.value.length > 128 * 1024) {
    const of = availableParallelism();
    for (let own = 0; own < of; own += 1) {
      const worker = new Worker(new URL(import.meta.url), {
        argv: process.argv.slice(2),
        workerData: { which: own, of },
      });
      worker.on('error', (error) => {
        throw error;
      });
    }
    wire.close();
    return;
  }
  // All files of a load are alike, so the first one says how many chunks fit.
  const { length } = first.value;
  const worker = async (chunk: IteratorResult<Chunk>) => {
    const buffer = Buffer.allocUnsafeSlow(begin + length).subarray(begin);
    for (; !chunk.done; chunk = await source.next()) await move(chunk.value, buffer);
  };
  const others = Math.min(most.requests, Math.ceil(most.bytes / threads / length)) - 1;
  const rest = Array.from({ length: others }, async () => worker(await source.next()));
  await Promise.all([worker(first), ...rest]);
  wire.close();
}

await main();
