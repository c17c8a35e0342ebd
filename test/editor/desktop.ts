/** Runs the suite of this folder in VS Code for the desktop, which is downloaded once. Needs a display. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { buildEditorTests, root } from '../../scripts/build.ts';
import { quietSettings } from '../../scripts/lib/settings.ts';
import type { TestResults } from '../support/runner.ts';
import type { EditorRun } from './harness.ts';

export async function runOnDesktop({
  folder,
  settings,
  env,
  grep,
  artifacts,
}: EditorRun): Promise<TestResults> {
  const results = join(artifacts, 'results.json');
  const userData = join(artifacts, 'user-data');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: await buildEditorTests(),
    extensionTestsEnv: { ...env, TEST_RESULTS: results, TEST_GREP: grep },
    launchArgs: [
      ...[folder, '--user-data-dir', userData, '--disable-workspace-trust', '--disable-extensions'],
      ...['--log', 'azureml-datastores.azureml-datastores=trace'],
    ],
  });
  return JSON.parse(readFileSync(results, 'utf8')) as TestResults;
}
