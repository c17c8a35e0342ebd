/** VS Code's window as a user sees it: what tests click, type and read. Names are those on the screen. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

export interface Workbench {
  /** For what has no word here. */
  readonly page: Page;
  readonly tree: Tree;
  /** Runs a command by its title in the palette, `Azure ML Datastores: Refresh`. */
  readonly palette: (title: string) => Promise<void>;
  /** Picks an entry of the quick pick on the screen. */
  readonly pick: (label: string) => Promise<void>;
  /** Types into the quick input on the screen and accepts. */
  readonly type: (text: string) => Promise<void>;
  /** Answers the open dialog with the full path of a file or folder; `button` is its word for OK. */
  readonly choosePath: (path: string, button?: string) => Promise<void>;
  /** The notification that holds this text. */
  readonly notification: (text: string | RegExp) => Locator;
  /** Clicks a button of the notification that holds this text. */
  readonly answerNotification: (text: string | RegExp, button: string) => Promise<void>;
  /** The modal dialog on the screen, when there is one. */
  readonly dialog: Locator;
  readonly answerDialog: (button: string) => Promise<void>;
  /** Takes the picture in the light, dark and high contrast theme: `<name>-light.png` and so on. */
  readonly screenshots: (name: string) => Promise<void>;
  /** Takes one picture in the present theme. */
  readonly screenshot: (name: string) => Promise<void>;
}

export interface Tree {
  /** The row with this label; under `parent`'s rows when labels repeat, pass `nth`. */
  readonly row: (label: string, nth?: number) => Locator;
  /** Opens the rows one after the other, waiting for each to be there: a path through the tree. */
  readonly expand: (...labels: string[]) => Promise<void>;
  readonly collapse: (label: string) => Promise<void>;
  /** The labels on the screen, from top to bottom. */
  readonly labels: () => Promise<string[]>;
  /** Opens the context menu of a row and clicks through its entries: an entry, or a submenu and its entry. */
  readonly menu: (label: string, ...entries: string[]) => Promise<void>;
  /** What the context menu of a row offers. */
  readonly menuEntries: (label: string) => Promise<string[]>;
  /** Selects several rows; a menu opened on one of them then works on all. */
  readonly select: (...labels: string[]) => Promise<void>;
}

/** VS Code follows the system's theme: the browser says what that is. `mark` is VS Code's class for it. */
const themes = {
  light: { mark: '.vs', colorScheme: 'light', forcedColors: 'none' },
  dark: { mark: '.vs-dark', colorScheme: 'dark', forcedColors: 'none' },
  'high-contrast': { mark: '.hc-black', colorScheme: 'dark', forcedColors: 'active' },
} as const;

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const exactly = (text: string) => new RegExp(`^\\s*${literally(text)}\\s*$`);

function createTree(page: Page): Tree {
  const rows = page.locator('.sidebar .pane-body .monaco-list-row[role="treeitem"]');
  const name = '.label-name';
  const row = (label: string, nth = 0) =>
    rows.filter({ has: page.locator(name, { hasText: exactly(label) }) }).nth(nth);
  const setExpanded = async (label: string, expanded: boolean) => {
    const target = row(label);
    await target.waitFor();
    if ((await target.getAttribute('aria-expanded')) === String(expanded)) return;
    await target.locator('.monaco-tl-twistie').click();
    await page.locator(`[aria-expanded="${expanded}"]`).and(target).waitFor();
  };
  const openMenu = async (label: string) => {
    await row(label).click({ button: 'right' });
    const menu = page.locator('.monaco-menu').last();
    await menu.waitFor();
    return menu;
  };
  return {
    row,
    expand: async (...labels) => {
      for (const label of labels) await setExpanded(label, true);
    },
    collapse: (label) => setExpanded(label, false),
    labels: async () => {
      const found = await Promise.all(
        (await rows.all()).map(async (shown) => ({
          top: (await shown.boundingBox())?.y ?? 0,
          text: (await shown.locator(name).textContent()) ?? '',
        })),
      );
      return found.sort((a, b) => a.top - b.top).map(({ text }) => text);
    },
    menu: async (label, ...entries) => {
      await openMenu(label);
      const menus = page.locator('.monaco-menu');
      for (const [index, entry] of entries.entries()) {
        await menus
          .locator('[role="menuitem"]', { hasText: exactly(entry) })
          .last()
          .hover();
        // A new menu ignores the mouse button for a moment: the key is heard.
        if (index === entries.length - 1) await page.keyboard.press('Enter');
      }
      await menus.first().waitFor({ state: 'detached' });
    },
    menuEntries: async (label) => {
      const menu = await openMenu(label);
      const entries = await menu.locator('[role="menuitem"] .action-label:not(.separator)').allTextContents();
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'detached' });
      return entries.filter((entry) => entry !== '');
    },
    select: async (...labels) => {
      const [first = '', ...others] = labels;
      await row(first).click();
      for (const label of others) await row(label).click({ modifiers: ['ControlOrMeta'] });
    },
  };
}

/** The quick input: palette, quick picks, input boxes, and the dialogs that ask for a file. */
function createQuickInput(page: Page) {
  const widget = page.locator('.quick-input-widget:visible');
  const input = widget.locator('.quick-input-filter input, .quick-input-box input').first();
  const entries = widget.locator('.quick-input-list .monaco-list-row');
  const entry = (label: string) =>
    entries.filter({ has: page.locator('.label-name', { hasText: exactly(label) }) }).first();
  /** Waits until the field says so; the dialogs write into it as they go. */
  const shows = async (said: (value: string) => boolean) => {
    while (!said(await input.inputValue())) await entries.first().waitFor();
  };
  return {
    palette: async (title: string) => {
      await page.keyboard.press('F1');
      await input.fill(`>${title}`);
      await entry(title).click();
    },
    pick: (label: string) => entry(label).click(),
    type: async (text: string) => {
      await input.fill(text);
      await input.press('Enter');
    },
    choosePath: async (path: string, button = 'OK') => {
      const accept = widget.locator('.quick-input-action .monaco-button', { hasText: exactly(button) });
      // The dialog writes the folder it starts in when it has read it, over what is typed before.
      await entry('..').waitFor();
      await shows((value) => value.endsWith('/'));
      await input.fill(path);
      await accept.click();
      // It first steps into a folder, showing its path with a slash; then that can be accepted.
      if (statSync(path).isDirectory()) {
        await shows((value) => value === `${path}/`);
        await accept.click();
      }
      await accept.waitFor({ state: 'hidden' });
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
  const screenshot = async (name: string) => {
    await page.screenshot({ path: join(artifacts, `${name}.png`), animations: 'disabled' });
  };
  return {
    page,
    tree: createTree(page),
    ...createQuickInput(page),
    notification: toast,
    answerNotification: (text, label) => button(toast(text), label).click(),
    dialog,
    answerDialog: async (label) => {
      await button(dialog, label).click();
      await dialog.waitFor({ state: 'detached' });
    },
    screenshot,
    screenshots: async (name) => {
      for (const [suffix, { mark, ...media }] of Object.entries(themes)) {
        await page.emulateMedia(media);
        await page.locator(`.monaco-workbench${mark}`).waitFor();
        await screenshot(`${name}-${suffix}`);
      }
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
      await page.locator('.monaco-workbench.vs').waitFor();
    },
  };
}
