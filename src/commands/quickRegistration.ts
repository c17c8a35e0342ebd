import { cancelled } from '../common/abort.ts';
import { isChange } from '../registration/form.ts';
import type { Outcome } from '../registration/writing.ts';
import { askField } from './quickFields.ts';
import { askOptions, askType, askWorkspace } from './quickQuestions.ts';
import { askReview } from './quickReview.ts';
import {
  fieldsOf,
  optionsQuestion,
  orderOf,
  reviewQuestion,
  workspaceQuestion,
  type QuickHost,
  type QuickState,
} from './quickState.ts';

/** Asks for a datastore in quick picks, one question after the other, and registers it. `cancelled` when the user leaves. */
export async function askRegistration(host: QuickHost, title: string): Promise<Outcome> {
  const { registration } = host;
  const changing = isChange(registration.purpose);
  const state: QuickState = { host, registration, changing, title, answers: host.begin, refused: [] };
  for (let id = orderOf(state)[0] ?? reviewQuestion; ;) {
    const answer = await ask(state, id);
    if (typeof answer === 'object') return answer;
    const order = orderOf(state);
    const at = order.indexOf(id);
    if (answer === 'back') {
      if (at <= 0) throw cancelled();
      id = order[at - 1] ?? reviewQuestion;
    } else if (answer === undefined) {
      state.refused = state.refused.filter(({ field }) => field !== id);
      id = order[at + 1] ?? reviewQuestion;
    } else id = answer;
  }
}

/** `undefined`: answered; else what to do instead of the next question: go back, go to another one, or be done. */
function ask(state: QuickState, id: string): Promise<Outcome | string | undefined> {
  switch (id) {
    case workspaceQuestion:
      return askWorkspace(state);
    case 'type':
      return askType(state);
    case optionsQuestion:
      return askOptions(state);
    case reviewQuestion:
      return askReview(state);
  }
  const field = fieldsOf(state).find((one) => one.id === id);
  return field ? askField(state, field) : Promise.resolve(undefined);
}
