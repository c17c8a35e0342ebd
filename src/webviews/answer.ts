import { t } from '@vscode/l10n';
import { isFailure, type FailureWord } from '../common/failure.ts';
import type { Checks, Handlers, ToPage } from './channel.ts';

/** How many replies are kept for a page that was not there to hear them. */
const keptReplies = 20;

export interface Answering {
  /** Takes whatever has come; throws nothing. */
  receive(message: unknown): void;
  /** Aborts what is running. Nothing is sent any more. */
  dispose(): void;
}

export interface AnsweringOptions<P> {
  /** Messages of other sessions are dropped. */
  readonly session: string;
  readonly handlers: Handlers<P>;
  readonly checks: Checks<P>;
  /** Sends to the page. May throw or reject, as it does for what cannot be sent. */
  readonly post: (message: ToPage) => unknown;
  /** Told what has gone wrong, for the log; not what was cancelled. */
  readonly onError: (error: unknown, method: string) => void;
}

type Outcome = { kind: 'result'; result: unknown } | { kind: 'failure'; word: FailureWord; message: string };
type Handle = (argument: unknown, signal: AbortSignal) => unknown;

const failure = (word: FailureWord, message: string): Outcome => ({ kind: 'failure', word, message });
const unexpected = () =>
  failure('unexpected', t('Something went wrong in the extension. Its log says more.'));

/** A member that the message has of its own, without running any code of the message's. */
const own = (message: object, name: string): unknown => Object.getOwnPropertyDescriptor(message, name)?.value;

interface Received {
  readonly kind: 'request' | 'cancel' | 'resume';
  readonly id: string;
  readonly method: string;
  readonly argument: unknown;
}

function read(message: unknown, session: string): Received | undefined {
  if (typeof message !== 'object' || message === null || own(message, 'session') !== session)
    return undefined;
  const kind = own(message, 'kind');
  const id = own(message, 'id');
  const method = own(message, 'method') ?? '';
  if (kind !== 'request' && kind !== 'cancel' && kind !== 'resume') return undefined;
  if (typeof id !== 'string' || id === '' || id.length > 100 || typeof method !== 'string') return undefined;
  return { kind, id, method, argument: own(message, 'argument') };
}

/** The answering side of a channel: every well-formed request gets exactly one reply, whatever its handler does. */
export function answer<P>({ session, handlers, checks, post, onError }: AnsweringOptions<P>): Answering {
  const running = new Map<string, AbortController>();
  const seen = new Set<string>();
  const replies = new Map<string, ToPage>();
  let disposed = false;

  const find = (table: object, method: string): Handle | undefined => {
    const found = Object.hasOwn(table, method) ? own(table, method) : undefined;
    return typeof found === 'function' ? (found as Handle) : undefined;
  };

  async function outcome(method: string, argument: unknown, signal: AbortSignal): Promise<Outcome> {
    const handle = find(handlers, method);
    const check = find(checks, method);
    if (!handle || !check) return failure('unsupported', t('The extension does not know this request.'));
    try {
      if (check(argument, signal) !== true)
        return failure('invalidInput', t('The extension does not understand this request.'));
      return { kind: 'result', result: await handle.call(handlers, argument, signal) };
    } catch (error) {
      if (!isFailure(error, 'cancelled')) onError(error, method);
      return isFailure(error) ? failure(error.word, error.message) : unexpected();
    }
  }

  async function send(reply: ToPage, method: string): Promise<void> {
    replies.set(reply.id, reply);
    for (const [oldest] of replies) if (replies.size > keptReplies) replies.delete(oldest);
    try {
      await post(reply);
    } catch (error) {
      onError(error, method);
      // A result that cannot be sent must not leave the page waiting.
      if (reply.kind === 'result') await send({ session, id: reply.id, ...unexpected() }, method);
    }
  }

  async function run({ id, method, argument }: Received): Promise<void> {
    if (seen.has(id)) return;
    seen.add(id);
    const controller = new AbortController();
    running.set(id, controller);
    const done = await outcome(method, argument, controller.signal);
    running.delete(id);
    if (!disposed) await send({ session, id, ...done }, method);
  }

  function resume(id: string): void {
    if (running.has(id)) return;
    const gone = failure('notFound', t('What became of this request is not known any more.'));
    void send(replies.get(id) ?? { session, id, ...gone }, 'resume');
  }

  return {
    receive(message) {
      try {
        const received = disposed ? undefined : read(message, session);
        if (received?.kind === 'request') void run(received);
        else if (received?.kind === 'cancel') running.get(received.id)?.abort();
        else if (received) resume(received.id);
      } catch (error) {
        onError(error, 'receive');
      }
    },
    dispose() {
      disposed = true;
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}
