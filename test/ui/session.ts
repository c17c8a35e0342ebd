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
import { startTestServer } from '../support/vscode.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

const artifacts = process.env.ARTIFACTS ?? join(root, 'test/.artifacts/ui');

async function startServer() {
  mkdirSync(artifacts, { recursive: true });
  const running = await sandbox();
  const vsix = process.env.VSIX ?? (await packInto(join(root, 'test/.artifacts/build')));
  const server = await startTestServer({
    machineSettings: sandboxSettings(running),
    env: sandboxEnvironment(running),
    token: randomBytes(20).toString('hex'),
    prepare: async (places) => {
      addCompanion(places.extensionsDir);
      await installExtension(vsix, places);
    },
  });
  const folder = join(server.dir, 'sample');
  cpSync(join(root, 'sample'), folder, { recursive: true });
  const { browser } = await launchBrowser();
  const initial = {
    ...quietSettings,
    'window.autoDetectColorScheme': true,
    // Its rows lie over those that are to be clicked.
    'workbench.tree.enableStickyScroll': false,
  };
  return { server, folder, browser, initial };
}

type Settings = Readonly<Record<string, unknown>>;

let started: ReturnType<typeof startServer> | undefined;

export interface Session extends Workbench {
  /** The folder open in VS Code: a copy of the sample project. */
  readonly folder: string;
  /** An empty folder to download into. */
  readonly emptyFolder: (name: string) => string;
  /** Changes settings of the extension while the window is open; change them back for the next test. */
  readonly changeSettings: (settings: Settings) => void;
  readonly close: () => Promise<void>;
}

/**
 * Opens a new window, with none of an earlier window's state and with these settings on top of ours.
 * The server behind it is shared by all suites.
 */
export async function openSession(settings: Settings = {}): Promise<Session> {
  const { server, folder, browser, initial } = await (started ??= startServer());
  writeFileSync(join(server.dir, 'data/User/settings.json'), JSON.stringify({ ...initial, ...settings }));
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(20_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.goto(server.address(folder));
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
      await context.close();
      cpSync(join(server.dir, 'data/logs'), join(artifacts, 'logs'), { recursive: true });
    },
  };
}

/** For a `describe`: opens a window before its tests, photographs it when one fails and closes what is open, closes the window after them. */
export function useSession(settings: Settings = {}): () => Session {
  let session: Session | undefined;
  before(async () => {
    session = await openSession(settings);
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
