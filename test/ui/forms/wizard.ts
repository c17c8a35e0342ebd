import type { Frame, Locator, Page } from 'playwright-core';
import { exactly } from '../tree.ts';

/** The registration wizard as a user sees it: steps, fields by their ids, and what is said beside them. */
export interface Wizard {
  readonly frame: Frame;
  /** The control of a field. */
  readonly field: (id: string) => Locator;
  /** What is wrong with a field, or to be known of it. */
  readonly problems: (id: string) => Locator;
  readonly choose: (type: string) => Promise<void>;
  /** Types into a field. */
  readonly fill: (id: string, text: string) => Promise<void>;
  /** Chooses from a drop-down list by its label. */
  readonly select: (id: string, label: string) => Promise<void>;
  /** Ticks a box, or the other way. */
  readonly tick: (id: string) => Promise<void>;
  readonly press: (button: string) => Promise<void>;
  /** Presses Next until the step of this title is shown. */
  readonly next: (...titles: string[]) => Promise<void>;
  /** Waits for the step of this title. */
  readonly step: (title: string) => Promise<void>;
  /** Opens what is rarely changed. */
  readonly more: () => Promise<void>;
}

/** Finds the wizard's page, which lies in frames within frames. `title`: its heading. */
export async function openedWizard(
  page: Page,
  title: string | RegExp = 'Register Datastore',
): Promise<Wizard> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    for (const frame of page.frames()) {
      const heading = frame.locator('h1', { hasText: title });
      if (frame !== page.mainFrame() && (await heading.count().catch(() => 0)) > 0) {
        await frame.locator('h2.heading').waitFor();
        return wizardIn(frame);
      }
    }
    if (Date.now() > deadline) throw new Error(`There is no wizard called ${String(title)}.`);
    await page.waitForTimeout(50);
  }
}

function wizardIn(frame: Frame): Wizard {
  const field = (id: string) => frame.locator(`[data-field="${id}"]`);
  const step = (title: string) => frame.locator('h2.heading', { hasText: exactly(title) }).waitFor();
  const press = async (button: string) => {
    await frame
      .locator('vscode-button', { hasText: exactly(button) })
      .first()
      .click();
    if (!['Cancel', 'Close'].includes(button)) return;
    // A page that goes late would be taken for the next one; Cancel also stops a registration, and the page stays.
    const deadline = Date.now() + 2000;
    while (!frame.isDetached() && Date.now() < deadline) await frame.page().waitForTimeout(50);
  };
  return {
    frame,
    field,
    problems: (id) => frame.locator(`#problems-${id}`),
    choose: (type) => frame.locator('label.type', { hasText: exactly(type) }).click(),
    fill: async (id, text) => {
      const input = field(id).locator('input').first();
      await input.fill(text);
      // A list that is open lies over the next field.
      await input.press('Escape');
    },
    select: async (id, label) => {
      await field(id).locator('vscode-dropdown').click();
      await field(id)
        .locator('vscode-option', { hasText: exactly(label) })
        .click();
    },
    tick: (id) => field(id).locator('vscode-checkbox').click(),
    press,
    step,
    next: async (...titles) => {
      for (const title of titles) {
        await press('Next');
        await step(title);
      }
    },
    more: () => frame.locator('summary:visible').click(),
  };
}
