/** The process that moves bytes: begun by the extension host (remote.ts), which it asks for tokens, and ended with it. */
import { config } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { isFailure } from '../common/failure.ts';
import { redacting, type Log } from '../common/log.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { asFailure } from '../transfer/execute.ts';
import { connectAgain, type Connected } from './connectAgain.ts';
import { failureOf, flatFailure, flatReport } from './flat.ts';
import { createMoverHere } from './here.ts';
import { openBy } from './openDatastore.ts';
import type { Answer, ProcessData, Question, ToHost, ToProcess } from './messages.ts';
import type { Mover, Moving } from './mover.ts';

/** So long, in milliseconds, what is under way may take to clear away after the extension host has gone. */
const clearingUp = 5000;

const tell = (message: ToHost): void => {
  if (process.connected) process.send?.(message);
};

/** Beside this script in the bundle, which tests run from its source. */
const thread = new URL(
  import.meta.url.endsWith('.ts') ? '../storage/wireThread.ts' : './wireThread.js',
  import.meta.url,
);

let traces = false;
const say = (level: Extract<ToHost, { kind: 'log' }>['level']) => (message: string) =>
  tell({ kind: 'log', level, message });
const log: Log = redacting({
  get traces() {
    return traces;
  },
  ...{ trace: say('trace'), debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
});

const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (reason: unknown) => void }>();
let asked = 0;

async function ask<K extends Question['kind']>(
  question: Extract<Question, { kind: K }>,
): Promise<Extract<Answer, { kind: K }>> {
  const number = ++asked;
  const answer = await new Promise<Answer>((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    tell({ kind: 'question', number, question });
  });
  if (answer.kind === 'failure') throw failureOf(answer.failure);
  return answer as Extract<Answer, { kind: K }>;
}

const moving = new Map<string, Moving>();
let connected: Connected | undefined;
let data: ProcessData | undefined;
let mover: Mover | undefined;
const asUser = new Set<string>();

function onAccess(azure: AzureMl, workspace: Workspace, datastore: Datastore): void {
  const used = azure.accessOf(workspace, datastore);
  if (!used) return;
  const instead = used.instead && flatFailure(used.instead);
  tell({ kind: 'access', workspace: workspace.id, datastore: datastore.name, by: used.by, instead });
}

async function connect({ connection }: Extract<ToProcess, { kind: 'connect' }>): Promise<void> {
  connected?.close();
  connected = await connectAgain(connection, { ask, log, onAccess, thread });
  mover = createMoverHere(openBy(connected.azure, asUser), { log, journals: data?.journals });
}

function start({ id, order, resumed, ...more }: Extract<ToProcess, { kind: 'start' }>): void {
  traces = more.traces;
  for (const datastore of more.asUser) asUser.add(datastore);
  if (!mover || !connected) throw new TypeError('Nothing is connected.');
  const events: Parameters<Mover['start']>[2] = {
    onProgress: (progress) => tell({ kind: 'progress', id, progress }),
    onState: (state) => tell({ kind: 'state', id, state }),
    onFailed: ({ failure, ...where }) =>
      tell({ kind: 'failed', id, failure: { ...where, failure: flatFailure(failure) } }),
    onConflict: async (example) => (await ask({ kind: 'conflict', id, example })).policy,
    onCancelled: (report) => tell({ kind: 'cancelled', id, report: flatReport(report) }),
  };
  const mine = mover.start(id, order, events, resumed);
  moving.set(id, mine);
  mine.ended
    .then(
      (report) => tell({ kind: 'ended', id, report: flatReport(report) }),
      (error: unknown) => tell({ kind: 'broken', id, failure: flatFailure(asFailure(error, id)) }),
    )
    .finally(() => moving.delete(id));
}

/** Messages are taken one after the other: what is started waits for its connection. */
let order = Promise.resolve();

async function take(message: ToProcess): Promise<void> {
  switch (message.kind) {
    case 'begin':
      ({ data } = message);
      if (data.texts) config({ contents: { ...data.texts } });
      return;
    case 'connect':
      return connect(message);
    case 'end':
      connected?.close();
      connected = undefined;
      return;
    case 'start':
      start(message);
      return;
    case 'pause':
    case 'goOn':
    case 'cancel':
      moving.get(message.id)?.[message.kind]();
      return;
    case 'answer':
      return;
  }
}

process.on('message', (message: ToProcess) => {
  if (message.kind === 'answer') {
    waiting.get(message.question)?.resolve(message.answer);
    waiting.delete(message.question);
    return;
  }
  order = order
    .then(() => take(message))
    .catch((error: unknown) => {
      const failure = isFailure(error) ? error : asFailure(error, message.kind);
      if (message.kind === 'start') tell({ kind: 'broken', id: message.id, failure: flatFailure(failure) });
      else log.error(`${message.kind}: ${failure.message}`);
    });
});

process.once('disconnect', () => {
  setTimeout(() => process.exit(), clearingUp).unref();
  mover?.dispose();
  for (const { reject } of waiting.values()) reject(new TypeError('The extension host has gone.'));
  void Promise.allSettled([...moving.values()].map(({ ended }) => ended)).then(() => process.exit());
});
