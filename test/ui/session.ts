/** A window on the packed extension, as a user gets it: installed from its VSIX, with a token, without a test driver. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import { quietSettings, sandboxEnvironment, sandboxSettings } from '../../scripts/lib/settings.ts';
import { installExtension, mergeSettings } from '../../scripts/lib/vscode.ts';
import { addCompanion, packInto } from '../../scripts/lib/vsix.ts';
import { launchBrowser } from '../support/browser.ts';
import { sandbox } from '../support/sandbox.ts';
import { keepBrowserState, openAtTrace, startTestServer } from '../support/vscode.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

const artifacts = process.env.ARTIFACTS ?? join(root, 'test/.artifacts/ui');

/** What a server of one's own has that the shared one has not. */
export interface ServerChange {
  readonly env?: NodeJS.ProcessEnv;
  readonly machineSettings?: Readonly<Record<string, unknown>>;
}

async function startServer(change: ServerChange = {}) {
  mkdirSync(artifacts, { recursive: true });
  const running = await sandbox();
  const vsix = process.env.VSIX ?? (await packInto(join(root, 'test/.artifacts/build')));
  const options = {
    machineSettings: { ...sandboxSettings(running), ...change.machineSettings },
    env: { ...sandboxEnvironment(running), ...change.env },
    token: randomBytes(20).toString('hex'),
    prepare: async (places: { dataDir: string; extensionsDir: string }) => {
      addCompanion(places.extensionsDir);
      await installExtension(vsix, places);
    },
  };
  const server = await startTestServer(options, artifacts);
  const folder = join(server.dir, 'sample');
  cpSync(join(root, 'sample'), folder, { recursive: true });
  const initial = {
    ...quietSettings,
    'window.autoDetectColorScheme': true,
    // Its rows lie over those that are to be clicked.
    'workbench.tree.enableStickyScroll': false,
  };
  return { server, folder, initial };
}

type Settings = Readonly<Record<string, unknown>>;

let started: ReturnType<typeof startServer> | undefined;
let launched: ReturnType<typeof launchBrowser> | undefined;

export interface Session extends Workbench {
  /** The folder open in VS Code: a copy of the sample project. */
  readonly folder: string;
  /** An empty folder to download into. */
  readonly emptyFolder: (name: string) => string;
  /** Changes settings of the extension while the window is open; change them back for the next test. */
  readonly changeSettings: (settings: Settings) => void;
  readonly close: () => Promise<void>;
}

/** Opens a new window, with none of an earlier window's state and with these settings on top of ours. */
async function openSession(settings: Settings, change: ServerChange | undefined): Promise<Session> {
  const { server, folder, initial } = await (change ? startServer(change) : (started ??= startServer()));
  const { browser } = await (launched ??= launchBrowser());
  writeFileSync(join(server.dir, 'data/User/settings.json'), JSON.stringify({ ...initial, ...settings }));
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  // Machines that do all at once are slow: a wait that ends in time costs nothing.
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await openAtTrace(page, server.address(folder));
  const workbench = createWorkbench(page, artifacts);
  return {
    ...workbench,
    folder,
    emptyFolder: (name) => {
      const path = join(server.dir, 'downloads', name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    changeSettings: (changed) => mergeSettings(server.dir, 'Machine', changed),
    close: async () => {
      await keepBrowserState(context, artifacts);
      await context.close();
      if (change) await server.stop();
    },
  };
}

/**
 * For a `describe`: opens a window before its tests, photographs it when one fails and closes what is open, closes the window
 * after them. The server behind it is shared by all suites, unless `change` asks for one that is different and ends with it.
 */
export function useSession(settings: Settings = {}, change?: () => Promise<ServerChange>): () => Session {
  let session: Session | undefined;
  before(async () => {
    session = await openSession(settings, await change?.());
  });
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    await session?.screenshot(`FAILED ${test.fullTitle().replace(/[^\w ]/g, '')}`);
    // What the test left open must not stand in the way of the next one.
    for (let open = 0; open < 3; open++) await session?.page.keyboard.press('Escape');
  });
  after(() => session?.close());
  return () => {
    if (!session) throw new Error('The window is not open yet: use it inside a test.');
    return session;
  };
}
