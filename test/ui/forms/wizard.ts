import type { Frame, Locator, Page } from 'playwright-core';
import { again, asked } from '../again.ts';
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
  /** Presses a button, again where nothing happens, until what follows is there. */
  readonly press: (button: string, follows?: Locator) => Promise<void>;
  /** Presses the button that closes the page, and waits until it is gone: late, it would be taken for the next one. */
  readonly leave: (button: 'Cancel' | 'Close') => Promise<void>;
  /** Presses Next until the step of this title is shown. */
  readonly next: (...titles: string[]) => Promise<void>;
  /** What a step of this title begins with. */
  readonly heading: (title: string) => Locator;
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
  const frame = await asked(page, `there is a wizard called ${String(title)}`, async () => {
    for (const each of page.frames()) {
      const heading = each.locator('h1', { hasText: title });
      if (each !== page.mainFrame() && (await heading.count().catch(() => 0)) > 0) return each;
    }
    return undefined;
  });
  await frame.locator('h2.heading').waitFor();
  return wizardIn(frame);
}

function wizardIn(frame: Frame): Wizard {
  const field = (id: string) => frame.locator(`[data-field="${id}"]`);
  const heading = (title: string) => frame.locator('h2.heading', { hasText: exactly(title) });
  /** What is shown instead is part of the failure; what was typed is in fields, and no text. */
  const there = async (what: Locator, timeout = 60_000) => {
    await what.waitFor({ timeout }).catch(async (cause: unknown) => {
      const shown = await frame.locator('main').innerText({ timeout: 5000 });
      const instead = shown.replaceAll(/\s*\n\s*/g, ' · ');
      throw new Error(`There is no ${String(what)}, but: ${instead}`, { cause });
    });
  };
  const press = async (label: string, follows?: Locator) => {
    const button = frame.locator('vscode-button', { hasText: exactly(label) }).first();
    if (!follows) return button.click();
    let pressed = false;
    const act = async () => {
      // Where it has worked late, the button may be another by now.
      if (!pressed || !(await follows.isVisible())) await button.click();
      pressed = true;
    };
    await again(act, () => there(follows, 20_000));
  };
  return {
    frame,
    field,
    problems: (id) => frame.locator(`#problems-${id}`),
    choose: (type) => frame.locator('label.type', { hasText: exactly(type) }).click(),
    fill: async (id, text) => {
      const input = field(id).locator('input').first();
      // What the page itself writes a frame later, such as a name it suggests, may land among it.
      await asked(frame.page(), `${id} holds what was typed`, async () => {
        await input.fill(text);
        return (await input.inputValue()) === text;
      });
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
    leave: async (button) => {
      await press(button);
      await asked(frame.page(), 'the page is gone', () => frame.isDetached());
    },
    heading,
    step: (title) => there(heading(title)),
    next: async (...titles) => {
      for (const title of titles) await press('Next', heading(title));
    },
    more: () => frame.locator('summary:visible').click(),
  };
}
