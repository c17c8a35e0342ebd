import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Datastore } from './datastore.ts';

/** Says that there are no files to list in this type of datastore. */
export function notBrowsable({ name, type, kind }: Datastore): Failure {
  return new Failure(
    'unsupported',
    t(
      'Datastore “{0}” ({1}) holds no files that could be listed, uploaded or downloaded here. Choose a Blob, file share or Data Lake Gen2 datastore.',
      name,
      kind?.label() ?? type,
    ),
  );
}
