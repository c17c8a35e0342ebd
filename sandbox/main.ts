import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startSandbox, type RunningSandbox } from './sandbox.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    port: { type: 'string', default: '0' },
    'stdin-bound': { type: 'boolean', default: false },
    // For tests: DIR goes with the sandbox.
    temporary: { type: 'boolean', default: false },
  },
});

let running: Promise<RunningSandbox> | undefined;
let ending: Promise<void> | undefined;

async function end(): Promise<void> {
  // Whatever will not end is left to the system after a while.
  setTimeout(() => process.exit(1), 15_000).unref();
  const sandbox = await running?.catch(() => undefined);
  await sandbox?.close();
  if (values.temporary && values.dir !== undefined) await rm(values.dir, { recursive: true, force: true });
  process.exit();
}

function endOnce(): void {
  ending ??= end();
}

async function main(dir: string): Promise<void> {
  process.umask(0o077);
  process.on('SIGINT', endOnce).on('SIGTERM', endOnce);
  if (values['stdin-bound']) process.stdin.on('close', endOnce).on('error', endOnce).resume();
  // A reader that has gone away is no reason to fall over.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  running = startSandbox(dir, {
    port: Number(values.port),
    log: (message) => void process.stderr.write(`${message}\n`),
  });
  await running;
  process.stdout.write('sandbox ready\n');
}

if (values.dir === undefined || !/^\d+$/.test(values.port)) {
  process.stderr.write('Usage: node sandbox/main.ts --dir DIR [--port N] [--stdin-bound] [--temporary]\n');
  process.exit(2);
}
main(values.dir).catch((error: unknown) => {
  process.stderr.write(
    `The sandbox did not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
  endOnce();
});
