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

/**
 * The one error class of this project. `message` is a localised sentence that names the thing and the remedy and
 * is shown to the user as it is; `cause` goes to the log and never to a message.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly word: FailureWord;

  constructor(word: FailureWord, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.word = word;
  }
}

/** Whether `error` is a {@link Failure} (with that word, if one is given). */
export function isFailure(error: unknown, word?: FailureWord): error is Failure {
  return error instanceof Failure && (word === undefined || error.word === word);
}
