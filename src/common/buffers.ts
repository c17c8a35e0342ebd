/** Smaller ones cost less than looking for one that was used before. In bytes. */
export const large = 1024 * 1024;
/** So much is kept at most, whatever the sizes: as much as a transfer has in flight. In bytes. */
const most = 96 * 1024 * 1024;

const free: Uint8Array[] = [];
let kept = 0;

/** Memory of exactly `length` bytes, with anything in it. Large pieces have been used before, if they can be: fresh ones cost more than reading into them does. */
export function takeBuffer(length: number): Uint8Array {
  if (length >= large) {
    const at = free.findLastIndex((one) => one.length === length);
    const [found] = at < 0 ? [] : free.splice(at, 1);
    if (found) {
      kept -= length;
      return found;
    }
  }
  return Buffer.allocUnsafeSlow(length);
}

/** Takes memory back that nobody uses any more, whoever has made it; it must be all of its buffer. */
export function giveBuffer(bytes: Uint8Array): void {
  free.push(bytes);
  kept += bytes.length;
  while (kept > most) kept -= free.shift()?.length ?? kept;
}
