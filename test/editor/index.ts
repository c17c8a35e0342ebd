/** What VS Code calls in its extension host, as a server or on the desktop: runs the suite, leaves the results in a file. */
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSuites } from '../support/runner.ts';

export async function run(): Promise<void> {
  const { TEST_RESULTS: file, TEST_GREP: grep } = process.env;
  if (file === undefined) throw new Error('TEST_RESULTS does not name the file for the results.');
  const files = globSync('**/*.test.mjs', { cwd: import.meta.dirname }).map((name) =>
    join(import.meta.dirname, name),
  );
  const onTest = (title: string, passed: boolean) => console.log(`${passed ? 'ok    ' : 'FAILED'} ${title}`);
  const results = await runSuites(files.sort(), { timeout: 30_000, grep, onTest });
  writeFileSync(file, JSON.stringify(results));
}
