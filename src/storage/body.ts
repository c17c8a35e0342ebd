import { tooShort } from './failures.ts';

/** Reads exactly `length` bytes and nothing more; fails, in a way that may be tried again, when the stream ends before. */
export function readExactly(
  stream: NodeJS.ReadableStream,
  length: number,
  where: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  return new Promise((resolve, reject) => {
    let got = 0;
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', stop);
      reject(error);
      (stream as { destroy?: () => void }).destroy?.();
    };
    const stop = (): void => fail(Object.assign(new Error('stopped'), { name: 'AbortError' }));
    const end = (error?: unknown): void => {
      if (error !== undefined || got !== length) {
        fail(Object.assign(tooShort(where, error), { code: 'TooShort' }));
        return;
      }
      signal.removeEventListener('abort', stop);
      resolve(bytes);
    };
    signal.addEventListener('abort', stop);
    stream.on('data', (chunk: Buffer) => {
      if (got + chunk.length > length) {
        fail(Object.assign(tooShort(where), { code: 'TooShort' }));
        return;
      }
      chunk.copy(bytes, got);
      got += chunk.length;
    });
    stream.on('end', () => end());
    stream.on('error', end);
    stream.on('close', () => end());
  });
}

interface Answer {
  readonly readableStreamBody?: NodeJS.ReadableStream | undefined;
  readonly contentLength?: number | undefined;
  readonly contentRange?: string | undefined;
}

/** The body of an answer that carries exactly `range`; an answer that carries anything else is dropped and fails. */
export function checkRange(
  answer: Answer,
  range: { offset: number; length: number },
  where: string,
): NodeJS.ReadableStream {
  const { readableStreamBody: body, contentLength, contentRange } = answer;
  const begins = contentRange === undefined ? 0 : Number(/^bytes (\d+)-/.exec(contentRange)?.[1]);
  if (body && contentLength === range.length && begins === range.offset) return body;
  (body as { destroy?: () => void } | undefined)?.destroy?.();
  throw tooShort(where);
}
