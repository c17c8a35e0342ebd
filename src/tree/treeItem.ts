import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { t } from '@vscode/l10n';
import type { Failure } from '../common/failure.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { credentialLabel } from './credentialLabel.ts';
import { fileSize } from '../common/format.ts';
import { nodeId, type DatastoreNode, type FileNode, type FolderNode, type Node } from './nodes.ts';

/** Shows a name as it is, with what would break a line made visible; an empty name is possible on Blob. */
function visible(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  return name === '' ? t('(no name)') : name.replace(/[\u0000-\u001f\u007f]/g, '\u2423');
}

/** The picture of a node. Ability words in `contextValue` are what menus test; no menu knows a datastore type. */
export function treeItem(node: Node, extensionUri: Uri): TreeItem {
  switch (node.kind) {
    case 'workspace': {
      const { name, location, subscription } = node.workspace;
      return item(node, name, {
        collapsible: true,
        context: 'workspace',
        description: `${location} · ${subscription}`,
        icon: icon(extensionUri, 'workspace'),
        spoken: t('Workspace {0} in {1}, subscription {2}', name, location, subscription),
      });
    }
    case 'datastore':
      return datastoreItem(node, extensionUri);
    case 'folder':
      return item(node, visible(node.entry.name), {
        collapsible: true,
        context: 'folder browsable',
        icon: ThemeIcon.Folder,
        resource: resourceUri(node),
        spoken: t('Folder {0}', visible(node.entry.name)),
      });
    case 'file':
      return item(node, visible(node.entry.name), {
        context: 'file',
        description: fileSize(node.entry.size),
        icon: ThemeIcon.File,
        resource: resourceUri(node),
        spoken: t('File {0}, {1}', visible(node.entry.name), fileSize(node.entry.size)),
      });
    case 'more':
      return item(node, t('Load more…'), {
        context: 'more',
        description: t('{0} shown', node.shown),
        icon: new ThemeIcon('ellipsis'),
        command: { command: 'azuremlDatastores.loadMore', title: t('Load more…'), arguments: [node] },
      });
    case 'failure':
      return item(node, heading(node.failure), {
        context: 'failure',
        description: node.failure.message,
        icon: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
        spoken: t('Failed: {0}', node.failure.message),
      });
    case 'empty':
      return item(node, node.parent.kind === 'workspace' ? t('No datastores') : t('Nothing in here yet'), {
        context: 'empty',
        icon: new ThemeIcon('info'),
      });
  }
}

/** A failure in the two words that fit into a row; the sentence follows as far as there is room. */
function heading({ word }: Failure): string {
  switch (word) {
    case 'permissionDenied':
      return t('Access denied');
    case 'unauthenticated':
      return t('Not signed in');
    case 'notFound':
      return t('Not found');
    case 'throttled':
    case 'unavailable':
      return t('Not reachable');
    default:
      return t('Not listed');
  }
}

function datastoreItem(node: DatastoreNode, extensionUri: Uri): TreeItem {
  const { name, kind, type, isDefault } = node.datastore;
  const browsable = kind?.openStorage !== undefined;
  const label = kind?.label() ?? type;
  const where = kind?.summary(node.datastore.values) ?? '';
  const details = [...(isDefault ? [t('default')] : []), where === '' ? label : where];
  return item(node, name, {
    collapsible: browsable,
    context: ['datastore', ...(browsable ? ['browsable'] : []), isDefault ? 'default' : 'settable'].join(' '),
    description: details.join(' · '),
    icon: icon(extensionUri, kind?.type ?? 'unknown'),
    spoken: [t('Datastore {0}', name), label, ...details].join(', '),
  });
}

interface Picture {
  readonly collapsible?: boolean;
  readonly context: string;
  readonly description?: string;
  readonly icon: Exclude<TreeItem['iconPath'], undefined>;
  readonly resource?: Uri;
  readonly spoken?: string;
  readonly command?: TreeItem['command'];
}

function item(node: Node, label: string, picture: Picture): TreeItem {
  const made = new TreeItem(
    label,
    picture.collapsible ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  made.id = nodeId(node);
  made.contextValue = picture.context;
  made.iconPath = picture.icon;
  made.accessibilityInformation = { label: picture.spoken ?? label };
  if (picture.description !== undefined) made.description = picture.description;
  if (picture.resource) made.resourceUri = picture.resource;
  if (picture.command) made.command = picture.command;
  return made;
}

function icon(extensionUri: Uri, name: string): { light: Uri; dark: Uri } {
  const of = (theme: string) => Uri.joinPath(extensionUri, 'media', 'datastores', theme, `${name}.svg`);
  return { light: of('light'), dark: of('dark') };
}

/** Chooses the file icon by the name's ending; nothing is ever read through it. */
function resourceUri({ entry }: FileNode | FolderNode): Uri {
  return Uri.from({ scheme: 'azureml-datastore', path: `/${entry.name.replaceAll('/', '_')}` });
}

/** What hovering shows; made when it is first asked for. */
export function tooltip(node: Node): MarkdownString | undefined {
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
      return table(node.datastore.name, datastoreRows(node.datastore));
    case 'folder':
      return table(
        node.entry.path,
        node.entry.modified ? [[t('Modified'), node.entry.modified.toLocaleString()]] : [],
      );
    case 'file': {
      const { path, size, modified } = node.entry;
      return table(path, [
        [t('Size'), t('{0} ({1} bytes)', fileSize(size), size.toLocaleString())],
        ...(modified ? [[t('Modified'), modified.toLocaleString()] as const] : []),
      ]);
    }
    case 'failure':
      return new MarkdownString().appendText(node.failure.message);
    case 'more':
    case 'empty':
      return undefined;
  }
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
  const text = new MarkdownString().appendMarkdown('**').appendText(visible(title)).appendMarkdown('**');
  for (const [label, value] of rows) text.appendMarkdown('\n\n').appendText(`${label}: ${visible(value)}`);
  return text;
}
