import { QuickPickItemKind } from 'vscode';
import { t } from '@vscode/l10n';
import { isFailure } from '../common/failure.ts';
import type { ConflictPolicy } from '../transfer/transfer.ts';
import { pick } from './pick.ts';

export type Answer = Exclude<ConflictPolicy, 'ask'>;

/** The answer the user wants for the rest of this window. */
let remembered: Answer | undefined;
/** Questions of transfers that run beside each other come one after the other. */
let asking: Promise<unknown> = Promise.resolve();

/** What the user chose for the rest of this window, if anything. */
export function rememberedAnswer(): Answer | undefined {
  return remembered;
}

/** The next conflict is asked about again. */
export function forgetAnswer(): void {
  remembered = undefined;
}

/**
 * The user's answer, or `undefined` to cancel. Waits for the questions before it; `recalled` is called when one of them
 * was answered for the rest of the window, which answers this one as well.
 */
export function askAboutConflicts(
  example: string,
  signal: AbortSignal,
  recalled: () => void,
): Promise<Answer | undefined> {
  const answer = asking.then(() => {
    if (remembered === undefined) return ask(example, signal);
    recalled();
    return remembered;
  });
  asking = answer.catch(() => undefined);
  return answer;
}

/** What an answer is called. */
export function answerLabel(answer: Answer): string {
  switch (answer) {
    case 'skip':
      return t('Skip existing');
    case 'overwrite':
      return t('Overwrite');
    case 'overwriteIfNewer':
      return t('Overwrite if newer');
    case 'changed':
      return t('Overwrite if changed');
  }
}

async function ask(example: string, signal: AbortSignal): Promise<Answer | undefined> {
  const answers: { description: string; answer: Answer }[] = [
    { description: t('files that are there stay as they are'), answer: 'skip' },
    { description: t('files that are there are replaced'), answer: 'overwrite' },
    { description: t('only files that are older are replaced'), answer: 'overwriteIfNewer' },
    { description: t('only files that differ in size or time are replaced'), answer: 'changed' },
  ];
  const choices = [
    ...answers.map(({ description, answer }) => ({
      label: answerLabel(answer),
      description,
      value: { answer, remember: false },
    })),
    { label: t('Remember for this window'), kind: QuickPickItemKind.Separator, value: undefined },
    ...answers.map(({ answer }) => ({
      label: t('{0}, now and for the rest of this window', answerLabel(answer)),
      value: { answer, remember: true },
    })),
    { label: '', kind: QuickPickItemKind.Separator, value: undefined },
    { label: t('Cancel'), description: t('nothing is transferred'), value: undefined },
  ];
  try {
    const title = t('The destination already holds files, for example “{0}”', example);
    const question = t('What should happen to files that exist on both sides?');
    const chosen = await pick(choices, title, question, signal);
    if (chosen?.remember) remembered = chosen.answer;
    return chosen?.answer;
  } catch (error) {
    if (isFailure(error, 'cancelled')) return undefined;
    throw error;
  }
}
