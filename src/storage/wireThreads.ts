import { Worker } from 'node:worker_threads';
import { pickThread } from '../common/threads.ts';
import type { Dial } from '../common/transport.ts';
import { answerOf, portOf, type Wire, type WireAnswer, type WireRequest } from './wire.ts';

/** How sockets are opened, as another thread can be told. */
export interface Way {
  readonly origin: string;
  readonly to: ReturnType<Dial>;
}

interface Sending {
  readonly id: number;
  readonly way: number;
  readonly request: WireRequest;
}

/** What a thread is asked: to send a request on the way of that number, which it has been told once, or to stop one. */
export type ToThread = { readonly way: number; readonly to: Way } | Sending | { readonly stop: number };

export type FromThread =
  | { readonly id: number; readonly head: string; readonly landed: boolean }
  | { readonly id: number; readonly error: { name: string; message: string; code?: string } };

/** More are of no use to one network. */
const mostThreads = 4;
/** A thread that has nothing to send is kept so long, in milliseconds. */
const idleFor = 20_000;

interface Waiting {
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly load: () => number;
  send(message: Sending, to: Way, signal: AbortSignal): Promise<WireAnswer>;
}

function startThread(script: URL, onEnd: (own: Thread) => void): Thread {
  const worker = new Worker(script);
  const waiting = new Map<number, Waiting>();
  /** The ways that it knows: the authorities of one are long. */
  const told = new Set<number>();
  const post = (message: ToThread) => worker.postMessage(message);
  let timer: NodeJS.Timeout | undefined;

  const rest = (): void => {
    worker.unref(); // the process lives only as long as an answer is awaited
    timer = setTimeout(() => {
      onEnd(own); // nobody is given it while it ends
      void worker.terminate();
    }, idleFor).unref();
  };
  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) rest();
    return found;
  };
  const end = (error: Error): void => {
    clearTimeout(timer);
    onEnd(own);
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  };
  worker.on('message', (answer: FromThread) => {
    const found = take(answer.id);
    if ('head' in answer) found?.resolve({ ...answerOf(answer.head), landed: answer.landed });
    else found?.reject(Object.assign(new Error(answer.error.message), answer.error));
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('The thread that sends has ended.')));

  const own: Thread = {
    load: () => waiting.size,
    send(message, to, signal) {
      const { id, way } = message;
      clearTimeout(timer);
      worker.ref();
      // What is stopped is awaited too: until then the thread may write into the memory it was given.
      const stop = () => post({ stop: id });
      signal.addEventListener('abort', stop);
      return new Promise<WireAnswer>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        if (!told.has(way)) post({ way, to });
        told.add(way);
        post(message);
      }).finally(() => signal.removeEventListener('abort', stop));
    },
  };
  return own;
}

/** Shared by all ways of this process. */
const threads: Thread[] = [];
let sent = 0;
let ways = 0;

function pick(script: URL): Thread {
  return pickThread(threads, { full: 1, most: mostThreads }, () =>
    startThread(script, (own) => {
      const at = threads.indexOf(own);
      if (at >= 0) threads.splice(at, 1);
    }),
  );
}

/**
 * As `createWire`, with the sockets in other threads, each with its share of the encryption. `body` and `into` of a
 * request must be in memory that threads share. `script` is that of a thread.
 */
export function createThreadedWire(script: URL, dial: Dial, origin: URL): Wire {
  const way = (ways += 1);
  // A thread makes its own of the authorities.
  const dialled = { ...dial(origin.hostname, portOf(origin)), secureContext: undefined };
  const to: Way = { origin: origin.origin, to: dialled };
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      const id = (sent += 1);
      return pick(script).send({ id, way, request }, to, signal);
    },
  };
}
