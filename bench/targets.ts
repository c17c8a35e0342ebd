import type { Direction } from './clients.ts';
import { peakOf, type Measurement } from './measurements.ts';

/** At most so much of what AzCopy takes in the same row. */
export interface Target {
  readonly wall?: number;
  readonly cpu?: number;
}

/** Of the process that moves bytes, Node included, whatever the job. */
export const mostMemory = 256e6;
/** Milliseconds of event-loop delay, 99 of 100 times, in the process that began a transfer. */
export const mostDelay = 30;
/** With MD5, at most so much of the larger of the same without it and the bare hash. */
export const mostWithMd5 = 1.2;

const notAbove: Target = { wall: 1, cpu: 1 };

/** By load and direction: with nothing added to an answer, and with what a service far away adds. */
const targets: Readonly<Record<string, Readonly<Record<Direction, { near: Target; far: Target }>>>> = {
  small: {
    up: { near: { wall: 2 / 3, cpu: 1 / 2 }, far: { wall: 1 / 6 } },
    down: { near: notAbove, far: { wall: 1 / 3 } },
  },
  medium: {
    up: { near: { wall: 2 / 3, cpu: 2 / 3 }, far: { wall: 1 } },
    down: { near: notAbove, far: { wall: 1 } },
  },
  large: {
    up: { near: { wall: 3 / 4, cpu: 2 / 3 }, far: { wall: 1 } },
    down: { near: notAbove, far: { wall: 1 } },
  },
};

/** What ours is held to against AzCopy; `delay` in milliseconds for each answer. */
export function targetOf(load: string, direction: Direction, delay: number): Target {
  return targets[load]?.[direction][delay === 0 ? 'near' : 'far'] ?? {};
}

/** What ours is held to where both write or check MD5, and where no row of the table says more. */
export const neitherAbove = notAbove;

/** What a measurement of ours is held to: a part for each target, memory last. */
export function verdict(ours: Measurement, azcopy: Measurement | undefined, { wall, cpu }: Target): string {
  const [own, theirs] = [ours.median, azcopy?.median];
  if (!own) return '';
  const parts: string[] = [];
  if (theirs && wall !== undefined) parts.push(judge('wall', own.wallSeconds / theirs.wallSeconds, wall));
  if (theirs && cpu !== undefined) parts.push(judge('CPU', own.cpuSeconds / theirs.cpuSeconds, cpu));
  parts.push(`memory (under ${mostMemory / 1e6} MB): ${met(peakOf(ours) < mostMemory)}`);
  return parts.join('; ');
}

/** `wall 0.41 (at most 0.67): met` */
export function judge(what: string, ratio: number, most: number): string {
  return `${what} ${ratio.toFixed(2)} (at most ${most.toFixed(2)}): ${met(ratio <= most)}`;
}

export function met(holds: boolean): string {
  return holds ? 'met' : '**not met**';
}
