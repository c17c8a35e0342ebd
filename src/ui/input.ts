import { QuickInputButtons, window } from 'vscode';
import { cancelled } from '../common/abort.ts';

/** One question of several, answered by text. */
export interface Question {
  readonly prompt: string;
  readonly placeHolder?: string;
  /** What is wrong with the trimmed text, as a sentence; absent: nothing. */
  readonly problem: (text: string) => string | undefined;
}

interface Step {
  readonly title: string;
  /** Which question of how many; absent where there is but one. */
  readonly step?: number;
  readonly totalSteps?: number;
  /** What was typed before. */
  readonly value: string;
}

type Answer = { readonly text: string } | 'back';

/** Answers without white space around it. Rejects with `cancelled` when the user leaves. */
async function ask({ prompt, placeHolder, problem }: Question, step: Step): Promise<Answer> {
  const box = window.createInputBox();
  Object.assign(box, step);
  box.prompt = prompt;
  box.placeholder = placeHolder;
  box.ignoreFocusOut = true;
  box.buttons = [QuickInputButtons.Back];
  const listeners: { dispose(): void }[] = [box];
  try {
    return await new Promise<Answer>((resolve, reject) => {
      listeners.push(
        box.onDidTriggerButton(() => resolve('back')),
        // What is half typed is not wrong yet, but what was called wrong may be right by now.
        box.onDidChangeValue((text) => {
          if (box.validationMessage) box.validationMessage = problem(text.trim()) ?? '';
        }),
        box.onDidAccept(() => {
          const text = box.value.trim();
          const wrong = problem(text);
          if (wrong === undefined) resolve({ text });
          else box.validationMessage = wrong;
        }),
        box.onDidHide(() => reject(cancelled())),
      );
      box.show();
    });
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}

/**
 * Asks the questions one after the other, each with a way back to the one before; `back` before the first. The answers
 * in their order. Rejects with `cancelled` when the user leaves.
 */
export async function askInOrder(
  title: string,
  questions: readonly Question[],
): Promise<readonly string[] | 'back'> {
  const answers: string[] = [];
  for (let at = 0; at >= 0;) {
    const question = questions[at];
    if (!question) return answers;
    const count = questions.length > 1 ? { step: at + 1, totalSteps: questions.length } : {};
    const step = { title, ...count, value: answers[at] ?? '' };
    const answer = await ask(question, step);
    if (answer === 'back') at--;
    else answers[at++] = answer.text;
  }
  return 'back';
}
