import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnGroup } from './process.ts';
import type { SandboxInfo } from './settings.ts';

const program = join(import.meta.dirname, '../../sandbox/main.ts');

export interface RunningSandbox extends SandboxInfo {
  readonly stop: () => Promise<void>;
}

/** Starts Azure on this machine, with its state under `dir`, and waits until it answers. It ends with this process. */
export async function startSandbox(dir: string): Promise<RunningSandbox> {
  const { child, stop } = spawnGroup(
    process.execPath,
    [...process.execArgv, program, '--dir', dir, '--stdin-bound'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr?.on('data', (text) => (said = (said + String(text)).slice(-4000)));
  const ready = await new Promise<boolean>((resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text = (text + String(chunk)).slice(-4000);
      if (text.includes('sandbox ready')) resolve(true);
    });
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(false));
  });
  if (!ready) {
    await stop();
    throw new Error(`The sandbox in ${dir} did not start. It said:\n${said}`);
  }
  return {
    ...(JSON.parse(readFileSync(join(dir, 'sandbox.json'), 'utf8')) as Omit<SandboxInfo, 'dir'>),
    dir,
    stop,
  };
}
