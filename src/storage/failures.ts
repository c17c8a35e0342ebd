import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import {
  alreadyThere,
  damaged,
  endedEarly,
  hasChanged,
  holdsSomething,
  inTheWay,
  notThere,
} from '../common/refusals/storageState.ts';

/** Nothing has that name. `where` is the address of the thing, as people know it. */
export function missing(where: string, cause?: unknown): Failure {
  return new Failure('notFound', notThere({ where }), { cause });
}

/** Something has that name already and may not be replaced. */
export function taken(where: string, cause?: unknown): Failure {
  return new Failure('alreadyExists', alreadyThere({ where }), { cause });
}

/** A file has the name that a folder needs, or the other way round. */
export function wrongKind(where: string, cause?: unknown): Failure {
  return new Failure('alreadyExists', inTheWay({ where }), { cause });
}

/** The file is no longer the one that was looked at. */
export function changed(where: string, cause?: unknown): Failure {
  return new Failure('alreadyExists', hasChanged({ where }), { cause });
}

/** A folder that holds something cannot be removed in one call. */
export function notEmpty(where: string, cause?: unknown): Failure {
  return new Failure('invalidInput', holdsSomething({ where }), { cause });
}

/** A name that cannot be asked for on this storage without meaning another one. `because` names the part: `it ends with a slash`. */
export function unaddressable(where: string, because: string): Failure {
  const sentence = t(
    '{0} cannot be addressed here without meaning another name: {1}. Choose another name, or rename it where it is.',
    where,
    because,
  );
  return new Failure('invalidInput', sentence);
}

/** Fewer bytes came than were asked for. */
export function tooShort(where: string, cause?: unknown): Failure {
  return new Failure('unavailable', endedEarly({ where }), { cause });
}

/** Other bytes came than were sent. */
export function damagedOnTheWay(where: string): Failure {
  return new Failure('unavailable', damaged({ where }));
}

/** More or fewer bytes were put than the upload was created for. */
export function incomplete(where: string): Failure {
  return new Failure('unexpected', t('{0} was not put in place: not all of its bytes had arrived.', where));
}

/** The credential that had carried some of a file's bytes was refused for the rest; the next try has another one. */
export function halfWritten(where: string, cause?: unknown): Failure {
  const sentence = t(
    '{0} was not put in place: your sign-in was refused half-way. Transfer it again; another credential is used from now on.',
    where,
  );
  return new Failure('unavailable', sentence, { cause });
}

/** The root is neither written to nor removed as if it were one of its members. */
export function isRoot(where: string): Failure {
  return new Failure('invalidInput', t('{0} is the root of the storage. Name something inside it.', where));
}

/** A name that breaks the rules of Azure Files. */
export function refusedByFiles(where: string): Failure {
  const sentence = t(
    '{0} cannot be kept on a file share: names there hold none of {1} and no more than 255 characters. Give it another name.',
    where,
    '"\\:|<>*?',
  );
  return new Failure('invalidInput', sentence);
}
