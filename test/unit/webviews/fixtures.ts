import { answer, type Answering } from '../../../src/webviews/answer.ts';
import {
  createClient,
  type Asking,
  type Checks,
  type Handlers,
  type ToPage,
} from '../../../src/webviews/channel.ts';

/** A protocol small enough to see through. */
export interface Small {
  double(value: number): number;
  wait(argument: null): string;
}

export const smallChecks: Checks<Small> = {
  double: (value): value is number => typeof value === 'number',
  wait: (value): value is null => value === null,
};

export const session = 'this-session';

export interface Line extends Asking<Small> {
  readonly answering: Answering;
  /** What has gone wrong on the answering side. */
  readonly errors: unknown[];
  /** All that was sent to the page. */
  readonly replies: ToPage[];
  /** The ids of all requests. */
  readonly ids: string[];
  /** Another page in place of the one before, which hears nothing any more. */
  reload(): Asking<Small>;
}

/** Both sides of a channel, joined. */
export function createLine(handlers: Handlers<Small>): Line {
  const errors: unknown[] = [];
  const replies: ToPage[] = [];
  const ids: string[] = [];
  let page: Asking<Small>;
  const answering = answer<Small>({
    ...{ session, handlers, checks: smallChecks, onError: (error) => errors.push(error) },
    post(reply) {
      // What cannot be cloned cannot be sent.
      const sent = structuredClone(reply);
      replies.push(sent);
      page.receive(sent);
    },
  });
  const reload = () =>
    (page = createClient<Small>(
      session,
      (message) => answering.receive(structuredClone(message)),
      (_, id) => ids.push(id),
    ));
  return { ...reload(), answering, errors, replies, ids, reload };
}
