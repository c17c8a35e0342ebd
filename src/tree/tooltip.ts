import { MarkdownString } from 'vscode';
import { t } from '@vscode/l10n';
import type { AccessUsed } from '../azureml/storages.ts';
import { fileSize, visibleName, visiblePath } from '../common/format.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { credentialLabel, credentialPhrase } from './credentialLabel.ts';
import type { Node } from './nodes.ts';

/** What hovering shows; made when it is first asked for. `access`: how a datastore's data is being reached. */
export function tooltip(node: Node, access?: AccessUsed): MarkdownString | undefined {
  switch (node.kind) {
    case 'workspace': {
      const { name, location, subscription, subscriptionId, resourceGroup } = node.workspace;
      return table(name, [
        [t('Location'), location],
        [t('Subscription'), `${subscription} (${subscriptionId})`],
        [t('Resource group'), resourceGroup],
      ]);
    }
    case 'datastore':
      return table(node.datastore.name, [
        ...datastoreRows(node.datastore),
        ...(access ? [[t('Access with'), reachedWith(node.datastore, access)] as const] : []),
      ]);
    case 'folder':
      return table(
        visiblePath(node.entry.path),
        node.entry.modified ? [[t('Modified'), node.entry.modified.toLocaleString()]] : [],
      );
    case 'file': {
      const { path, size, modified } = node.entry;
      return table(visiblePath(path), [
        [t('Size'), t('{0} ({1} bytes)', fileSize(size), size.toLocaleString())],
        ...(modified ? [[t('Modified'), modified.toLocaleString()] as const] : []),
      ]);
    }
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

function datastoreRows({
  kind,
  type,
  values,
  credential,
  isDefault,
  description,
}: Datastore): (readonly [string, string])[] {
  const fields = (kind?.fields ?? []).map(({ id, label }) => [label(), values[id] ?? ''] as const);
  return [
    [t('Type'), kind?.label() ?? type],
    ...fields.filter(([, value]) => value !== ''),
    [t('Credential'), credentialLabel(credential)],
    ...(isDefault ? [[t('Default'), t('Yes')] as const] : []),
    ...(description ? [[t('Description'), description] as const] : []),
  ];
}

/** All text comes from outside, so it is escaped. */
function table(title: string, rows: readonly (readonly [string, string])[]): MarkdownString {
  const text = new MarkdownString().appendMarkdown('**').appendText(visibleName(title)).appendMarkdown('**');
  for (const [label, value] of rows)
    text.appendMarkdown('\n\n').appendText(`${label}: ${visibleName(value)}`);
  return text;
}
