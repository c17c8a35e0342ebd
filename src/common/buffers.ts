/** In bytes. Smaller pieces cost less than looking for one that was used before, or than asking another thread. */
const large = 128 * 1024;
/**
 * So much is kept at most: as much as a transfer has on its way at once, and where the pieces begin. A piece less would be
 * made anew for each large file, and what was dropped stays until every thread has collected it. In bytes.
 */
const most = 97 * 1024 * 1024;
/**
 * Where what is used of a piece begins. Fresh memory begins 16 bytes into a page, and to copy a page of a file there takes
 * some processors ten times as long (AMD EPYC: 2 GB/s instead of 20). In bytes.
 */
const begin = 64;

const free: SharedArrayBuffer[] = [];
let kept = 0;

/**
 * Memory of exactly `length` bytes, with anything in it. Large pieces can be seen by other threads without being copied,
 * and have been used before, if they can be: fresh ones cost more than reading into them does.
 */
export function takeBuffer(length: number): Buffer {
  if (length < large) return Buffer.allocUnsafeSlow(length);
  const size = begin + Math.ceil(length / large) * large;
  const at = free.findLastIndex((one) => one.byteLength === size);
  const [found] = at < 0 ? [] : free.splice(at, 1);
  if (found) kept -= size;
  // Of another size than what is kept, which makes way for it.
  else keepAtMost(kept - size);
  return Buffer.from(found ?? new SharedArrayBuffer(size), begin, length);
}

/** Whether other threads see the memory of `bytes`. */
export function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}

/** Takes memory back that nobody uses any more, in no thread. */
export function giveBuffer(memory: SharedArrayBuffer): void {
  free.push(memory);
  kept += memory.byteLength;
  keepAtMost(most);
}

/** Lets go of what has been kept the longest. */
function keepAtMost(bytes: number): void {
  while (free.length > 0 && kept > bytes) kept -= free.shift()?.byteLength ?? 0;
}
