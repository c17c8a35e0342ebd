/**
 * A program: plans and carries out a million copies between storages that hold nothing, and writes one line of JSON for each
 * part of them. Arguments: how many files, and the conflict policy. Needs --expose-gc.
 */
import { fileIn, fileName, folderIn, root, type FilePath } from '../src/storage/path.ts';
import type { Entry, Storage, Upload } from '../src/storage/storage.ts';
import { transfer } from '../src/transfer/transfer.ts';

/** What was seen when so many files were done. */
export interface Mark {
  readonly files: number;
  /** Of each file since the mark before. */
  readonly microseconds: number;
  /** After a garbage collection. */
  readonly heapBytes: number;
  readonly rssBytes: number;
}

const marks = 10;
const perFolder = 1000;
const size = 4096;
const content = new Uint8Array(size);

const refuse = () => Promise.reject(new Error('Nobody asks for this here.'));

function source(files: number): Storage {
  return {
    address: 'simulated://source',
    folders: 'implied',
    // eslint-disable-next-line @typescript-eslint/require-await
    walk: async function* (): AsyncGenerator<Entry> {
      for (let index = 0; index < files; index += 1) {
        const folder = folderIn(root, `folder-${Math.floor(index / perFolder)}`);
        const path: FilePath = fileIn(folder, `file-${index % perFolder}.bin`);
        yield { kind: 'file', path, name: fileName(path), size, etag: '"1"' };
      }
    },
    read: () => Promise.resolve(content),
    list: refuse,
    stat: refuse,
    createUpload: refuse,
    createFolder: refuse,
    delete: refuse,
  };
}

/** Calls `committed` for each file that is complete. */
function destination(committed: () => void): Storage {
  const upload: Upload = {
    chunkSize: 8 * 1024 * 1024,
    put: () => Promise.resolve(),
    commit: () => {
      committed();
      return Promise.resolve();
    },
    abort: () => Promise.resolve(),
  };
  return {
    address: 'simulated://destination',
    folders: 'implied',
    // eslint-disable-next-line @typescript-eslint/require-await
    walk: async function* (): AsyncGenerator<Entry> {
      yield* [];
    },
    read: refuse,
    list: () => Promise.resolve({ entries: [] }),
    stat: () => Promise.resolve(undefined),
    createUpload: () => Promise.resolve(upload),
    createFolder: () => Promise.resolve(),
    delete: refuse,
  };
}

async function main(files: number, conflict: 'overwrite' | 'skip'): Promise<void> {
  let done = 0;
  let since = performance.now();
  const mark = () => {
    const each = ((performance.now() - since) * 1000) / (files / marks);
    (globalThis.gc as (() => void) | undefined)?.();
    const { heapUsed, rss } = process.memoryUsage();
    const line: Mark = { files: done, microseconds: each, heapBytes: heapUsed, rssBytes: rss };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    since = performance.now();
  };
  const committed = () => {
    done += 1;
    if (done % (files / marks) === 0) mark();
  };
  const report = await transfer({
    items: [{ storage: source(files), folder: root, as: '' }],
    destination: destination(committed),
    into: root,
    conflict,
  });
  if (report.files !== files)
    throw new Error(`${report.files} of ${files} files: ${report.failed[0]?.failure.message ?? ''}`);
}

const [files, conflict] = process.argv.slice(2);
await main(Number(files), conflict === 'skip' ? 'skip' : 'overwrite');
