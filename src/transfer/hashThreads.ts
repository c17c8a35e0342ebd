import { Worker } from 'node:worker_threads';
import { pickThread } from '../common/threads.ts';
import { hashThread, type Hashed, type HashThreadData, type ToHash } from './hashThread.ts';
import { layout, md5Kernel } from './md5Kernel.ts';

/** Compiled by each thread; made once. */
let kernel: Uint8Array | undefined;

/** What of a message goes to the other side, and is gone on this one. */
const owned = (bytes: Uint8Array | undefined): ArrayBuffer[] =>
  bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];

/** Hashes files beside each other. */
export interface HashThread {
  /** How many files are with it. */
  readonly load: () => number;
  /** Marks a file as its own until the returned function is called. */
  readonly hold: () => () => void;
  /**
   * `bytes` go into the MD5 of `file`, after those sent before; `end` asks for it. The bytes are taken out of this thread
   * unless threads share them: they are gone here.
   */
  send(file: number, what: { readonly bytes?: Uint8Array; readonly end?: boolean }): Promise<Hashed>;
  forget(file: number): void;
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Hashed) => void;
  readonly reject: (error: unknown) => void;
}

function startThread(): HashThread {
  const program = `(${hashThread.toString()})(require('node:worker_threads'))`;
  const workerData: HashThreadData = { kernel: (kernel ??= md5Kernel()), layout };
  const worker = new Worker(program, { eval: true, execArgv: [], workerData });
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let sent = 0;
  let held = 0;
  let isOver = false;
  const over = () => new Error('The thread that hashes has ended.');
  const failAll = (error: unknown) => {
    isOver = true;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
    worker.unref();
  };
  const post = (message: ToHash, moved?: ArrayBuffer[]) => worker.postMessage(message, moved);
  worker.on('message', (answer: Hashed) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(over()));
  return {
    load: () => held,
    hold: () => {
      held += 1;
      let inside = true;
      return () => {
        if (inside) held -= 1;
        inside = false;
      };
    },
    send: (file, what) =>
      new Promise((resolve, reject) => {
        if (isOver) {
          reject(over());
          return;
        }
        const id = (sent += 1);
        waiting.set(id, { resolve, reject });
        worker.ref(); // the process lives as long as an answer is awaited
        post({ id, file, ...what }, owned(what.bytes));
      }),
    forget: (file) => post({ file, forget: true }),
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** Threads, begun as they are needed: files beside each other in one cost less than in threads of their own. */
export function createHashThreads(most = 4): { pick(): HashThread; stop(): Promise<void> } {
  const threads: HashThread[] = [];
  return {
    pick: () => pickThread(threads, { full: layout.lanes, most }, startThread),
    async stop() {
      await Promise.all(threads.splice(0).map((thread) => thread.stop()));
    },
  };
}
