import type { Locator, Page } from 'playwright-core';
import { again } from './again.ts';

/** The rows of the view on the screen, by their labels. Rows out of sight do not exist until they are revealed. */
export interface Tree {
  /** Scrolls until the row with this label is on the screen, waiting for it to be loaded. */
  readonly reveal: (label: string) => Promise<Locator>;
  /** The row with this label if it is on the screen; under `parent`'s rows when labels repeat, pass `nth`. */
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

/** The part of a row in the page that is looked at there. */
interface Row {
  getBoundingClientRect(): { readonly top: number };
  getAttribute(name: string): string | null;
  querySelector(selector: string): { readonly textContent: string | null } | null;
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Matches this very text, but for white space around it. */
export const exactly = (text: string): RegExp => new RegExp(`^\\s*${literally(text)}\\s*$`);

/** How rows are found and brought on the screen. */
function createRows(page: Page) {
  // The view of transfers is below it.
  const view = page.locator('.sidebar .pane-body .monaco-list').first();
  const all = view.locator('.monaco-list-row[role="treeitem"]');
  const row = (label: string, nth = 0) =>
    all.filter({ has: page.locator('.label-name', { hasText: exactly(label) }) }).nth(nth);
  /** Where the view is scrolled to, as the numbers of the rows that exist. */
  const position = async () => {
    // All at once, since rows come and go.
    const rows = await all.evaluateAll((shown: unknown) =>
      (shown as readonly Row[]).map((one) => one.getAttribute('data-index') ?? ''),
    );
    return rows.sort().join();
  };
  /** Whether the whole row is in sight: a row half out of it moves the whole window when it is clicked. */
  const inSight = async (target: Locator) => {
    const frame = await view.boundingBox();
    // A tree that is drawn anew may take the row away in between.
    const box = (await target.isVisible())
      ? await target.boundingBox({ timeout: 1000 }).catch(() => null)
      : null;
    return frame && box && box.y >= frame.y && box.y + box.height <= frame.y + frame.height;
  };
  const reveal = async (label: string) => {
    const target = row(label);
    const deadline = Date.now() + 60_000;
    let before = '';
    for (let down = true; !(await inSight(target));) {
      if (Date.now() > deadline) throw new Error(`There is no row '${label}' in the tree.`);
      const now = await position();
      // Down to the end, then up, then down: rows may still be loading.
      if (now === before) down = !down;
      before = now;
      const { x = 0, y = 0, width = 0, height = 0 } = (await view.boundingBox()) ?? {};
      await page.mouse.move(x + width / 2, y + height / 2);
      // Nearly a page, so that every row is seen whole once.
      const step = Math.max(height - 60, 60);
      await page.mouse.wheel(0, down ? step : -step);
      await page.waitForTimeout(100);
    }
    return target;
  };
  return { all, row, reveal };
}

export function createTree(page: Page): Tree {
  const { all, row, reveal } = createRows(page);
  const menus = page.locator('.monaco-menu');
  const setExpanded = async (label: string, expanded: boolean) => {
    const isSo = async () => (await (await reveal(label)).getAttribute('aria-expanded')) === String(expanded);
    await again(
      async () => {
        if (!(await isSo())) await row(label).locator('.monaco-tl-twistie').click();
      },
      () => page.locator(`[aria-expanded="${expanded}"]`).and(row(label)).waitFor({ timeout: 15_000 }),
    );
  };
  /** Does something with the row's menu; again if a tree that is drawn anew takes the menu away. */
  const withMenu = async <T>(label: string, use: (menu: Locator) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        await (await reveal(label)).click({ button: 'right' });
        await menus.last().waitFor({ timeout: 3000 });
        return await use(menus.last());
      } catch (error) {
        if (tries === 3) throw error;
        await page.keyboard.press('Escape');
      }
    }
  };
  return {
    row,
    reveal,
    expand: async (...labels) => {
      for (const label of labels) await setExpanded(label, true);
    },
    collapse: (label) => setExpanded(label, false),
    // All at once, since rows come and go.
    labels: () =>
      all.evaluateAll((rows: unknown) =>
        (rows as readonly Row[])
          .map((row) => ({
            top: row.getBoundingClientRect().top,
            text: row.querySelector('.label-name')?.textContent ?? '',
          }))
          .sort((one, other) => one.top - other.top)
          .map(({ text }) => text),
      ),
    menu: async (label, ...entries) => {
      await withMenu(label, async () => {
        for (const entry of entries) {
          const item = menus.locator('[role="menuitem"]', { hasText: exactly(entry) }).last();
          await item.hover({ timeout: 3000 });
          const focused = menus.locator('.action-item.focused', { hasText: exactly(entry) });
          await focused.last().waitFor({ timeout: 3000 });
        }
      });
      // A new menu ignores the mouse button for a moment: the key is heard.
      await page.keyboard.press('Enter');
      await menus.first().waitFor({ state: 'detached' });
    },
    menuEntries: async (label) => {
      const entries = await withMenu(label, (menu) =>
        menu.locator('[role="menuitem"] .action-label:not(.separator)').allTextContents(),
      );
      await page.keyboard.press('Escape');
      await menus.first().waitFor({ state: 'detached' });
      return entries.filter((entry) => entry !== '');
    },
    select: async (...labels) => {
      const [first = '', ...others] = labels;
      await (await reveal(first)).click();
      for (const label of others) await (await reveal(label)).click({ modifiers: ['ControlOrMeta'] });
    },
  };
}
