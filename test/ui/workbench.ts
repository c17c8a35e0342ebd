/** VS Code's window as a user sees it: what tests click, type and read. Names are those on the screen. */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { again, asked } from './again.ts';
import { createTree, exactly, type Tree } from './tree.ts';

export interface Workbench {
  /** For what has no word here. */
  readonly page: Page;
  readonly tree: Tree;
  /** Runs a command by its title in the palette, `Azure ML Datastores: Refresh`. */
  readonly palette: (title: string) => Promise<void>;
  /** Opens a file of the folder by its name. */
  readonly openFile: (name: string) => Promise<void>;
  /** Picks an entry of the quick pick on the screen. */
  readonly pick: (label: string) => Promise<void>;
  /** Types into the quick input on the screen and accepts. */
  readonly type: (text: string) => Promise<void>;
  /** Answers the open dialog with the full path of a file or folder; `button` is its word for OK. */
  readonly choosePath: (path: string, button?: string) => Promise<void>;
  /** Does something until `wanted` is there: a click on rows that are being drawn anew is lost, and made again. */
  readonly until: (wanted: Locator, act: () => Promise<void>) => Promise<void>;
  /** The notification that holds this text. */
  readonly notification: (text: string | RegExp) => Locator;
  /** Clicks a button of the notification that holds this text. */
  readonly answerNotification: (text: string | RegExp, button: string) => Promise<void>;
  /** What was copied last. */
  readonly clipboard: () => Promise<string>;
  /** Waits until something like this has been copied. */
  readonly copied: (wanted: RegExp) => Promise<string>;
  /** Answers the question that a series of quick picks asks, until another one, or none, is asked. */
  readonly answered: (act: () => Promise<void>) => Promise<void>;
  /** The modal dialog on the screen, when there is one. */
  readonly dialog: Locator;
  readonly answerDialog: (button: string) => Promise<void>;
  /**
   * Takes the picture in the light, dark and high contrast theme, `<name>-light.png` and so on; `look` is called in each.
   * Without it only the light one is taken, unless all are asked for (`npm test -- --themes`): each costs seconds.
   */
  readonly screenshots: (name: string, look?: (theme: string) => Promise<void>) => Promise<void>;
  /** Takes one picture in the present theme. */
  readonly screenshot: (name: string) => Promise<void>;
}

/** VS Code follows the system's theme: the browser says what that is. `mark` is VS Code's class for it. */
const themes = {
  light: { mark: '.vs', colorScheme: 'light', forcedColors: 'none' },
  dark: { mark: '.vs-dark', colorScheme: 'dark', forcedColors: 'none' },
  'high-contrast': { mark: '.hc-black', colorScheme: 'dark', forcedColors: 'active' },
} as const;

/** The quick input: palette, quick picks, input boxes, and the dialogs that ask for a file. */
function createQuickInput(page: Page) {
  const widget = page.locator('.quick-input-widget:visible');
  const input = widget.locator('.quick-input-filter input, .quick-input-box input').first();
  const entries = widget.locator('.quick-input-list .monaco-list-row');
  const entry = (label: string) =>
    entries.filter({ has: page.locator('.label-name', { hasText: exactly(label) }) }).first();
  const openWith = (key: string) =>
    again(
      () => page.keyboard.press(key),
      () => input.waitFor({ timeout: 10_000 }),
      5,
    );
  const field = () => input.inputValue({ timeout: 1000 }).catch(() => '');
  return {
    palette: async (title: string) => {
      await openWith('F1');
      await input.fill(`>${title}`);
      await entry(title).click();
    },
    openFile: async (name: string) => {
      await openWith('ControlOrMeta+P');
      await input.fill(name);
      await entry(name).click();
      await page.locator('.tab.active', { hasText: name }).waitFor();
    },
    pick: async (label: string) => {
      // A hover of the row the mouse came to rest on lies over the rows beside it.
      await page.mouse.move(640, 700);
      await entry(label).click();
    },
    type: async (text: string) => {
      await input.fill(text);
      await input.press('Enter');
    },
    choosePath: async (path: string, button = 'OK') => {
      const accept = widget.locator('.quick-input-action .monaco-button', { hasText: exactly(button) });
      // The dialog writes the folder it starts in when it has read it, over what is typed before.
      await entry('..').waitFor();
      await asked(page, 'the dialog shows a folder', async () => (await field()).endsWith('/'));
      await input.fill(path);
      // It may first step into a folder, showing its path with a slash: then that is to be accepted. A listing that comes
      // late writes over what was typed, and while it comes a press is not heard: then once more.
      const within = `${path}/`;
      let steppedIn = false;
      let looks = 0;
      await asked(page, `the dialog takes ${path}`, async () => {
        if (!(await accept.isVisible())) return true;
        const shown = await field();
        const isFirst = shown === within && !steppedIn;
        steppedIn ||= isFirst;
        if (!isFirst && looks++ % 20 !== 0) return false;
        if (shown !== path && shown !== within)
          await input.fill(path, { timeout: 1000 }).catch(() => undefined);
        await accept.click({ timeout: 1000 }).catch(() => undefined);
        return false;
      });
    },
  };
}

/** The words for one window. `artifacts` gets the pictures. */
export function createWorkbench(page: Page, artifacts: string): Workbench {
  const toast = (text: string | RegExp) =>
    page.locator('.notifications-toasts .notification-toast', { hasText: text });
  const dialog = page.locator('.monaco-dialog-box');
  const button = (within: Locator, label: string) =>
    within.locator('.monaco-button', { hasText: exactly(label) });
  const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
  const screenshot = async (name: string) => {
    await page.screenshot({ path: join(artifacts, `${name}.png`), animations: 'disabled' });
  };
  return {
    page,
    tree: createTree(page),
    ...createQuickInput(page),
    // Long: done twice, it would ask twice.
    until: (wanted, act) => again(act, () => wanted.waitFor({ timeout: 20_000 })),
    notification: toast,
    clipboard,
    copied: (wanted) =>
      asked(page, `${String(wanted)} was copied`, async () => {
        const text = await clipboard();
        return wanted.test(text) && text;
      }),
    answered: async (act) => {
      const title = page.locator('.quick-input-widget:visible .quick-input-title');
      // The number of the question stands in the title.
      const before = (await title.textContent()) ?? '';
      const gone = { state: 'detached', timeout: 20_000 } as const;
      await again(act, () => title.getByText(before, { exact: true }).waitFor(gone));
    },
    answerNotification: (text, label) => button(toast(text), label).click(),
    dialog,
    answerDialog: async (label) => {
      await button(dialog, label).click();
      await dialog.waitFor({ state: 'detached' });
    },
    screenshot,
    screenshots: async (name, look) => {
      const wanted = Object.entries(themes).slice(0, look || process.env.THEMES === 'all' ? undefined : 1);
      for (const [suffix, { mark, ...media }] of wanted) {
        await page.emulateMedia(media);
        await page.locator(`.monaco-workbench${mark}`).waitFor();
        await screenshot(`${name}-${suffix}`);
        await look?.(suffix);
      }
      if (wanted.length === 1) return;
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
      await page.locator('.monaco-workbench.vs').waitFor();
    },
  };
}
