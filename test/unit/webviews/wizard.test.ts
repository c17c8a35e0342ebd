import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { keep, readKept } from '../../../media/register/kept.ts';
import { matching } from '../../../media/register/lists.ts';
import { createModel, problemsIn } from '../../../media/register/model.ts';
import type { Answers, Field, Look } from '../../../media/register/steps.ts';
import { createWizard } from '../../../media/register/wizard.ts';
import type { Client } from '../../../src/webviews/channel.ts';
import type { RegisterProtocol, Start } from '../../../src/webviews/register/protocol.ts';

const key = `${'A'.repeat(86)}==`;
const field = (id: string, step: Field['step'], more: Partial<Field> = {}): Field => ({
  ...{ id, step, kind: 'text', label: id, required: false, advanced: false, hint: '', help: '', preset: '' },
  ...{ choices: [], picks: false, fixed: false, ownMeaning: false },
  ...more,
});
const fields = [
  field('account', 'where', { required: true, picks: true }),
  field('group', 'where', { advanced: true }),
  field('name', 'where', { required: true }),
  field('credential', 'credential', { kind: 'choice', preset: 'accountKey' }),
  field('secret', 'credential', { kind: 'secret', required: true }),
];
const start: Start = {
  ...{ purpose: 'register', step: 'where', workspace: 'w', workspaces: [], types: [] },
  answers: { type: 'blob', credential: 'accountKey' },
};

/** The wizard without its page: what is asked of the editor, what is kept and where the focus goes are written down. */
function createStage(over: Partial<Client<RegisterProtocol>> = {}, given: Partial<Start> = {}) {
  const asked: (readonly [method: string, argument: unknown])[] = [];
  const focused: string[] = [];
  let state: unknown;
  let held = false;
  const look = ({ answers }: { answers: Answers }): Look => ({
    form: { note: '', testable: true, pastable: true, fields },
    problems: fields
      .filter(({ id, required, kind }) => required && kind === 'text' && !answers[id])
      .map(({ id }) => ({ field: id, severity: 'error', message: `${id} is missing.` })),
    secret: held ? 'held' : 'missing',
    credential: 'accountKey',
    suggestedName: answers['account'] ?? '',
  });
  const none = { rows: [], changes: [], replaces: false, question: '', snippets: [] };
  const answers: Partial<Client<RegisterProtocol>> = {
    look: (argument) => Promise.resolve(look(argument)),
    checkName: () => Promise.resolve([]),
    giveSecret: () => ((held = true), Promise.resolve([])),
    review: () => Promise.resolve({ ok: true, value: none }),
    ...over,
  };
  const client = new Proxy(answers, {
    get: (all, method) => (argument: unknown, signal: unknown) => {
      asked.push([String(method), argument]);
      return (all as Record<string | symbol, (...given: unknown[]) => unknown>)[method]?.(argument, signal);
    },
  }) as Client<RegisterProtocol>;
  const model = createModel({ ...start, ...given });
  const editor = { postMessage: () => {}, getState: () => state, setState: (now: unknown) => (state = now) };
  const wizard = createWizard(model, client, {
    show: () => asked.push(['shown', model.answers['name']]),
    keep: () => keep(editor, 's', model, undefined),
    focusStep: () => focused.push(`step ${model.step}`),
    focusField: (id) => focused.push(id),
    registered: () => {},
  });
  const settled = async () => {
    do await sleep(10);
    while (model.busy !== undefined);
  };
  return { wizard, model, asked, focused, editor, settled, state: () => JSON.stringify(state) };
}

