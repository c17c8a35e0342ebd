import { plainCause } from './plainCause.ts';

/**
 * What went wrong, in one word that code may branch on.
 *
 * `invalidInput`: the caller must change what it asked for. `unsupported`: no change of input helps.
 * `throttled` and `unavailable`: the same call may succeed later.
 */
export type FailureWord =
  | 'cancelled'
  | 'notFound'
  | 'alreadyExists'
  | 'permissionDenied'
  | 'unauthenticated'
  | 'invalidInput'
  | 'unsupported'
  | 'throttled'
  | 'unavailable'
  | 'unexpected';

/** Whose sign-in mends a failure. */
export interface SignInWish {
  /** A {@link Session}'s `id`; absent: whoever the user chooses. */
  readonly account?: string;
  /** The tenant to sign in to; absent: the account's own. */
  readonly tenantId?: string;
  /** What the service wants to find in the token, as JSON. */
  readonly claims?: string;
}

/** What is known of a failure beside its sentence; shown by “Copy Details”, and free of secrets. */
export interface FailureFacts {
  /** The service's or Node's own code: `AuthorizationPermissionMismatch`, `AADSTS50076`, `ENOTFOUND`. */
  readonly code?: string;
  /** HTTP status. */
  readonly status?: number;
  /** What the service's support asks for. */
  readonly requestId?: string;
  /** The host that answered, or did not. */
  readonly host?: string;
  /** ARM id of the thing to look at in the portal. */
  readonly resource?: string;
  /** The sign-in that would mend it. */
  readonly signIn?: SignInWish;
}

/**
 * The one error class of this project. `message` is a localised sentence that names the thing and the remedy and
 * is shown to the user as it is; `cause` goes to the log and never to a message. Of another error than a failure the cause
 * is a plain copy, which holds no request and no secret.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly word: FailureWord;
  readonly facts: FailureFacts;
  /** When it happened. */
  readonly time: Date;

  constructor(
    word: FailureWord,
    message: string,
    options: { cause?: unknown; facts?: FailureFacts; time?: Date } = {},
  ) {
    const { cause } = options;
    const kept = cause instanceof Failure ? cause : plainCause(cause);
    super(message, kept === undefined ? undefined : { cause: kept });
    this.word = word;
    this.facts = options.facts ?? {};
    this.time = options.time ?? new Date();
  }
}

/** The same failure with more facts; those it has already win, also those of its sign-in. */
export function withFacts(failure: Failure, more: FailureFacts): Failure {
  const { word, message, cause, time, facts } = failure;
  const signIn = { ...more.signIn, ...facts.signIn };
  const has = more.signIn !== undefined || facts.signIn !== undefined;
  return new Failure(word, message, { cause, time, facts: { ...more, ...facts, ...(has && { signIn }) } });
}

/** What is known of a failure, also where it only tells of another one. */
export function factsOf(failure: Failure): FailureFacts {
  return failure.cause instanceof Failure ? { ...factsOf(failure.cause), ...failure.facts } : failure.facts;
}

/** Whether `error` is a {@link Failure} (with that word, if one is given). */
export function isFailure(error: unknown, word?: FailureWord): error is Failure {
  return error instanceof Failure && (word === undefined || error.word === word);
}
