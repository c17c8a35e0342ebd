import { Refusal } from '../../src/webviews/channel.ts';
import type { Tried } from '../../src/webviews/register/protocol.ts';
import { stepOf, stepsIn, type Model } from './model.ts';
import type { Problem, Step } from './steps.ts';

/** What the wizard wants of the page. */
export interface Surface {
  /** Shows the model as it is now. */
  readonly show: () => void;
  /** Keeps what may be kept of the model. */
  readonly keep: () => void;
  readonly focusStep: () => void;
  /** `''`: what is wrong in general. */
  readonly focusField: (field: string) => void;
  /** A registration that was asked for has ended. */
  readonly registered: (done: boolean) => void;
}

type Work = (signal: AbortSignal) => Promise<readonly Problem[]>;

/** What takes a while, one at a time, and where it leads. */
export interface Acting {
  /** `work` returns what is to be mended: the first of it gets the focus. Nothing starts while something is under way. */
  readonly act: (what: string, work: Work) => Promise<void>;
  /** Whether there was something to stop. */
  readonly stop: () => boolean;
  readonly goTo: (step: Step) => void;
  /** The value, else its problems are told. */
  readonly take: <T>(tried: Tried<T>) => T | undefined;
  /** Tells what was thrown, but for what was cancelled. */
  readonly tell: (error: unknown) => void;
}

export function createActing(model: Model, surface: Surface): Acting {
  let current: AbortController | undefined;

  const tell = (error: unknown) => {
    if (error instanceof Refusal && error.word === 'cancelled') return;
    const message = error instanceof Error ? error.message : String(error);
    model.told = [...model.told, { field: '', severity: 'error', message }];
  };

  function goTo(step: Step): void {
    [model.step, model.said] = [step, ''];
    surface.keep();
    surface.show();
    surface.focusStep();
  }

  function focusFirst(problems: readonly Problem[]): void {
    const first = problems.find(({ severity }) => severity === 'error');
    if (!first) return;
    const step = stepOf(model, first.field);
    const reachable = step !== undefined && stepsIn(model).includes(step);
    if (reachable && step !== model.step) goTo(step);
    surface.focusField(reachable ? first.field : '');
  }

  return {
    async act(what, work) {
      if (current) return;
      const mine = (current = new AbortController());
      [model.busy, model.told, model.said] = [what, [], ''];
      surface.show();
      const mend = await work(mine.signal).catch((error: unknown) => {
        tell(error);
        return model.told;
      });
      [current, model.busy] = [undefined, undefined];
      surface.show();
      focusFirst(mend);
    },
    stop() {
      current?.abort();
      return current !== undefined;
    },
    goTo,
    take(tried) {
      if (tried.ok) return tried.value;
      model.told = tried.problems;
      return undefined;
    },
    tell,
  };
}
