import { t } from '@vscode/l10n';
import type { RegisterProtocol, Start } from '../../src/webviews/register/protocol.ts';
import type { Model } from './model.ts';

export type Step = Start['step'];
export type Purpose = Start['purpose'];
export type Answers = Start['answers'];
export type Look = ReturnType<RegisterProtocol['look']>;
export type Problem = Look['problems'][number];
export type Field = Look['form']['fields'][number];

export const titles: Readonly<Record<Step, () => string>> = {
  type: () => t('Type'),
  where: () => t('Where'),
  credential: () => t('Credential'),
  options: () => t('Options'),
  review: () => t('Review'),
};

/** What a purpose goes through: what cannot change is not asked. */
export const stepsOf: Readonly<Record<Purpose, readonly Step[]>> = {
  register: ['type', 'where', 'credential', 'options', 'review'],
  duplicate: ['type', 'where', 'credential', 'options', 'review'],
  edit: ['where', 'credential', 'options', 'review'],
  credentials: ['credential', 'review'],
};

/** What the last button says, and what is said while it does it. */
export function submitWords({ start, review }: Pick<Model, 'start' | 'review'>): {
  readonly label: string;
  readonly busy: string;
} {
  if (start.purpose === 'edit') return { label: t('Save'), busy: t('Saving …') };
  if (start.purpose === 'credentials') return { label: t('Update'), busy: t('Updating …') };
  if (review?.replaces) return { label: t('Replace'), busy: t('Replacing …') };
  return { label: t('Register'), busy: t('Registering …') };
}
