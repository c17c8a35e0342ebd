import { commands } from 'vscode';
import { t } from '@vscode/l10n';
import { identityMayHelp } from '../azureml/identityMayHelp.ts';
import { factsOf, type Failure } from '../common/failure.ts';
import type { CommandId } from '../contributions.ts';
import { isPlace, type Node } from '../tree/nodes.ts';
import type { Doors } from '../ui/report.ts';
import { failurePlace, portalAddress, portalPlace } from './portal.ts';
import type { Services } from './services.ts';
import { useIdentity } from './useIdentity.ts';

/** What the buttons of a failed command do. `given`: the command's arguments, of which one may be the node it is about. */
export function doorsFor(services: Services, given: readonly unknown[]): Doors {
  const node = given.find(isNode);
  return {
    log: services.log,
    version: services.version,
    showLog: () => services.showLog(),
    signIn,
    more: (failure) =>
      node && isPlace(node) && identityMayHelp(failure)
        ? [{ title: t('Use My Identity'), run: () => useIdentity(services, node) }]
        : [],
    async portalAddress(failure) {
      const place = failurePlace(failure) ?? (node && portalPlace(node));
      if (!place) return undefined;
      // Who is not signed in has no cloud to look in.
      const azure = await services.azure().catch(() => undefined);
      return azure && portalAddress(azure.cloud, place);
    },
  };
}

/** As the failure asks, else with an account of the user's choice. */
function signIn(failure: Failure): Thenable<unknown> {
  const wish = factsOf(failure).signIn ?? {};
  return wish.account === undefined
    ? commands.executeCommand('azuremlDatastores.signIn' satisfies CommandId)
    : commands.executeCommand('azuremlDatastores.signInTenant' satisfies CommandId, wish);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
