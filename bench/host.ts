/**
 * A program that begins a transfer as the editor's extension host does, and says how late its own events were meanwhile, as one
 * line of JSON. Arguments: `command`, the build of the command and what it is told; or `mover`, the build of the process that
 * moves bytes for the extension, a folder and another one to copy it to.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { azureClouds } from '../src/azureml/cloud.ts';
import { createAzureMl } from '../src/azureml/index.ts';
import { silentLog } from '../src/common/log.ts';
import { createTransport } from '../src/common/transport.ts';
import { createRemoteMover } from '../src/mover/remote.ts';
import { root } from '../src/storage/path.ts';

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
async function delayWhile(start: () => Promise<void>): Promise<HostDelay> {
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
async function moveByCommand(bundle: string, args: readonly string[]): Promise<void> {
  const child = fork(bundle, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The transfer ended with ${code}.`);
}

/** Begins a transfer as the extension does, and hears of it what the extension hears. */
async function moveByMover(script: string, from: string, to: string): Promise<void> {
  const cloud = azureClouds.AzureCloud;
  const azure = createAzureMl({ cloud, sessions: [], transport: createTransport(), log: silentLog });
  const mover = createRemoteMover({
    script,
    data: { journals: to },
    azure: () => Promise.resolve(azure),
    dataAccess: () => 'auto',
    proxy: () => ({}),
    log: silentLog,
  });
  const item = { from: { kind: 'local', folder: from }, path: root, kind: 'folder', as: '' } as const;
  const order = { items: [item], to: { kind: 'local', folder: to }, into: root } as const;
  const events = { onProgress: () => undefined, onState: () => undefined, onFailed: () => undefined };
  const { ended } = mover.start('bench', { ...order, conflict: 'overwrite', ignore: false }, events);
  const { failed } = await ended;
  mover.dispose();
  await mover.gone();
  if (failed[0]) throw new Error(failed[0].failure.message);
}

const [kind, script = '', ...args] = process.argv.slice(2);
const start = () =>
  kind === 'mover' ? moveByMover(script, args[0] ?? '', args[1] ?? '') : moveByCommand(script, args);
process.stdout.write(`${JSON.stringify(await delayWhile(start))}\n`);
