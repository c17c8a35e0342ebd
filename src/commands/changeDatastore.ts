import { t } from '@vscode/l10n';
import type { Registered } from '../azureml/registered.ts';
import { Failure } from '../common/failure.ts';
import type { Target } from '../contributions.ts';
import type { DatastoreNode } from '../tree/nodes.ts';
import { withLateProgress } from '../ui/progress.ts';
import { pickWorkspace } from './pick.ts';
import { datastoreTarget } from './target.ts';
import type { Services } from './services.ts';

/** Opens the form with what is registered, read anew: `edit` changes all but name and type, `credentials` the credential. */
export async function changeDatastore(
  services: Services,
  purpose: 'edit' | 'credentials',
  target?: Target<DatastoreNode>,
): Promise<void> {
  const title = purpose === 'edit' ? t('Edit Datastore') : t('Update Credentials');
  const node = await datastoreTarget(services, target, title);
  const original = await read(services, node);
  if (purpose === 'credentials' && original.datastore.kind?.credentials.every((type) => type === 'none'))
    throw new Failure(
      'unsupported',
      t('“{0}” holds no credential, as its type has none.', node.datastore.name),
    );
  const { beginRegistration } = await import('./registrationForm.ts');
  await beginRegistration(services, { purpose, workspace: node.workspace, original });
}

/** Opens the form with all of a datastore but its secret, for another workspace or another name. */
export async function duplicateDatastore(services: Services, target?: Target<DatastoreNode>): Promise<void> {
  const node = await datastoreTarget(services, target, t('Duplicate Datastore'));
  const { datastore } = await read(services, node);
  const { answersOf } = await import('../registration/answers.ts');
  // Another workspace has another identity.
  const answers = { ...answersOf(datastore), serviceDataAccessAuthIdentity: '' };
  const workspace = await pickWorkspace(services, t('Duplicate “{0}” to…', datastore.name));
  const { beginRegistration } = await import('./registrationForm.ts');
  await beginRegistration(services, { purpose: 'duplicate', workspace, answers });
}

/** What is registered now. `notFound` when it is gone, `unsupported` for a type that is not known here. */
export async function read(services: Services, { workspace, datastore }: DatastoreNode): Promise<Registered> {
  const { name } = datastore;
  const client = await services.azure();
  const found = await withLateProgress(t('Reading datastore “{0}”', name), (signal) =>
    client.registering.find(workspace, name, { signal }),
  );
  if (!found)
    throw new Failure(
      'notFound',
      t(
        'Datastore “{0}” is no longer registered in workspace “{1}”. Refresh the view.',
        name,
        workspace.name,
      ),
    );
  if (!found.datastore.kind)
    throw new Failure(
      'unsupported',
      t(
        'Datastore “{0}” is of the type {1}, which this extension does not know, so it cannot be written here. Change it in Azure Machine Learning studio.',
        name,
        found.datastore.type,
      ),
    );
  return found;
}
