import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SinkCommand, SinkOptions, SinkReport } from './sink.ts';

/** A running sink. */
export interface Sink {
  /** Its container, with something that looks like a SAS. */
  readonly url: string;
  /** Resolves to what had come by then. */
  ask(command: SinkCommand): Promise<SinkReport>;
  stop(): void;
}

/** Starts a sink in a process of its own, which ends with this one. */
export async function startSink(options: SinkOptions): Promise<Sink> {
  const child = fork(join(import.meta.dirname, 'sink.ts'), { stdio: 'inherit' });
  const stop = () => void child.kill();
  process.once('exit', stop);
  const answer = async (message: SinkOptions | SinkCommand): Promise<unknown> => {
    const answered = once(child, 'message');
    child.send(message);
    const [value] = (await answered) as [unknown];
    return value;
  };
  const { address } = (await answer(options)) as { address: AddressInfo };
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${address.port}/account/container?sv=2026-10-06&sp=racwdl&sig=c2luaw%3D%3D`,
    ask: (command) => answer(command) as Promise<SinkReport>,
    stop: () => {
      process.off('exit', stop);
      child.disconnect();
    },
  };
}
