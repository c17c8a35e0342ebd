/** Runs the suite of this folder inside a real VS Code: its server, opened in a browser without a window. */
import { EventEmitter, once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildEditorTests, root } from '../../scripts/build.ts';
import { launchBrowser } from '../support/browser.ts';
import type { TestResults } from '../support/runner.ts';
import { keepBrowserState, openAtTrace, startTestServer } from '../support/vscode.ts';

export interface EditorRun {
  /** The folder that is open. */
  readonly folder: string;
  /** The extension's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
  readonly grep: string | undefined;
  /** Where the results, the console and a picture of a hanging run go. */
  readonly artifacts: string;
  readonly timeoutMs?: number;
}

/** What VS Code itself says about hosts and files that are not there; nobody needs to read it. */
const noise =
  /open-vsx|ENOTFOUND|serviceWorker|Creating a socket|connection token|AgentHost|grace time|AccountPolicy/i;

/** Starts VS Code with the built extension, waits for the suite and returns its results. */
export async function runInVSCode(run: EditorRun): Promise<TestResults> {
  const { folder, settings, env, grep, artifacts, timeoutMs = 300_000 } = run;
  const results = join(artifacts, 'results.json');
  const tests = await buildEditorTests();
  const testEnv = { ...env, TEST_RESULTS: results, ...(grep === undefined ? {} : { TEST_GREP: grep }) };
  const options = { machineSettings: settings, env: testEnv, testDriver: true };
  const server = await startTestServer(options, artifacts);
  try {
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const address = server.address(folder, [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(tests)],
      ['skipWelcome', 'true'],
    ]);
    await openUntilDone(address, artifacts, timeoutMs);
  } finally {
    await server.stop();
  }
  if (existsSync(results)) return JSON.parse(readFileSync(results, 'utf8')) as TestResults;
  throw new Error(`The suite did not run in VS Code. Its console: ${join(artifacts, 'console.log')}.`);
}

/** Opens the address and waits until VS Code says that the tests are over. Its console goes to a file. */
async function openUntilDone(address: string, artifacts: string, timeoutMs: number): Promise<void> {
  const { browser, close } = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const line = `${type}: ${args.map(String).join(' ')}\n`;
      if (!noise.test(line)) appendFileSync(join(artifacts, 'console.log'), line);
    });
    const ended = new EventEmitter();
    const over = once(ended, 'exit', { signal: timeout });
    await page.exposeFunction('codeAutomationExit', () => ended.emit('exit'));
    await openAtTrace(page, address);
    await over;
    await keepBrowserState(page.context(), artifacts);
  } catch (error) {
    await page.screenshot({ path: join(artifacts, 'failed.png') }).catch(() => undefined);
    if (!timeout.aborted) throw error;
    throw new Error(`The suite in VS Code was not over after ${timeoutMs / 1000} s.`, { cause: error });
  } finally {
    await close();
  }
}
