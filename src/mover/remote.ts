import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import type { DataAccess } from '../azureml/storages.ts';
import { cancelled } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { failureOf, flatFailure, reportOf } from './flat.ts';
import type { Answer, ProcessData, Question, ToHost, ToProcess } from './messages.ts';
import type { Mover, Moving, MovingEvents, Order } from './mover.ts';
import { nodeArguments, nodeVariables } from './nodeProcess.ts';
import type { TransferReport } from '../transfer/transfer.ts';

export interface RemoteMoverOptions {
  /** The path of what `process.ts` is bundled into. */
  readonly script: string;
  readonly data: ProcessData;
  /** Whose tokens are handed out; rejects while nobody is signed in. */
  readonly azure: () => Promise<AzureMl>;
  readonly dataAccess: () => DataAccess;
  /** Variables of the environment that name the proxy, as it is set now; empty ones: there is none. */
  readonly proxy: () => Readonly<Record<string, string>>;
  readonly log: Log;
  /** After so long without a transfer the process ends, in milliseconds. */
  readonly idle?: number;
}

interface Running {
  readonly events: MovingEvents;
  readonly resolve: (report: TransferReport) => void;
  readonly reject: (failure: Failure) => void;
  /** Whether the process knows of it. */
  begun: boolean;
  paused: boolean;
}

export interface RemoteMover extends Mover {
  /** What runs over the connection that the process has fails; the next transfer has another one. */
  disconnect(): void;
  /** The process; absent: there is none now. */
  pid(): number | undefined;
  /** Settles when no process is left that has been begun here. */
  gone(): Promise<void>;
}

/**
 * Moves bytes in a process of its own, so that the extension host stays free: begun with the first transfer, ended when
 * there has been none for a while, and with the extension host, however that ends. Credentials of datastores are read
 * there; tokens are given one by one.
 */
