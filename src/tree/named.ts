import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { WorkspaceName } from '../datastores/uri.ts';

/** Reads a workspace that somebody has named; `notFound` says what may be wrong with the name. */
export async function readNamed(
  client: AzureMl,
  name: WorkspaceName,
  signal: AbortSignal,
): Promise<Workspace> {
  try {
    return await client.workspace(name, { signal });
  } catch (error) {
    if (!isFailure(error, 'notFound')) throw error;
    const message = t(
      'There is no workspace “{0}” in resource group “{1}” of subscription {2}, or your account does not see it. Check the names, and the account you signed in with.',
      name.workspace,
      name.resourceGroup,
      name.subscriptionId,
    );
    throw new Failure('notFound', message, { cause: error, facts: error.facts });
  }
}
