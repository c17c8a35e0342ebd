/**
 * A program that begins a transfer as an editor's extension host would, and says how late its own events were meanwhile, as one
 * line of JSON. Arguments: the build of the command, and what the command is told.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds between two events that should be `resolution` apart. */
export interface HostDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly seconds: number;
}

/** The shortest that can be asked for: 1 of what is measured is no delay at all. */
const resolution = 1;

/** How late this process was from when `start` began a transfer until that had ended. */
export async function delayWhile(start: () => Promise<void>): Promise<HostDelay> {
  const delays = monitorEventLoopDelay({ resolution });
  const began = performance.now();
  delays.enable();
  await start();
  delays.disable();
  const milliseconds = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100;
  return {
    p50: milliseconds(delays.percentile(50)),
    p99: milliseconds(delays.percentile(99)),
    max: milliseconds(delays.max),
    seconds: Math.round((performance.now() - began) / 10) / 100,
  };
}

/** Begins a transfer in a process of its own, which is told everything and tells when it has ended. */
export function startCommand(bundle: string, args: readonly string[]): () => Promise<void> {
  return async () => {
    const child = fork(bundle, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`The transfer ended with ${code}.`);
  };
}

const [bundle = '', ...args] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await delayWhile(startCommand(bundle, args)))}\n`);