export function createRemoteMover(options: RemoteMoverOptions): RemoteMover {
  const { log, idle = 60_000 } = options;
  const running = new Map<string, Running>();
  let child: ChildProcess | undefined;
  let left = Promise.resolve();
  /** What the process is connected to, and by which proxy. */
  let connected: AzureMl | undefined;
  let way = '';
  let timer: NodeJS.Timeout | undefined;

  function begin(): ChildProcess {
    if (child) return child;
    const mine = fork(options.script, [], {
      serialization: 'advanced',
      // The editor's own executable is Node when it is told so.
      env: { ...process.env, ...nodeVariables, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [...nodeArguments],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    mine.stderr?.on('data', (text: Buffer) => log.error(`The process that moves bytes: ${text.toString()}`));
    mine.on('message', (message: ToHost) => hear(mine, message));
    const exit = once(mine, 'exit').then(
      ([code, signal]) => end(mine, String(signal ?? code)),
      (error: unknown) => end(mine, String(error)),
    );
    left = Promise.all([left, exit]).then(() => undefined);
    [child, connected] = [mine, undefined];
    post(mine, { kind: 'begin', data: options.data });
    return mine;
  }

  function post(to: ChildProcess, message: ToProcess): void {
    to.send(message, (error) => {
      if (error) log.debug(`The process that moves bytes was not told “${message.kind}”: ${error.message}`);
    });
  }

  /** It has gone: with the window, or because something ended it. */
  function end(which: ChildProcess, how: string): void {
    if (child !== which) return;
    child = undefined;
    const sentence = t(
      'The process that moved the files has ended ({0}). What it had moved stays; retry the transfer to move the rest.',
      how,
    );
    for (const { reject } of running.values()) reject(new Failure('unavailable', sentence));
    running.clear();
  }

  function ended(id: string): Running | undefined {
    const one = running.get(id);
    running.delete(id);
    clearTimeout(timer);
    if (running.size === 0) timer = setTimeout(letGo, idle).unref();
    return one;
  }

  function letGo(): void {
    const mine = child;
    child = undefined;
    if (mine?.connected) mine.disconnect();
  }

  async function answer(question: Question): Promise<Answer> {
    switch (question.kind) {
      case 'conflict': {
        const asked = running.get(question.id)?.events.onConflict?.(question.example);
        return { kind: 'conflict', policy: await asked };
      }
      case 'token': {
        const { account, tenantId, scopes, claims } = question;
        const session = connected?.sessions.find(({ id }) => id === account);
        const token = await session?.credential(tenantId).getToken(scopes, {
          ...(claims !== undefined && { claims }),
        });
        if (!token)
          throw new Failure('unauthenticated', t('The account is no longer signed in. Sign in again.'));
        const { expiresOnTimestamp } = token;
        return { kind: 'token', token: token.token, expiresOnTimestamp };
      }
    }
  }

  function hear(from: ChildProcess, message: ToHost): void {
    switch (message.kind) {
      case 'question':
        answer(message.question).then(
          (given) => post(from, { kind: 'answer', question: message.number, answer: given }),
          (error: unknown) => {
            const failure = isFailure(error) ? error : new Failure('unexpected', String(error));
            const flat = { kind: 'failure', failure: flatFailure(failure) } as const;
            post(from, { kind: 'answer', question: message.number, answer: flat });
          },
        );
        return;
      case 'log':
        log[message.level](message.message);
        return;
      case 'access': {
        const { workspace, datastore, by, instead } = message;
        const used = { by, ...(instead && { instead: failureOf(instead) }) };
        connected?.accessTold(workspace, datastore, used);
        return;
      }
      case 'progress':
        running.get(message.id)?.events.onProgress?.(message.progress);
        return;
      case 'state':
        running.get(message.id)?.events.onState?.(message.state);
        return;
      case 'failed': {
        const { failure, ...where } = message.failure;
        running.get(message.id)?.events.onFailed?.({ ...where, failure: failureOf(failure) });
        return;
      }
      case 'cancelled':
        running.get(message.id)?.events.onCancelled?.(reportOf(message.report));
        return;
      case 'ended':
        ended(message.id)?.resolve(reportOf(message.report));
        return;
      case 'broken':
        ended(message.id)?.reject(failureOf(message.failure));
        return;
    }
  }

  async function send(id: string, order: Order, resumed: boolean): Promise<void> {
    const azure = await options.azure();
    const own = running.get(id);
    if (!own) return; // cancelled meanwhile
    const process = begin();
    const proxy = options.proxy();
    if (connected !== azure || way !== JSON.stringify(proxy)) {
      [connected, way] = [azure, JSON.stringify(proxy)];
      const sessions = azure.sessions.map(({ id, account, guest, remedy }) => ({
        ...{ id, account, guest },
        ...(remedy !== undefined && { remedy }),
      }));
      const connection = { cloud: azure.cloud, sessions, dataAccess: options.dataAccess(), proxy };
      post(process, { kind: 'connect', connection });
    }
    post(process, { kind: 'start', id, order, resumed, traces: log.traces, asUser: azure.asUser() });
    own.begun = true;
    if (own.paused) post(process, { kind: 'pause', id });
  }

  return {
    start(id, order, events, resumed = false): Moving {
      clearTimeout(timer);
      const tell = (kind: 'pause' | 'goOn') => {
        const own = running.get(id);
        if (!own) return;
        own.paused = kind === 'pause';
        if (child && own.begun) post(child, { kind, id });
      };
      const moving = new Promise<TransferReport>((resolve, reject) => {
        running.set(id, { events, resolve, reject, begun: false, paused: false });
      });
      send(id, order, resumed).catch((error: unknown) => {
        ended(id)?.reject(isFailure(error) ? error : new Failure('unexpected', String(error)));
      });
      return {
        pause: () => tell('pause'),
        goOn: () => tell('goOn'),
        cancel: () => {
          if (child && running.get(id)?.begun === true) post(child, { kind: 'cancel', id });
          else ended(id)?.reject(cancelled());
        },
        ended: moving,
      };
    },
    disconnect() {
      if (child && connected) post(child, { kind: 'end' });
      connected = undefined;
    },
    dispose: letGo,
    pid: () => child?.pid,
    gone: () => left,
  };
}
