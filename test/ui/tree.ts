import type { Locator, Page } from 'playwright-core';

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

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Matches this very text, but for white space around it. */
export const exactly = (text: string): RegExp => new RegExp(`^\\s*${literally(text)}\\s*$`);

/** How rows are found and brought on the screen. */
function createRows(page: Page) {
  const view = page.locator('.sidebar .pane-body .monaco-list').first();
  const all = page.locator('.sidebar .pane-body .monaco-list-row[role="treeitem"]');
  const row = (label: string, nth = 0) =>
    all.filter({ has: page.locator('.label-name', { hasText: exactly(label) }) }).nth(nth);
  const reveal = async (label: string) => {
    const target = row(label);
    const deadline = Date.now() + 20_000;
    while (!(await target.isVisible())) {
      if (Date.now() > deadline) throw new Error(`There is no row '${label}' in the tree.`);
      if (await all.first().isVisible()) await view.hover({ position: { x: 5, y: 5 } });
      const atEnd = await page.locator('.sidebar .monaco-list-row[data-last-element="true"]').isVisible();
      await page.mouse.wheel(0, atEnd ? -100_000 : 200);
      await page.waitForTimeout(100);
    }
    await target.scrollIntoViewIfNeeded();
    return target;
  };
  return { all, row, reveal };
}

export function createTree(page: Page): Tree {
  const { all, row, reveal } = createRows(page);
  const menus = page.locator('.monaco-menu');
  const setExpanded = async (label: string, expanded: boolean) => {
    const target = await reveal(label);
    if ((await target.getAttribute('aria-expanded')) === String(expanded)) return;
    await target.locator('.monaco-tl-twistie').click();
    await page.locator(`[aria-expanded="${expanded}"]`).and(target).waitFor();
  };
  const openMenu = async (label: string) => {
    for (let tries = 0; tries < 3; tries++) {
      await (await reveal(label)).click({ button: 'right' });
      // A tree that is just drawn anew takes its menu away.
      const shown = await menus
        .last()
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
      if (shown) return menus.last();
    }
    throw new Error(`The row '${label}' shows no menu.`);
  };
  return {
    row,
    reveal,
    expand: async (...labels) => {
      for (const label of labels) await setExpanded(label, true);
    },
    collapse: (label) => setExpanded(label, false),
    labels: async () => {
      const found = await Promise.all(
        (await all.all()).map(async (shown) => ({
          top: (await shown.boundingBox())?.y ?? 0,
          text: (await shown.locator('.label-name').textContent()) ?? '',
        })),
      );
      return found.sort((a, b) => a.top - b.top).map(({ text }) => text);
    },
    menu: async (label, ...entries) => {
      await openMenu(label);
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
      await (await reveal(first)).click();
      for (const label of others) await (await reveal(label)).click({ modifiers: ['ControlOrMeta'] });
    },
  };
}
