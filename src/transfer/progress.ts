import type { Progress } from './request.ts';

/** What a transfer says while it runs. `moved` takes back what has to be moved again; `dropped`: a file that failed. */
export type ProgressEvent =
  | { readonly kind: 'found'; readonly bytes: number }
  | { readonly kind: 'scanned' }
  | { readonly kind: 'moved'; readonly bytes: number }
  | { readonly kind: 'finished' }
  | { readonly kind: 'dropped'; readonly size: number }
  /** `now` in milliseconds, from any clock that only goes forward. */
  | { readonly kind: 'tick'; readonly now: number };

/** A {@link Progress} with the sample that its rate is smoothed from. */
export interface ProgressState extends Progress {
  readonly sampled?: { readonly at: number; readonly bytes: number };
}

export const noProgress: ProgressState = {
  scanning: true,
  files: 0,
  totalFiles: 0,
  bytes: 0,
  totalBytes: 0,
  rate: 0,
};

/** A tick sooner than so many milliseconds after the last says nothing about the rate. */
const shortestSample = 50;
/** In so many milliseconds an old rate loses about two thirds of its weight. */
const memory = 3000;

/** The progress after `event`. A failed file leaves the totals, so that files reach totalFiles in the end. */
export function advance(progress: ProgressState, event: ProgressEvent): ProgressState {
  switch (event.kind) {
    case 'found':
      return {
        ...progress,
        totalFiles: progress.totalFiles + 1,
        totalBytes: progress.totalBytes + event.bytes,
      };
    case 'scanned':
      return { ...progress, scanning: false };
    case 'moved':
      return { ...progress, bytes: progress.bytes + event.bytes };
    case 'finished':
      return { ...progress, files: progress.files + 1 };
    case 'dropped':
      return {
        ...progress,
        totalFiles: progress.totalFiles - 1,
        totalBytes: progress.totalBytes - event.size,
      };
    case 'tick':
      return sample(progress, event.now);
  }
}

function withoutTimeLeft(progress: ProgressState): ProgressState {
  const copy: { -readonly [K in keyof ProgressState]: ProgressState[K] } = { ...progress };
  delete copy.timeLeft;
  return copy;
}

function sample(progress: ProgressState, now: number): ProgressState {
  const { sampled, ...rest } = withoutTimeLeft(progress);
  const next = { at: now, bytes: progress.bytes };
  if (!sampled) return { ...rest, sampled: next };
  const elapsed = now - sampled.at;
  if (elapsed < shortestSample) return progress;
  const measured = Math.max(0, progress.bytes - sampled.bytes) / (elapsed / 1000);
  const weight = progress.rate === 0 ? 1 : 1 - Math.exp(-elapsed / memory);
  const rate = progress.rate + (measured - progress.rate) * weight;
  const left = (progress.totalBytes - progress.bytes) / rate;
  const known = !progress.scanning && Number.isFinite(left);
  return { ...rest, rate, sampled: next, ...(known ? { timeLeft: Math.max(0, left) } : {}) };
}

/** Collects events and hands progress to `show` at most every `interval` milliseconds, and once at the end. */
export function reportProgress(
  show: ((progress: Progress) => void) | undefined,
  { interval = 250, now = () => performance.now() } = {},
): { readonly tell: (event: ProgressEvent) => void; readonly end: () => void } {
  if (!show) return { tell: () => undefined, end: () => undefined };
  let state = advance(noProgress, { kind: 'tick', now: now() });
  const tick = () => {
    state = advance(state, { kind: 'tick', now: now() });
    show(state);
  };
  const timer = setInterval(tick, interval);
  return {
    tell: (event) => {
      state = advance(state, event);
    },
    end: () => {
      clearInterval(timer);
      tick();
    },
  };
}
