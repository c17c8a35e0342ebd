/** VS Code for the tests: a fresh one for each caller, in a temporary folder. */
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { atExit } from '../../scripts/lib/process.ts';
import { quietSettings } from '../../scripts/lib/settings.ts';
import { installVSCode, startVSCode, type Server, type ServerOptions } from '../../scripts/lib/vscode.ts';

export interface TestServer extends Server {
  /** Where this VS Code keeps its data and logs. */
  readonly dir: string;
}

type TestOptions = Omit<ServerOptions, 'dataDir' | 'extensionsDir'> & {
  /** Prepares the extensions folder before VS Code starts. */
  readonly prepare?: (places: Pick<ServerOptions, 'dataDir' | 'extensionsDir'>) => Promise<void>;
};

/** Extensions as they were installed, and what VS Code can make anew. */
const unimportant = /^(Cached.*|extensions)$/;

/** Keeps what VS Code has written (settings, state, logs) among the artifacts. */
function keepData(dir: string, artifacts: string): void {
  const to = join(artifacts, 'vscode', basename(dir));
  for (const part of ['data', 'server.log']) {
    if (!existsSync(join(dir, part))) continue;
    const filter = (path: string) => !unimportant.test(basename(path));
    cpSync(join(dir, part), join(to, part), { recursive: true, filter });
  }
}

/** Runs in VS Code's page, which reads its configuration once; 1 is trace. */
const setLogLevel = `{
  const { getAttribute } = Element.prototype;
  Element.prototype.getAttribute = function (name) {
    const value = getAttribute.call(this, name);
    if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration') return value;
    Element.prototype.getAttribute = getAttribute;
    const settings = JSON.parse(value);
    settings.developmentOptions = {
      ...settings.developmentOptions,
      extensionLogLevel: [['azureml-datastores.azureml-datastores', 1]],
    };
    return JSON.stringify(settings);
  };
}`;

/**
 * Opens VS Code with the extension's log at trace, so that the tests see all that may reach a log. The server has an
 * option for all logs only, and VS Code's own hold addresses and the environment at that level.
 */
export async function openAtTrace(page: Page, address: string): Promise<void> {
  await page.addInitScript(setLogLevel);
  await page.goto(address);
}

/** Keeps what a window has stored in its browser, where VS Code has the state of extensions. Call it before the window closes. */
export async function keepBrowserState(context: BrowserContext, artifacts: string): Promise<void> {
  const folder = join(artifacts, 'browser');
  mkdirSync(folder, { recursive: true });
  await context.storageState({ indexedDB: true, path: join(folder, `${randomUUID()}.json`) });
}

/**
 * Starts a clean VS Code with the settings of `npm start`, then those given. `stop` removes all that it wrote, but for
 * what it puts among the `artifacts`.
 */
export async function startTestServer(options: TestOptions, artifacts: string): Promise<TestServer> {
  await installVSCode((sentence) => console.error(sentence));
  const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-vscode-'));
  const remove = atExit(() => {
    keepData(dir, artifacts);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });
  const places = { dataDir: dir, extensionsDir: join(dir, 'extensions') };
  try {
    await options.prepare?.(places);
    const settings = { ...quietSettings, ...options.settings };
    const server = await startVSCode({ ...options, ...places, settings });
    return {
      ...server,
      dir,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
