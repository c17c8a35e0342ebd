import { MarkdownString } from 'vscode';
import { t } from '@vscode/l10n';
import type { AccessUsed } from '../azureml/storages.ts';
import { visiblePath } from '../common/format.ts';
import { credentialPhrase } from '../datastores/credentialLabel.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { datastoreFacts, entryFacts } from '../datastores/facts.ts';
import { factTable } from '../ui/factTable.ts';
import type { Node } from './nodes.ts';

/** What hovering shows; made when it is first asked for. `access`: how a datastore's data is being reached. */
export function tooltip(node: Node, access?: AccessUsed): MarkdownString | undefined {
  switch (node.kind) {
    case 'workspace': {
      const { name, location, subscription, subscriptionId, resourceGroup } = node.workspace;
      return factTable(name, [
        [t('Location'), location],
        [t('Subscription'), `${subscription} (${subscriptionId})`],
        [t('Resource group'), resourceGroup],
      ]);
    }
    case 'datastore':
      return factTable(node.datastore.name, [
        ...datastoreFacts(node.datastore),
        ...(access ? [[t('Access with'), reachedWith(node.datastore, access)] as const] : []),
      ]);
    case 'folder':
    case 'file':
      return factTable(visiblePath(node.entry.path), entryFacts(node.entry));
    case 'failure':
      return new MarkdownString().appendText(node.failure.message);
    case 'tenant':
      return new MarkdownString().appendText(node.tenant.failure.message);
    case 'offer':
      return new MarkdownString().appendText(
        t(
          'The file {0} names workspace “{1}” in resource group “{2}”. Click to add it to the view.',
          node.file,
          node.name.workspace,
          node.name.resourceGroup,
        ),
      );
    case 'noMatch':
    case 'more':
    case 'empty':
      return undefined;
  }
}

function reachedWith({ credential }: Datastore, { by, instead }: AccessUsed): string {
  if (by === 'identity') return t('your own identity');
  const held = credentialPhrase(credential);
  return instead ? t('{0}, because your own identity was refused: {1}', held, instead.message) : held;
}
