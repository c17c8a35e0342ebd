import type { Editor } from '../editor.ts';
import { withoutSecrets } from '../../src/registration/secretChecks.ts';
import type { Model } from './model.ts';
import type { Answers, Step } from './steps.ts';

/** What a page finds again after it was hidden. Never a secret. */
export interface Kept {
  readonly session: string;
  readonly step: Step;
  readonly answers: Answers;
  readonly opened: readonly Step[];
  /** The id of the registration that was asked for; its reply may come after the page has been loaded anew. */
  readonly registering: string | undefined;
}

/** What was kept by a page of this session; another one asks for another datastore. */
export function readKept(editor: Editor, session: string): Kept | undefined {
  const kept = editor.getState() as Kept | undefined;
  return kept?.session === session ? kept : undefined;
}

export function keep(editor: Editor, session: string, model: Model, registering: string | undefined): void {
  const { step, answers, opened } = model;
  const kept = { session, step, answers: withoutSecrets(answers), opened: [...opened], registering };
  editor.setState(kept satisfies Kept);
}
