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

/** A {@link Progress} with what its rate and its time left are made from. Times in milliseconds. */
export interface ProgressState extends Progress {
  readonly sampled?: Sample;
  readonly end?: End;
}

/** The last tick; `began` is the one before anything moved, `pace` the smoothed {@link workOf} each second. */
interface Sample {
  readonly at: number;
  readonly bytes: number;
  readonly work: number;
  readonly began: number;
  readonly pace: number;
}

/** When it will be over, smoothed over predictions that have agreed since `since`. */
interface End {
  readonly at: number;
  readonly since: number;
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
/** A file takes about as long as so many bytes more than it has: its requests, whatever it holds. */
const fileCost = 128 * 1024;
/** Predictions of the end have to agree for so long, in milliseconds, before one is told. */
const agreement = 3000;
/** They agree when they differ by no more than this part of the time left; one that is told already may by twice as much. */
const tolerance = 0.25;

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

/** What it takes to move so much, in bytes: with their number, files without content count as well. */
function workOf(files: number, bytes: number): number {
  return bytes + files * fileCost;
}

function sample(progress: ProgressState, now: number): ProgressState {
  const { sampled, end: before, timeLeft: told, ...rest } = progress;
  const { bytes, files, totalFiles, totalBytes } = rest;
  const work = workOf(files, bytes);
  if (!sampled) return { ...rest, sampled: { at: now, bytes, work, began: now, pace: 0 } };
  const elapsed = now - sampled.at;
  if (elapsed < shortestSample) return progress;
  const began = sampled.pace === 0 ? sampled.at : sampled.began;
  // All of a short past counts alike.
  const weight = Math.max(1 - Math.exp(-elapsed / memory), elapsed / (now - began));
  const smooth = (old: number, moved: number) => old + (Math.max(0, moved) / (elapsed / 1000) - old) * weight;
  const rate = smooth(rest.rate, bytes - sampled.bytes);
  const pace = smooth(sampled.pace, work - sampled.work);
  const next = { ...rest, rate, sampled: { at: now, bytes, work, began, pace } };
  const left = (1000 * (workOf(totalFiles, totalBytes) - work)) / pace;
  if (rest.scanning || !Number.isFinite(left)) return next;
  const end = predict(before, { now, left, weight, allowed: told === undefined ? tolerance : 2 * tolerance });
  if (now - end.since < agreement) return { ...next, end };
  return { ...next, end, timeLeft: Math.max(0, end.at - now) / 1000 };
}

/**
 * When the transfer will be over, given that `left` milliseconds seem to be left. A prediction that agrees with those
 * before it moves their mean by its weight; one that does not begins anew.
 */
function predict(
  before: End | undefined,
  { now, left, weight, allowed }: { now: number; left: number; weight: number; allowed: number },
): End {
  const at = now + left;
  // Close to the end, where little is left to differ by, a second more or less is agreement.
  const agrees = before && Math.abs(at - before.at) <= Math.max(1000, allowed * left);
  if (!agrees) return { at, since: now };
  return { at: before.at + (at - before.at) * weight, since: before.since };
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
