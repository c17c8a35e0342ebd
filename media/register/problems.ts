import { t } from '@vscode/l10n';
import { h, icon } from '../dom.ts';
import { afterwards } from '../timing.ts';
import type { Problem } from './steps.ts';

const word = ({ severity }: Problem) => (severity === 'error' ? t('Error') : t('Warning'));

/** A problem in one line, for those who do not see its picture and colour. */
export const spoken = (problem: Problem): string => `${word(problem)}: ${problem.message}`;

export const isWrong = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

export interface ProblemList {
  readonly element: HTMLElement;
  show(problems: readonly Problem[]): void;
}

/** Problems one below the other, with a picture and a word beside the colour. */
export function createProblemList(
  id: string,
  attributes: Readonly<Record<string, string>> = {},
): ProblemList {
  const element = h('div', { id, class: 'problems', ...attributes });
  let shown = '';
  return {
    element,
    show(problems) {
      const now = problems.map(spoken).join('\n');
      if (now === shown) return;
      shown = now;
      const line = (problem: Problem) =>
        h(
          'p',
          { class: `problem ${problem.severity}` },
          icon(problem.severity),
          h('span', {}, h('strong', {}, `${word(problem)}: `), problem.message),
        );
      element.replaceChildren(...problems.map(line));
    },
  };
}

/** Says new problems aloud, each with the name of its field, once they have stood for a moment. */
export function createAnnouncer(
  region: HTMLElement,
  labelOf: (field: string) => string,
): (problems: readonly Problem[]) => void {
  let current: readonly string[] = [];
  let said: readonly string[] = [];
  const say = afterwards(() => {
    const fresh = current.filter((line) => !said.includes(line));
    said = current;
    // What is mended is not to be found there any more.
    if (fresh.length > 0 || current.length === 0)
      region.replaceChildren(...fresh.map((line) => h('p', {}, line)));
  }, 500);
  return (problems) => {
    current = problems.map((problem) => {
      const label = labelOf(problem.field);
      return label === '' ? spoken(problem) : `${label}: ${spoken(problem)}`;
    });
    say.call();
  };
}
