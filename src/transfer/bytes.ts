import { giveBuffer, isShared } from '../common/buffers.ts';

/** Whether nothing else is in the buffer of `bytes`. */
function isAlone({ buffer, byteLength }: Uint8Array): boolean {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
}

/** `bytes` as another thread can have them: shared with it, or in a buffer of their own. */
export function movable(bytes: Uint8Array): Uint8Array {
  return isShared(bytes) || isAlone(bytes) ? bytes : new Uint8Array(bytes);
}

/** In bytes. Less is not worth the call. */
const small = 16 * 1024;

/**
 * Gives back the memory of `bytes`, which nobody uses any more, without waiting for a garbage collection: those let a
 * transfer of large files grow to hundreds of megabytes. What threads share is used again.
 */
export function free(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer instanceof SharedArrayBuffer) giveBuffer(buffer);
  // Node 20 has no such method.
  else if (bytes.length >= small && isAlone(bytes))
    (buffer as { transfer?: (length: number) => unknown }).transfer?.(0);
}
