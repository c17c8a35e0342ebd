import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

type End = () => void | Promise<void>;

const running = new Set<End>();

/** Ends everything that {@link atExit} was told of, the latest first. */
export async function endAll(): Promise<void> {
  for (const end of [...running].reverse()) {
    running.delete(end);
    try {
      await end();
    } catch (error) {
      console.error(error);
    }
  }
}

/** Has `end` called when the program is asked to stop. Returns a function that calls it now, at most once. */
export function atExit(end: End): () => Promise<void> {
  running.add(end);
  return async () => {
    if (running.delete(end)) await end();
  };
}

/** Ends everything and leaves when the user or the system asks for it, or on an error nobody expected. Call it first. */
export function stopOnSignals(): void {
  let stopping = false;
  const leave = (code: number) => {
    if (stopping) return;
    stopping = true;
    void endAll().finally(() => process.exit(code));
  };
  process.on('SIGINT', () => leave(130));
  process.on('SIGTERM', () => leave(143));
  process.on('SIGHUP', () => leave(129));
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    leave(1);
  });
  // Without a reader there is nobody to tell: a closed pipe ends it in good order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => leave(1));
}

/** Starts a program in a process group of its own, so that it ends together with all its children. */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions) {
  const child = spawn(command, args, { ...options, detached: true });
  return { child, stop: atExit(() => stopGroup(child)) };
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false; // the group is gone
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  if (child.exitCode === null && child.signalCode === null) {
    const force = setTimeout(() => signalGroup(pid, 'SIGKILL'), 5000);
    await once(child, 'exit');
    clearTimeout(force);
  }
  signalGroup(pid, 'SIGKILL');
}

/** Runs a program to its end; fails with what it wrote when its exit code is not 0. */
export async function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { child, stop } = spawnGroup(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  await stop();
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${output}`);
  return output;
}

/** Whether nobody listens on this port of the loopback address yet. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
