import { tooShort } from './failures.ts';

/** Reads exactly `length` bytes and nothing more; fails, in a way that may be tried again, when the stream ends before. */
export function readExactly(stream: NodeJS.ReadableStream, length: number, where: string, signal: AbortSignal): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  return new Promise((resolve, reject) => {
    let got = 0;
    const end = (error?: unknown): void => {
      signal.removeEventListener('abort', stop);
      if (error === undefined && got === length) return resolve(bytes);
      (stream as { destroy?: () => void }).destroy?.();
      reject(error instanceof Error ? error : Object.assign(tooShort(where), { code: 'TooShort' }));
    };
    const stop = (): void => end(Object.assign(new Error('stopped'), { name: 'AbortError' }));
    signal.addEventListener('abort', stop);
    stream.on('data', (chunk: Buffer) => {
      if (got + chunk.length > length) return end();
      chunk.copy(bytes, got);
      got += chunk.length;
    });
    stream.on('end', () => end());
    stream.on('error', end);
    stream.on('close', () => end());
  });
}
