import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestResults } from '../../test/support/runner.ts';
import { root } from '../build.ts';
import { run } from './process.ts';

export interface MochaRun {
  /** Gets the results and the output. */
  readonly artifacts: string;
  readonly grep: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Of one test, in milliseconds. */
  readonly timeout?: number;
}

/** Runs test files with mocha in a process of their own. Throws what it said if it left no results. */
export async function mocha(patterns: readonly string[], given: MochaRun): Promise<TestResults> {
  const { artifacts, env = {}, timeout = 60_000 } = given;
  const results = join(artifacts, 'results.json');
  const options = ['--results', results, '--timeout', String(timeout)];
  const grep = given.grep === undefined ? [] : ['--grep', given.grep];
  const args = [...process.execArgv, 'test/support/main.ts', ...options, ...grep, ...patterns];
  let said: unknown;
  const output = await run(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ARTIFACTS: artifacts, ...env },
  }).catch((error: unknown) => String((said = error)));
  writeFileSync(join(artifacts, 'output.log'), output);
  try {
    return JSON.parse(readFileSync(results, 'utf8')) as TestResults;
  } catch {
    throw said instanceof Error ? said : new Error('The tests left no results.');
  }
}

/** Says which tests failed, and why. */
export function printFailures({ failures }: TestResults): void {
  for (const { title, message } of failures) console.log(`\n  ${title}\n${message.replace(/^/gm, '    ')}\n`);
}
