import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { Failure, type FailureWord } from '../common/failure.ts';
import { missing, notEmpty, taken, wrongKind } from './failures.ts';

const sentences: Readonly<Record<string, readonly [FailureWord, (where: string) => string]>> = {
  EACCES: ['permissionDenied', (where) => t('You may not open or change {0}. Check its permissions.', where)],
  EPERM: ['permissionDenied', (where) => t('You may not open or change {0}. Check its permissions.', where)],
  EROFS: ['permissionDenied', (where) => t('{0} is on a disk that cannot be written to.', where)],
  ENOSPC: ['unavailable', (where) => t('There is no space left for {0}. Free some and try again.', where)],
  EDQUOT: [
    'unavailable',
    (where) => t('There is no space left for {0} in your quota. Free some and try again.', where),
  ],
  EFBIG: ['unsupported', (where) => t('{0} is larger than a file on this disk may be.', where)],
  EMFILE: ['unavailable', (where) => t('Too many files are open to open {0}. Try again.', where)],
  ENFILE: ['unavailable', (where) => t('Too many files are open to open {0}. Try again.', where)],
  EBUSY: ['unavailable', (where) => t('{0} is in use by another program. Close it and try again.', where)],
  ENAMETOOLONG: ['invalidInput', (where) => t('{0} is a longer name than this disk allows.', where)],
  EILSEQ: ['invalidInput', (where) => t('{0} is a name that this disk does not allow.', where)],
  EINVAL: ['invalidInput', (where) => t('{0} is a name that this disk does not allow.', where)],
};

/** A link is never followed: it may lead out of the folder. */
export function isLink(where: string, cause?: unknown): Failure {
  return new Failure('invalidInput', t('{0} is a link, and links are not followed.', where), { cause });
}

/** The failure word and sentence for an error of the local file system on `where`. */
export function localFailure(error: unknown, where: string): Failure {
  if (error instanceof Failure) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'ENOENT') return missing(where, error);
  if (code === 'EEXIST') return taken(where, error);
  if (code === 'EISDIR' || code === 'ENOTDIR') return wrongKind(where, error);
  if (code === 'ENOTEMPTY') return notEmpty(where, error);
  if (code === 'ELOOP') return isLink(where, error);
  if (code === 'ABORT_ERR') return cancelled(error);
  const known = sentences[code];
  if (known) return new Failure(known[0], known[1](where), { cause: error });
  return new Failure(
    'unexpected',
    t('{0} could not be opened or changed ({1}). The log has the details.', where, code || 'error'),
    {
      cause: error,
    },
  );
}
