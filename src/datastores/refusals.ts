import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { gen1Retired } from '../common/refusals/network.ts';
import type { Datastore } from './datastore.ts';
import { dataLakeGen1 } from './dataLakeGen1.ts';
import { datastoreKinds } from './index.ts';

/** Says that there are no files to list in this type of datastore, and which types have some. */
export function notBrowsable({ name, type, kind }: Datastore): Failure {
  if (kind === dataLakeGen1) return new Failure('unsupported', gen1Retired(t('Datastore “{0}”', name)));
  const browsable = datastoreKinds.filter(({ openStorage }) => openStorage).map(({ label }) => label());
  return new Failure(
    'unsupported',
    t(
      'Datastore “{0}” ({1}) holds no files that could be listed, uploaded or downloaded here. Choose a datastore of one of these types: {2}.',
      name,
      kind?.label() ?? type,
      browsable.join(', '),
    ),
  );
}

/** Says that the default datastore of a workspace stays registered. */
export function theDefault(name: string, workspace: string): Failure {
  return new Failure(
    'invalidInput',
    t(
      '“{0}” is the default datastore of “{1}”. Set another datastore as default first, then unregister it.',
      name,
      workspace,
    ),
  );
}
