/**
 * npm run test:sdk: the snippets and the datastores, judged by the Python SDKs themselves over a sandbox of their own. Ends
 * with 3 where nothing can be proved: no Python that they run on, or no package index to install them from.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NotHere, prepareSdks } from '../test/sdk/environment.ts';
import type { TestResults } from '../test/support/runner.ts';
import { root } from './build.ts';
import { mocha, printFailures } from './lib/mocha.ts';
import { atExit, endAll, stopOnSignals } from './lib/process.ts';
import { startSandbox } from './lib/sandbox.ts';

const cannotBeProved = 3;

async function judge(grep: string | undefined): Promise<TestResults> {
  const environment = await prepareSdks((sentence) => console.error(sentence));
  const temporary = mkdtempSync(join(tmpdir(), 'azureml-datastores-sdk-'));
  atExit(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));
  const artifacts = join(root, 'test/.artifacts/sdk');
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  const { dir } = await startSandbox(join(temporary, 'sandbox'));
  const env = {
    ...{ SANDBOX_DIR: dir, TMPDIR: temporary },
    ...{ SDK_PYTHON: environment.python, SDK_PYRIGHT: environment.pyright },
  };
  const results = await mocha(['test/sdk/**/*.test.ts'], { artifacts, grep, env, timeout: 300_000 });
  for (const table of ['levels.txt', 'cannot.txt']) {
    const file = join(artifacts, table);
    if (existsSync(file)) console.log(readFileSync(file, 'utf8'));
  }
  return results;
}

stopOnSignals();
const { values } = parseArgs({ options: { grep: { type: 'string' } } });
const started = Date.now();
try {
  const results = await judge(values.grep);
  const { passed, failures } = results;
  printFailures(results);
  console.log(`${((Date.now() - started) / 1000).toFixed(1)} s`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} catch (error) {
  if (error instanceof NotHere) console.error(error.message);
  else console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = error instanceof NotHere ? cannotBeProved : 1;
}
await endAll();
process.exit();
