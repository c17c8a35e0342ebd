import type * as Threads from 'node:worker_threads';
import type { Md5Kernel, Md5Layout } from './md5Kernel.ts';

/** What a thread is asked: `bytes` go into the MD5 of `file`, and `end` asks for it. `forget` is not answered. */
export type ToHash =
  | { readonly id: number; readonly file: number; readonly bytes?: Uint8Array; readonly end?: boolean }
  | { readonly file: number; readonly forget: true };

/** `bytes` come back. */
export interface Hashed {
  readonly id: number;
  readonly md5?: Uint8Array;
  readonly bytes?: Uint8Array;
}

/** What a thread is begun with. */
export interface HashThreadData {
  readonly kernel: Uint8Array;
  readonly layout: Md5Layout;
}

/** The part of `WebAssembly` that is used, which the types of Node do not know. */
interface Compiler {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Md5Kernel };
}

/**
 * Hashes what it is asked to, as many files beside each other as there are, up to eight. The program of a thread: it is begun
 * with the text of this function, so that it runs from any bundle, and knows nothing of what is around it.
 */
export function hashThread({ parentPort, receiveMessageOnPort, workerData }: typeof Threads): void {
  const { kernel, layout } = workerData as HashThreadData;
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Compiler };
  const { memory, one, four, eight } = new WebAssembly.Instance(new WebAssembly.Module(kernel)).exports;
  const octets = new Uint8Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const { lanes } = layout;
  const block = 64;
  /** Of each lane, what is copied into the memory at once; with it an end of up to two blocks must fit in. */
  const region = Math.floor((layout.end - layout.blocks) / lanes / block) * block;

  /** A file between two messages: the words of its state, its length in bytes, and what does not fill a block. */
  interface File {
    readonly state: Uint32Array;
    length: number;
    rest: Uint8Array;
  }
  type Asked = Extract<ToHash, { readonly id: number }>;
  /** A file that is being hashed: `taken` of the message's bytes are in the memory, where its blocks are from `from` to `to`. */
  interface Lane {
    readonly asked: Asked;
    readonly file: File;
    readonly start: number;
    taken: number;
    from: number;
    to: number;
    ended: boolean;
  }

  /** So many files are waited for, so many milliseconds. Four cost no more than one, but a fourth comes too late. */
  const enough = 3;
  const patience = 20;
  let timer: NodeJS.Timeout | undefined;
  let latest: number | undefined;
  let company = false;

  const files = new Map<number, File>();
  const waiting: ToHash[] = [];
  const running: Lane[] = [];
  const starts = Array.from({ length: lanes }, (_, lane) => layout.blocks + lane * region);

  function fileOf(number: number): File {
    const known = files.get(number);
    if (known) return known;
    const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
    const file = { state, length: 0, rest: new Uint8Array(0) };
    files.set(number, file);
    return file;
  }

  /** Begins what waits, in order, and nothing of a file that runs. */
  function begin(): void {
    const busy = new Set(running.map(({ asked }) => asked.file));
    for (let at = 0; at < waiting.length && running.length < lanes;) {
      const asked = waiting[at] as ToHash;
      if (busy.has(asked.file)) {
        at += 1;
        continue;
      }
      waiting.splice(at, 1);
      if ('forget' in asked) files.delete(asked.file);
      else {
        busy.add(asked.file);
        running.push(enter(asked));
      }
    }
  }

  function enter(asked: Asked): Lane {
    const file = fileOf(asked.file);
    const start = starts.pop() as number;
    octets.set(file.rest, start);
    file.length += asked.bytes?.length ?? 0;
    return { asked, file, start, taken: 0, from: start, to: start + file.rest.length, ended: false };
  }

  /** Copies what comes next behind what has not been hashed, with the end of the file after the last of it. */
  function fill(lane: Lane): void {
    const { asked, file, start } = lane;
    octets.copyWithin(start, lane.from, lane.to);
    lane.to -= lane.from - start;
    lane.from = start;
    const bytes = asked.bytes?.subarray(lane.taken, lane.taken + start + region - lane.to);
    if (bytes) octets.set(bytes, lane.to);
    lane.taken += bytes?.length ?? 0;
    lane.to += bytes?.length ?? 0;
    const room = start + region - lane.to;
    if (!asked.end || lane.taken < (asked.bytes?.length ?? 0) || room < 2 * block) return;
    const from = lane.to;
    lane.to = start + Math.ceil((from - start + 9) / block) * block;
    octets.fill(0, from, lane.to);
    octets[from] = 0x80;
    new DataView(memory.buffer).setBigUint64(lane.to - 8, BigInt(file.length) * 8n, true);
    lane.ended = true;
  }

  const blocksOf = ({ from, to }: Lane) => Math.floor((to - from) / block);

  /** Answers, and makes room for another file. */
  function leave({ asked: { id, file: number, bytes, end }, file, start, from, to }: Lane): void {
    file.rest = octets.slice(from, to);
    starts.push(start);
    if (end) files.delete(number);
    const answer = { id, ...(bytes && { bytes }), ...(end && { md5: new Uint8Array(file.state.buffer) }) };
    const owned = bytes?.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
    parentPort?.postMessage(answer satisfies Hashed, owned);
  }

  /** Takes as many blocks as each has. */
  function hash(): void {
    const blocks = Math.min(...running.map(blocksOf));
    const pointer = layout.pointers / 4;
    words.fill(layout.blocks, pointer, pointer + lanes);
    const placeOf = (lane: number, word: number) =>
      layout.states / 4 + (lane & ~3) * 4 + (lane & 3) + word * 4;
    for (const [lane, { file, from }] of running.entries()) {
      words[pointer + lane] = from;
      for (let word = 0; word < 4; word++) words[placeOf(lane, word)] = file.state[word] as number;
    }
    (running.length === 1 ? one : running.length <= 4 ? four : eight)(blocks);
    for (const [lane, entry] of running.entries()) {
      entry.from += blocks * block;
      for (let word = 0; word < 4; word++) entry.file.state[word] = words[placeOf(lane, word)] as number;
    }
  }

  function receive(message: ToHash): void {
    waiting.push(message);
    if ('forget' in message) return;
    company = message.file !== latest;
    latest = message.file;
  }

  /** Whether what waits is to wait for more: there is more than one file, but not enough of them yet. */
  const isEarly = () => company && new Set(waiting.map(({ file }) => file)).size < enough;

  /** `late`: what waits has waited long enough. */
  function work(late = false): void {
    for (;;) {
      // Whoever comes while others are hashed joins them.
      while (parentPort) {
        const next = receiveMessageOnPort(parentPort) as { readonly message: ToHash } | undefined;
        if (!next) break;
        receive(next.message);
      }
      if (running.length === 0 && waiting.length === 0) return;
      if (running.length === 0 && !late && isEarly()) {
        timer ??= setTimeout(work, patience, true);
        return;
      }
      clearTimeout(timer);
      timer = undefined;
      late = false;
      begin();
      for (let at = running.length - 1; at >= 0; at--) {
        const lane = running[at] as Lane;
        if (blocksOf(lane) === 0 && !lane.ended) fill(lane);
        if (blocksOf(lane) > 0) continue;
        running.splice(at, 1);
        leave(lane);
      }
      if (running.length > 0) hash();
    }
  }

  parentPort?.on('message', (message: ToHash) => {
    receive(message);
    work();
  });
}
