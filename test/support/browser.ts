/** A browser to drive: an installed one, else Debian's package, else Playwright's own download. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { aptInstall, hasApt, isUbuntu } from '../../scripts/lib/apt.ts';
import { atExit, run } from '../../scripts/lib/process.ts';

const commands = [
  ...['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'],
  ...['microsoft-edge', 'microsoft-edge-stable'],
];
const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  const onMac = apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
  const paths = [...onPath, ...(process.platform === 'darwin' ? onMac : []), chromium.executablePath()];
  return paths.find((path) => path !== '' && isExecutable(path));
}

async function install(say: (sentence: string) => void): Promise<void> {
  // Ubuntu's package of this name is only a pointer to a snap, which does not work in a container.
  if (hasApt() && !isUbuntu())
    return aptInstall('chromium', 'No Chrome, Chromium or Edge is installed.', say);
  say("No Chrome, Chromium or Edge is installed. Downloading Playwright's Chromium (about 300 MB, once) …");
  await run(process.execPath, [
    join(import.meta.dirname, '../../node_modules/playwright-core/cli.js'),
    'install',
    'chromium',
  ]);
}

/** The path of a browser; installs one if there is none, or says what to install. */
export async function findBrowser(say: (sentence: string) => void): Promise<string> {
  const found = installed();
  if (found !== undefined) return found;
  let reason = '';
  await install(say).catch((error: unknown) => (reason = `\n${String(error)}`));
  const path = installed();
  if (path !== undefined) return path;
  throw new Error(
    `The tests need a browser. Install Chrome, Chromium or Edge and try again (Debian: apt-get install chromium).${reason}`,
  );
}

/** Starts the browser without a window. It also ends when this program is stopped. */
export async function launchBrowser(): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const path = await findBrowser((sentence) => console.error(sentence));
  const quiet = ['background-networking', 'component-update', 'sync', 'gpu', 'quic', 'dev-shm-usage'];
  const browser = await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--no-first-run', ...quiet.map((name) => `--disable-${name}`)],
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  return { browser, close: atExit(() => browser.close()) };
}
