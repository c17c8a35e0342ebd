/** How long the extension takes to activate, measured inside a real VS Code. */
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension, root } from '../scripts/build.ts';
import { runInVSCode } from '../test/editor/harness.ts';

/** In less than so many milliseconds nothing was activated: VS Code had done so by itself before it was asked. */
const activeAlready = 1;

/**
 * Milliseconds from asking VS Code for the extension until `activate()` has returned, its code read from disk
 * included, each in a VS Code of its own. Runs in which it was active before that are left out.
 */
export async function measureActivation(runs: number, temporary: string): Promise<number[]> {
  await buildExtension(true);
  const times: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const artifacts = join(temporary, `activation-${run}`);
    mkdirSync(artifacts);
    const folder = join(artifacts, 'sample');
    cpSync(join(root, 'sample'), folder, { recursive: true });
    const file = join(artifacts, 'milliseconds');
    const grep = 'is found by VS Code and activates';
    const { passed } = await runInVSCode({
      folder,
      settings: {},
      env: { ACTIVATION_FILE: file },
      grep,
      artifacts,
    });
    if (passed !== 1) throw new Error('The extension did not activate.');
    const time = Number(readFileSync(file, 'utf8'));
    process.stderr.write(`activation, run ${run}: ${time.toFixed(1)} ms\n`);
    if (time >= activeAlready) times.push(time);
  }
  return times;
}
