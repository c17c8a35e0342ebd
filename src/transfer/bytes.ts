import { giveBuffer, large } from '../common/buffers.ts';

/** Whether nothing else is in the buffer of `bytes`. */
function isAlone({ buffer, byteLength }: Uint8Array): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
}

/** `bytes` in a buffer of their own, which can be given to another thread. */
export function movable(bytes: Uint8Array): Uint8Array {
  return isAlone(bytes) ? bytes : new Uint8Array(bytes);
}

/** In bytes. Less is not worth the call. */
const small = 16 * 1024;

/**
 * Gives back the memory of `bytes`, which nobody uses any more, without waiting for a garbage collection: those let a
 * transfer of large files grow to hundreds of megabytes. Large pieces are used again.
 */
export function free(bytes: Uint8Array): void {
  if (bytes.length < small || !isAlone(bytes)) return;
  if (bytes.length >= large) giveBuffer(bytes);
  // Node 20 has no such method.
  else (bytes.buffer as { transfer?: (length: number) => unknown }).transfer?.(0);
}
