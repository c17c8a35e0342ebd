import { Worker } from 'node:worker_threads';
import { availableParallelism } from 'node:os';

/** What a thread is asked: `bytes` go into the MD5 of `file`, and `end` asks for it. Without an answer only `forget`. */
interface Message {
  readonly file: number;
  readonly bytes?: Uint8Array;
  readonly end?: true;
  readonly forget?: true;
}

/** `bytes` come back. */
export interface Answer {
  readonly md5?: Uint8Array;
  readonly bytes?: Uint8Array;
}

/** Text, not a file, so that it runs from any bundle. */
const program = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const hashes = new Map();
const owned = (bytes) => (bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : []);
parentPort.on('message', ({ file, bytes, end, forget }) => {
  if (forget) return void hashes.delete(file);
  const hash = hashes.get(file) ?? createHash('md5');
  if (bytes) hash.update(bytes);
  if (end) {
    hashes.delete(file);
    return parentPort.postMessage({ md5: hash.digest(), bytes }, owned(bytes));
  }
  hashes.set(file, hash);
  parentPort.postMessage({ bytes }, owned(bytes));
});
`;

/** What of a message goes to the other side, and is gone on this one. */
const owned = (bytes: Uint8Array | undefined): ArrayBuffer[] =>
  bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];

/** A thread that hashes one message after the other. */
export interface HashThread {
  /** How many files and messages are with it. */
  readonly load: () => number;
  /** Marks a file as its own until the returned function is called. */
  readonly hold: () => () => void;
  /** Takes `message.bytes` out of this thread unless threads share them: they are gone here. */
  send(message: Message): Promise<Answer>;
  forget(file: number): void;
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

function startThread(): HashThread {
  const worker = new Worker(program, { eval: true, execArgv: [] });
  worker.unref();
  const waiting: Waiting[] = [];
  let held = 0;
  const failAll = (error: unknown) => {
    for (const one of waiting.splice(0)) one.reject(error);
    worker.unref();
  };
  worker.on('message', (answer: Answer) => {
    waiting.shift()?.resolve(answer);
    if (waiting.length === 0) worker.unref();
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('The thread that hashes has ended.')));
  return {
    load: () => held + waiting.length,
    hold: () => {
      held += 1;
      let inside = true;
      return () => {
        if (inside) held -= 1;
        inside = false;
      };
    },
    send: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.ref(); // the process lives as long as an answer is awaited
        worker.postMessage(message, owned(message.bytes));
      }),
    forget: (file) => worker.postMessage({ file, forget: true } satisfies Message),
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** Threads, started as they are needed: one more whenever all are busy, up to the number of cores and `most`. */
export function createHashThreads(most = 4): { pick(): HashThread; stop(): Promise<void> } {
  const limit = Math.min(most, availableParallelism());
  const threads: HashThread[] = [];
  return {
    pick() {
      let best = threads[0];
      for (const thread of threads) if (best && thread.load() < best.load()) best = thread;
      if (best && (best.load() === 0 || threads.length >= limit)) return best;
      const started = startThread();
      threads.push(started);
      return started;
    },
    async stop() {
      await Promise.all(threads.splice(0).map((thread) => thread.stop()));
    },
  };
}
