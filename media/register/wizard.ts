import { t } from '@vscode/l10n';
import type { Client } from '../../src/webviews/channel.ts';
import type { Done, PickChoice, RegisterProtocol, Tried } from '../../src/webviews/register/protocol.ts';
import { createActing, type Surface } from './acting.ts';
import { createLists } from './lists.ts';
import { createLooking } from './looking.ts';
import { errorsOn, fieldsOf, stepsIn, takeAll, takeAnswer, takePick, type Model } from './model.ts';
import { submitWords, type Answers, type Problem, type Step } from './steps.ts';

/** What somebody can do with the wizard. */
export interface Wizard {
  readonly model: Model;
  answer(field: string, value: string): void;
  /** The name's field was entered: nothing is filled in under somebody's fingers. */
  enterName(): void;
  /** The name's field was left: one that is empty, or as it was, follows the other answers again. */
  leaveName(): void;
  pick(field: string, choice: PickChoice): void;
  choices(field: string): Promise<Tried<readonly PickChoice[]>>;
  typeSecret(text: string): void;
  chooseFile(): void;
  paste(text: string): void;
  chooseWorkspace(id: string): void;
  open(step: Step, open: boolean): void;
  agree(agreed: boolean): void;
  next(): void;
  back(): void;
  test(): void;
  register(): void;
  /** Goes on with a registration that an earlier page has asked for. */
  resume(answer: (signal: AbortSignal) => Promise<Tried<Done>>): void;
  /** Stops what is under way, else closes the wizard. */
  cancel(): void;
  close(): void;
  copy(title: string): Promise<unknown>;
  /** Looks at the answers for the first time. */
  begin(): Promise<void>;
}

export function createWizard(model: Model, client: Client<RegisterProtocol>, surface: Surface): Wizard {
  const { act, stop, goTo, take, tell } = createActing(model, surface);
  const lists = createLists(client, () => model.answers);
  const looking = createLooking(model, client, { ...surface, tell });
  let entered: { readonly name: string; readonly autoName: string | undefined } | undefined;
  const neighbour = (by: number) => stepsIn(model)[stepsIn(model).indexOf(model.step) + by];

  function changed(field: string): void {
    lists.forget(field);
    surface.keep();
    surface.show();
    looking.changed(field);
  }

  async function fill(answers: Answers, signal: AbortSignal): Promise<void> {
    takeAll(model, answers);
    lists.forget();
    surface.keep();
    await looking.look(signal);
  }

  /** Hands over the secret that was typed; it is here no more. */
  async function giveSecret(signal: AbortSignal): Promise<void> {
    const text = model.secret;
    if (text === '') return;
    model.secret = '';
    // Until the editor has looked, it is on its way and not missing.
    if (model.look) model.look = { ...model.look, secret: 'held' };
    surface.show();
    model.told = await client.giveSecret({ text, answers: model.answers }, signal);
    await looking.look(signal);
  }

  /** What keeps from leaving the step. */
  async function settle(signal: AbortSignal): Promise<readonly Problem[]> {
    const { step } = model;
    const fields = fieldsOf(model, step);
    model.attempted.add(step);
    await looking.look(signal);
    if (errorsOn(model, step).length === 0 && fields.some(({ id, fixed }) => id === 'name' && !fixed))
      await looking.checkName(signal);
    if (errorsOn(model, step).length === 0 && fields.some(({ kind }) => kind === 'secret'))
      await giveSecret(signal);
    return errorsOn(model, step);
  }

  async function review(signal: AbortSignal): Promise<readonly Problem[]> {
    model.review = take(await client.review(model.answers, signal));
    model.agreed = false;
    return model.review ? [] : model.told;
  }

  async function finish(answer: Promise<Tried<Done>>): Promise<readonly Problem[]> {
    try {
      model.done = take(await answer);
    } finally {
      surface.registered(model.done !== undefined);
    }
    if (!model.done) return model.told;
    surface.show();
    surface.focusStep();
    return [];
  }

  const close = () => {
    client.close(null).catch(() => undefined);
  };

  return {
    model,
    answer(field, value) {
      takeAnswer(model, field, value);
      changed(field);
    },
    enterName() {
      entered = { name: model.answers['name'] ?? '', autoName: model.autoName };
      model.autoName = undefined;
    },
    leaveName() {
      const name = model.answers['name'] ?? '';
      if (name === '') model.autoName = '';
      else if (name === entered?.name) model.autoName = entered.autoName;
      if (name === '') looking.changed('name');
    },
    pick(field, choice) {
      takePick(model, field, choice);
      changed(field);
    },
    choices: (field) => lists.get(field),
    typeSecret(text) {
      model.secret = text;
      model.told = [];
      surface.show();
    },
    chooseFile() {
      void act(t('Reading the certificate …'), async (signal) => {
        const tried = take(await client.chooseCertificate(model.answers, signal));
        if (tried) await fill(tried, signal);
        return model.told;
      });
    },
    paste(text) {
      void act(t('Reading what was pasted …'), async (signal) => {
        const answers = take(await client.paste({ text, answers: model.answers }, signal));
        if (!answers) return model.told;
        await fill(answers, signal);
        model.said = t('What was pasted has been filled in.');
        return [];
      });
    },
    chooseWorkspace(id) {
      [model.workspace, model.nameProblems] = [id, []];
      void client
        .chooseWorkspace(id)
        .catch(tell)
        .finally(() => changed(''));
    },
    open(step, open) {
      if (open) model.opened.add(step);
      else model.opened.delete(step);
      surface.keep();
    },
    agree(agreed) {
      [model.agreed, model.told] = [agreed, []];
      surface.show();
    },
    next() {
      void act(t('Checking …'), async (signal) => {
        const following = neighbour(1);
        const errors = await settle(signal);
        if (!following || errors.length > 0) return errors;
        if (following === 'review' && !model.done) {
          const problems = await review(signal);
          if (problems.length > 0) return problems;
        }
        model.told = [];
        goTo(following);
        // Nobody has to wait for it: the form is known.
        looking.look().catch(tell).finally(surface.show);
        return [];
      });
    },
    back() {
      const before = neighbour(-1);
      if (model.busy !== undefined || !before) return;
      model.told = [];
      goTo(before);
    },
    test() {
      void act(t('Testing the connection …'), async (signal) => {
        const errors = await settle(signal);
        if (errors.length > 0) return errors;
        model.said = take(await client.test(model.answers, signal)) ?? '';
        return model.said === '' ? model.told : [];
      });
    },
    register() {
      if (model.review?.question && !model.agreed) {
        const message = t('This has to be confirmed first.');
        model.told = [{ field: 'agreed', severity: 'error', message }];
        surface.show();
        surface.focusField('agreed');
        return;
      }
      void act(submitWords(model).busy, (signal) =>
        finish(client.register({ answers: model.answers, agreed: model.agreed }, signal)),
      );
    },
    resume(answer) {
      void act(submitWords(model).busy, async (signal) => {
        const problems = await finish(answer(signal));
        await looking.look(signal);
        if (!model.done && problems.length === 0) await review(signal);
        return problems;
      });
    },
    cancel() {
      if (!stop()) close();
    },
    close,
    copy: (title) => client.copy(title),
    async begin() {
      await looking.look().catch(tell);
      surface.show();
      if (model.step === 'review') await act(t('Checking …'), review);
    },
  };
}
