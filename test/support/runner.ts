/** Runs mocha and hands back what happened as data, in plain Node as well as inside VS Code. */
import { stripVTControlCharacters } from 'node:util';
import Mocha, { reporters } from 'mocha';

export interface TestFailure {
  /** The titles from the outermost `describe` to the test. */
  readonly title: string;
  readonly message: string;
}

export interface TestResults {
  readonly passed: number;
  readonly failures: readonly TestFailure[];
  readonly slowest: readonly { readonly title: string; readonly ms: number }[];
}

export interface RunOptions {
  /** Each test's own limit in milliseconds. */
  readonly timeout: number;
  /** Run only the tests whose title holds this. */
  readonly grep?: string | undefined;
  /** Called with each test's title when it ends. */
  readonly onTest?: (title: string, passed: boolean) => void;
}

/** Says nothing while the tests run: who asked for them prints the results. */
class Silent extends reporters.Base {
  override epilogue(): void {
    // no summary either
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const difference = error as { actual?: unknown; expected?: unknown };
  const values = 'expected' in difference && !error.message.includes('\n');
  const said = values
    ? `\nexpected ${format(difference.expected)}\nactual   ${format(difference.actual)}`
    : '';
  return stripVTControlCharacters(`${error.stack ?? error.message}${said}`);
}

function format(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Runs the suites of these files. A test that is skipped fails: nothing is left out in silence. */
export async function runSuites(files: readonly string[], options: RunOptions): Promise<TestResults> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: options.timeout,
    forbidOnly: true,
    forbidPending: true,
    reporter: Silent,
    ...(options.grep === undefined ? {} : { fgrep: options.grep }),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  let passed = 0;
  const failures: TestFailure[] = [];
  const durations: { title: string; ms: number }[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => {
      passed++;
      durations.push({ title: test.fullTitle(), ms: test.duration ?? 0 });
      options.onTest?.(test.fullTitle(), true);
    });
    runner.on('fail', (test, error) => {
      failures.push({ title: test.fullTitle(), message: messageOf(error) });
      options.onTest?.(test.fullTitle(), false);
    });
  });
  const slowest = durations.sort((a, b) => b.ms - a.ms).slice(0, 5);
  return { passed, failures, slowest };
}
