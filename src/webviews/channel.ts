import { t } from '@vscode/l10n';
import type { FailureWord } from '../common/failure.ts';

// Typed requests and replies over `postMessage`. This half is compiled on both sides; `answer.ts` is the editor's.

/** The methods of a protocol: each has one argument, and what it returns comes back. */
type Method = (argument: never) => unknown;

/** Names the methods of a protocol; its other members, of which it should have none, are left out. */
export type MethodOf<P> = { [M in keyof P]: P[M] extends Method ? M : never }[keyof P] & string;
export type ArgumentOf<P, M extends keyof P> = P[M] extends (argument: infer A) => unknown ? A : never;
export type ResultOf<P, M extends keyof P> = P[M] extends (argument: never) => infer R ? R : never;

/** What asks: the methods of `P`, with a signal that takes a request back. They reject with {@link Refusal} only. */
export type Client<P> = {
  readonly [M in MethodOf<P>]: (argument: ArgumentOf<P, M>, signal?: AbortSignal) => Promise<ResultOf<P, M>>;
};

/** What answers. The signal is aborted when nobody waits for the answer any more. */
export type Handlers<P> = {
  readonly [M in MethodOf<P>]: (
    argument: ArgumentOf<P, M>,
    signal: AbortSignal,
  ) => ResultOf<P, M> | Promise<ResultOf<P, M>>;
};

/** Whether what has come is the argument of a method. */
export type Checks<P> = { readonly [M in MethodOf<P>]: (argument: unknown) => argument is ArgumentOf<P, M> };

/** Why a request was not answered; the sentence is for the user. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly word: FailureWord;

  constructor(word: FailureWord, message: string) {
    super(message);
    this.word = word;
  }
}

/** `resume` asks again for the reply to a request that an earlier page of the same session has sent. */
export type ToEditor =
  | { session: string; kind: 'request'; id: string; method: string; argument: unknown }
  | { session: string; kind: 'cancel' | 'resume'; id: string };

export type ToPage =
  | { session: string; kind: 'result'; id: string; result: unknown }
  | { session: string; kind: 'failure'; id: string; word: FailureWord; message: string };

export interface Asking<P> {
  readonly client: Client<P>;
  /** Takes what has come from the other side; what is no reply to a request of this client is dropped. */
  receive(message: unknown): void;
  /** Waits for the reply to a request of an earlier page, by the id that `sent` told of it. */
  resume<M extends MethodOf<P>>(method: M, id: string, signal?: AbortSignal): Promise<ResultOf<P, M>>;
  /** Rejects all that waits, and all that is asked later. */
  dispose(): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (refusal: Refusal) => void;
}

const cancelled = () => new Refusal('cancelled', t('Cancelled.'));

/**
 * The asking side. `session` is known to both sides: what belongs to another one is dropped. `sent` is told the ids of requests,
 * for those who want to resume one.
 */
export function createClient<P>(
  session: string,
  post: (message: ToEditor) => void,
  sent: (method: MethodOf<P>, id: string) => void = () => {},
): Asking<P> {
  const waiting = new Map<string, Waiting>();
  // A page that was hidden is loaded anew, and must not take replies to what it asked before for its own.
  const page = crypto.getRandomValues(new Uint32Array(2)).join('-');
  let count = 0;
  let disposed = false;

  const wait = (id: string, send: ToEditor, signal: AbortSignal | undefined) =>
    new Promise<unknown>((resolve, reject) => {
      if (disposed || signal?.aborted) {
        reject(cancelled());
        return;
      }
      const stop = () => {
        waiting.delete(id);
        post({ session, kind: 'cancel', id });
        reject(cancelled());
      };
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', stop);
          settle(value);
        };
      waiting.set(id, { resolve: settled(resolve), reject: settled<Refusal>(reject) });
      signal?.addEventListener('abort', stop, { once: true });
      post(send);
    });

  const request = (method: string, argument: unknown, signal?: AbortSignal) => {
    const id = `${page}.${++count}`;
    sent(method as MethodOf<P>, id);
    return wait(id, { session, kind: 'request', id, method, argument }, signal);
  };
  const asked = (_: object, method: string | symbol) =>
    // Whoever awaits the client itself looks for `then`.
    typeof method === 'symbol' || method === 'then' ? undefined : request.bind(undefined, method);

  return {
    client: new Proxy({}, { get: asked }) as Client<P>,
    receive(message) {
      if (typeof message !== 'object' || message === null) return;
      const reply = message as ToPage;
      const waits = reply.session === session ? waiting.get(reply.id) : undefined;
      if (!waits) return;
      waiting.delete(reply.id);
      if (reply.kind === 'result') waits.resolve(reply.result);
      else waits.reject(new Refusal(reply.word, reply.message));
    },
    resume: (method, id, signal) => {
      sent(method, id);
      return wait(id, { session, kind: 'resume', id }, signal) as Promise<ResultOf<P, typeof method>>;
    },
    dispose() {
      disposed = true;
      for (const { reject } of waiting.values()) reject(cancelled());
      waiting.clear();
    },
  };
}