describe('the registration wizard’s page', () => {
  it('hands the secret over once, when its step is left, and keeps it nowhere', async () => {
    const stage = createStage({}, { step: 'credential', answers: { type: 'blob', account: 'a', name: 'n' } });
    const { wizard, model, asked, settled } = stage;
    await wizard.begin();
    wizard.typeSecret(key);
    wizard.next();
    await settled();
    wizard.back();
    wizard.next();
    await settled();
    assert.equal(model.step, 'options');
    const holding = asked.filter(([, argument]) => JSON.stringify(argument).includes(key));
    assert.deepEqual(
      holding.map(([method]) => method),
      ['giveSecret'],
    );
    assert.equal(model.secret, '');
    assert.doesNotMatch(stage.state(), /AAAA/);
  });

  it('keeps a secret that cannot be right, and stays', async () => {
    const { wizard, model, asked, focused, settled } = createStage({}, { step: 'credential' });
    await wizard.begin();
    wizard.typeSecret('abc');
    assert.match(problemsIn(model)[0]?.message ?? '', /64 bytes/);
    wizard.next();
    await settled();
    assert.ok(!asked.some(([method]) => method === 'giveSecret'));
    assert.deepEqual([model.step, model.secret, focused.at(-1)], ['credential', 'abc', 'secret']);
  });

  it('says what is missing once its step was to be left, and goes to the first of it', async () => {
    const { wizard, model, focused, settled } = createStage();
    await wizard.begin();
    assert.deepEqual(problemsIn(model), []);
    wizard.next();
    await settled();
    assert.deepEqual(
      problemsIn(model).map(({ field }) => field),
      ['account', 'name'],
    );
    assert.equal(focused.at(-1), 'account');
  });

  it('hears only the last of the looks that overtake each other', async () => {
    const open: (() => void)[] = [];
    const { wizard, model } = createStage({
      look: ({ answers }) =>
        new Promise((resolve) => {
          const note = answers['account'] ?? '';
          open.push(() =>
            resolve({
              form: { note, testable: false, pastable: false, fields },
              problems: [],
              secret: 'missing',
              credential: 'accountKey',
              suggestedName: '',
            }),
          );
        }),
    });
    wizard.answer('account', 'first');
    await sleep(200);
    wizard.answer('account', 'second');
    await sleep(200);
    open[1]?.();
    await sleep(10);
    open[0]?.();
    await sleep(10);
    assert.equal(model.look?.form.note, 'second');
  });

  it('takes back what a pick has filled in when another value is typed', async () => {
    const { wizard, model } = createStage();
    await wizard.begin();
    wizard.pick('account', { value: 'one', label: 'one', detail: '', fills: { group: 'g' } });
    assert.equal(model.answers['group'], 'g');
    wizard.answer('account', 'ones');
    assert.equal(model.answers['group'], '');
  });

  it('suggests a name until one is typed', async () => {
    const { wizard, model } = createStage();
    await wizard.begin();
    for (const account of ['one', 'two']) {
      wizard.answer('account', account);
      await sleep(200);
      assert.equal(model.answers['name'], account);
    }
    wizard.enterName();
    wizard.answer('name', 'mine');
    wizard.leaveName();
    wizard.answer('account', 'three');
    await sleep(200);
    assert.equal(model.answers['name'], 'mine');
  });

  it('shows the name it suggests before it asks on, lest it lands behind what somebody begins to type', async () => {
    const { wizard, asked } = createStage({}, { answers: { type: 'blob', account: 'one' } });
    await wizard.begin();
    const order = asked
      .filter(([method, argument]) => method === 'look' || argument === 'one')
      .map(([method]) => method);
    assert.deepEqual(order.slice(0, 3), ['look', 'shown', 'look']);
  });

  it('goes back to the field that a refused registration names, with all answers there', async () => {
    const problem = { field: 'account', severity: 'error', message: 'There is no such account.' } as const;
    const { wizard, model, focused, settled } = createStage(
      { register: () => Promise.resolve({ ok: false, problems: [problem] }) },
      { step: 'review', answers: { account: 'a', name: 'n', group: 'g' } },
    );
    await wizard.begin();
    wizard.register();
    await settled();
    assert.deepEqual([model.step, focused.at(-1)], ['where', 'account']);
    assert.ok(problemsIn(model).includes(problem));
    assert.deepEqual(model.answers, { account: 'a', name: 'n', group: 'g' });
    wizard.answer('account', 'b');
    assert.ok(!problemsIn(model).includes(problem));
  });

  it('asks for a list once, and again when another answer has changed', async () => {
    const { wizard, asked } = createStage({ picks: () => Promise.resolve({ ok: true, value: [] }) });
    const count = () => asked.filter(([method]) => method === 'picks').length;
    await wizard.choices('account');
    await wizard.choices('account');
    wizard.answer('account', 'a');
    await wizard.choices('account');
    assert.equal(count(), 1);
    wizard.answer('group', 'g');
    await wizard.choices('account');
    assert.equal(count(), 2);
  });

  it('finds again only what belongs to its own session', () => {
    const { model, editor } = createStage();
    keep(editor, 's', model, 'id');
    assert.equal(readKept(editor, 's')?.registering, 'id');
    assert.equal(readKept(editor, 'another'), undefined);
  });
});

describe('a list to pick from', () => {
  it('shows what has every word of what was typed in its value, label or detail', () => {
    const choices = ['images', 'models'].map((value) => ({
      value,
      label: value,
      detail: 'eastus · rg',
      fills: {},
    }));
    const found = (typed: string) => matching(choices, typed).map(({ value }) => value);
    assert.deepEqual(found('EAST mod'), ['models']);
    assert.deepEqual(found(' '), ['images', 'models']);
    assert.deepEqual(found('west'), []);
  });
});
