import type { Page } from 'playwright-core';

/** Does something until what it leads to is there: a window that is busy swallows clicks and keys, which are made again. */
export async function again(act: () => Promise<void>, wait: () => Promise<unknown>, most = 3): Promise<void> {
  for (let tries = 1; ; tries++) {
    await act();
    try {
      await wait();
      return;
    } catch (error) {
      if (tries === most) throw error;
    }
  }
}

/** Asks until there is an answer: for what is no event to wait for, such as what VS Code writes into a field. */
export async function asked<T>(
  page: Page,
  what: string,
  ask: () => Promise<T | false | undefined> | T | false | undefined,
): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await page.waitForTimeout(50);
  }
}
