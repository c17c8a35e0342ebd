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
import { atExit, endAll, run, stopOnSignals } from './lib/process.ts';
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
  const results = join(artifacts, 'results.json');
  const options = [
    '--results',
    results,
    '--timeout',
    '300000',
    ...(grep === undefined ? [] : ['--grep', grep]),
  ];
  const said = await run(
    process.execPath,
    [...process.execArgv, 'test/support/main.ts', ...options, 'test/sdk/**/*.test.ts'],
    {
      cwd: root,
      env: {
        ...process.env,
        ...{ SANDBOX_DIR: dir, ARTIFACTS: artifacts, TMPDIR: temporary },
        ...{ SDK_PYTHON: environment.python, SDK_PYRIGHT: environment.pyright },
      },
    },
  ).catch((error: unknown) => String(error));
  if (!existsSync(results)) throw new Error(`The tests left no results. They said:\n${said}`);
  for (const table of ['levels.txt', 'cannot.txt']) {
    const file = join(artifacts, table);
    if (existsSync(file)) console.log(readFileSync(file, 'utf8'));
  }
  return JSON.parse(readFileSync(results, 'utf8')) as TestResults;
}

stopOnSignals();
const { values } = parseArgs({ options: { grep: { type: 'string' } } });
const started = Date.now();
try {
  const { passed, failures } = await judge(values.grep);
  for (const { title, message } of failures) console.log(`\n  ${title}\n${message.replace(/^/gm, '    ')}\n`);
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
