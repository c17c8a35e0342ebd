/** What `npm test` consists of. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOnDesktop } from '../../test/editor/desktop.ts';
import { runInVSCode, type EditorRun } from '../../test/editor/harness.ts';
import { findBrowser } from '../../test/support/browser.ts';
import type { TestResults } from '../../test/support/runner.ts';
import { buildExtension, buildTransfer, root } from '../build.ts';
import { mocha } from './mocha.ts';
import { run } from './process.ts';
import type { RunningSandbox } from './sandbox.ts';
import { runSecrets } from './secretsStage.ts';
import { packInto } from './vsix.ts';
import { sandboxEnvironment, sandboxSettings } from './settings.ts';
import { installVSCode } from './vscode.ts';

export interface StageContext {
  /** An empty folder for what the stage leaves to look at. */
  readonly artifacts: string;
  readonly grep: string | undefined;
  /** Starts the lane's sandbox on first use. */
  readonly sandbox: () => Promise<RunningSandbox>;
  /** Where the sandboxes keep their state. */
  readonly sandboxDirs: readonly string[];
  /** The temporary folder of the whole run. */
  readonly temporary: string;
  /** The stages that were asked for. */
  readonly chosen: readonly string[];
}

export interface Stage {
  /**
   * The first three run beside each other, each over a sandbox of its own, and take about as long: `plain` needs neither VS
   * Code nor a browser, most of the others click. `last` looks at what all of them have left.
   */
  readonly lane: 'plain' | 'screen' | 'forms' | 'last';
  /** Whether it runs whatever was asked for. */
  readonly always?: boolean;
  run(context: StageContext): Promise<TestResults>;
}

/** A tool that says by its exit code whether all is well: one test for each list of arguments. */
function check(script: string, ...runs: string[][]): Stage {
  const judge = (args: string[]) =>
    run(process.execPath, [join('node_modules', script), ...args], { cwd: root }).then(
      () => [],
      (error: unknown) => [
        {
          title: `${script.split('/')[0] ?? script} ${args.join(' ')}`,
          message: error instanceof Error ? error.message : String(error),
        },
      ],
    );
  return {
    lane: 'plain',
    run: async () => {
      const failures = (await Promise.all(runs.map(judge))).flat();
      return { passed: runs.length - failures.length, failures, slowest: [] };
    },
  };
}

/** What the suite inside VS Code gets, as a server and on the desktop. */
async function editorRun({ artifacts, grep, sandbox }: StageContext): Promise<EditorRun> {
  await buildExtension(true);
  const folder = join(artifacts, 'sample');
  cpSync(join(root, 'sample'), folder, { recursive: true });
  const running = await sandbox();
  const env = { ...sandboxEnvironment(running), SANDBOX_DIR: running.dir, ARTIFACTS: artifacts };
  return { folder, settings: sandboxSettings(running), env, grep, artifacts };
}

let vsix: Promise<string> | undefined;

let screen: Promise<unknown> | undefined;

/** VS Code and a browser, installed once for all stages if they are not there. */
const screenReady = () =>
  (screen ??= Promise.all([
    installVSCode((sentence) => console.error(sentence)),
    findBrowser((sentence) => console.error(sentence)),
  ]));

/** The VSIX, packed once for all stages. */
const packed = () => (vsix ??= packInto(join(root, 'test/.artifacts/build')));

/** Suites that click through the packed extension in a VS Code of their own. */
async function clicked(patterns: readonly string[], context: StageContext): Promise<TestResults> {
  const vsix = await packed();
  await screenReady();
  const { dir } = await context.sandbox();
  return mocha(patterns, { ...context, env: { VSIX: vsix, SANDBOX_DIR: dir }, timeout: 300_000 });
}

export const stages: Readonly<Record<string, Stage>> = {
  format: check('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  types: check('typescript/bin/tsc', ['-p', 'tsconfig.json'], ['-p', 'media/tsconfig.json']),
  lint: check('eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  unit: { lane: 'forms', run: (context) => mocha(['test/unit/**/*.test.ts'], context) },
  contract: {
    lane: 'plain',
    run: async (context) => {
      await buildTransfer();
      const { dir } = await context.sandbox();
      const patterns = ['test/contract/*.test.ts', 'test/sandbox/**/*.test.ts'];
      return mocha(patterns, { ...context, env: { SANDBOX_DIR: dir } });
    },
  },
  package: {
    lane: 'screen',
    run: async (context) => {
      return mocha(['test/package/**/*.test.ts'], { ...context, env: { VSIX: await packed() } });
    },
  },
  editor: {
    lane: 'screen',
    run: async (context) => {
      await screenReady();
      return runInVSCode(await editorRun(context));
    },
  },
  ui: { lane: 'screen', run: (context) => clicked(['test/ui/*.test.ts'], context) },
  faults: {
    lane: 'screen',
    run: async (context) => {
      const { dir } = await context.sandbox();
      const results = await mocha(['test/faults/*.test.ts'], { ...context, env: { SANDBOX_DIR: dir } });
      const matrix = join(context.artifacts, 'matrix.txt');
      if (existsSync(matrix)) console.log(readFileSync(matrix, 'utf8').trimEnd());
      return results;
    },
  },
  forms: { lane: 'forms', run: (context) => clicked(['test/ui/forms/*.test.ts'], context) },
  code: { lane: 'forms', run: (context) => clicked(['test/ui/code/*.test.ts'], context) },
  moving: {
    lane: 'forms',
    run: async (context) => {
      const { dir } = await context.sandbox();
      return mocha(['test/contract/moving/*.test.ts'], { ...context, env: { SANDBOX_DIR: dir } });
    },
  },
  desktop: { lane: 'screen', run: async (context) => runOnDesktop(await editorRun(context)) },
  secrets: { lane: 'last', always: true, run: runSecrets },
};
