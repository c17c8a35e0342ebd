import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { identityMayHelp } from '../azureml/identityMayHelp.ts';
import { factsOf, type Failure } from '../common/failure.ts';
import { fileSize, visibleName } from '../common/format.ts';
import type { Datastore } from '../datastores/datastore.ts';
import {
  nodeId,
  type DatastoreNode,
  type EmptyNode,
  type FailureNode,
  type FileNode,
  type FolderNode,
  type Node,
  type NoMatchNode,
  type WorkspaceNode,
  type TenantNode,
} from './nodes.ts';

/** The picture of a node. Ability words in `contextValue` are what menus test; no menu knows a datastore type. */
export function treeItem(node: Node, extensionUri: Uri): TreeItem {
  switch (node.kind) {
    case 'workspace':
      return workspaceItem(node, extensionUri);
    case 'datastore':
      return datastoreItem(node, extensionUri);
    case 'folder':
      return item(node, visibleName(node.entry.name), {
        collapsible: true,
        context: 'folder browsable',
        icon: ThemeIcon.Folder,
        resource: resourceUri(node),
        spoken: t('Folder {0}', visibleName(node.entry.name)),
      });
    case 'file':
      return item(node, visibleName(node.entry.name), {
        context: 'file',
        description: fileSize(node.entry.size),
        icon: ThemeIcon.File,
        resource: resourceUri(node),
        spoken: t('File {0}, {1}', visibleName(node.entry.name), fileSize(node.entry.size)),
      });
    case 'more':
      return item(node, t('Load more…'), {
        context: 'more',
        description: t('{0} shown', node.shown),
        icon: new ThemeIcon('ellipsis'),
        command: { command: 'azuremlDatastores.loadMore', title: t('Load more…'), arguments: [node] },
      });
    case 'failure':
      return item(node, node.added?.workspace ?? heading(node.failure), {
        context: failureWords(node),
        description: node.failure.message,
        icon: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
        spoken: t('Failed: {0}', node.failure.message),
      });
    case 'tenant':
      return tenantItem(node);
    case 'offer':
      return item(node, t('Add “{0}”', node.name.workspace), {
        context: 'offer',
        description: node.file,
        icon: new ThemeIcon('add'),
        spoken: t('Add workspace {0}, which the file {1} names', node.name.workspace, node.file),
        command: { command: 'azuremlDatastores.addWorkspace', title: t('Add Workspace…'), arguments: [node] },
      });
    case 'noMatch':
      return noMatchItem(node);
    case 'empty':
      return emptyItem(node);
  }
}

/** An empty workspace is where the first datastore can be registered. */
function emptyItem(node: EmptyNode): TreeItem {
  if (node.parent.kind !== 'workspace')
    return item(node, t('Nothing in here yet'), { context: 'empty', icon: new ThemeIcon('info') });
  const does = t('Register one…');
  return item(node, t('No datastores'), {
    context: 'empty',
    description: does,
    icon: new ThemeIcon('add'),
    spoken: `${t('No datastores')}. ${does}`,
    command: { command: 'azuremlDatastores.registerDatastore', title: does, arguments: [node.parent] },
  });
}

function workspaceItem(node: WorkspaceNode, extensionUri: Uri): TreeItem {
  const { name, location, subscription } = node.workspace;
  const marks = [...(node.pinned ? [t('pinned')] : []), ...(node.added ? [t('added by hand')] : [])];
  return item(node, name, {
    collapsible: true,
    context: ['workspace', node.pinned ? 'pinned' : 'unpinned', ...(node.added ? ['added'] : [])].join(' '),
    description: [...marks, location, subscription].join(' · '),
    icon: icon(extensionUri, 'workspace'),
    spoken: [t('Workspace {0} in {1}, subscription {2}', name, location, subscription), ...marks].join(', '),
  });
}

/** A tenant that has refused says by which code; a click tries again. */
function tenantItem(node: TenantNode): TreeItem {
  const { name, account, failure } = node.tenant;
  const { code } = factsOf(failure);
  const refused = failure.word === 'permissionDenied' && code !== undefined;
  return item(node, name, {
    context: 'tenant',
    description: refused ? t('refused ({0})', code) : t('Sign in…'),
    icon: new ThemeIcon('key'),
    spoken: refused
      ? t('Tenant {0} has refused {1}: {2}', name, account, failure.message)
      : t('Tenant {0} of {1}: sign in to see its workspaces', name, account),
    command: { command: 'azuremlDatastores.signInTenant', title: t('Sign in…'), arguments: [node] },
  });
}

function noMatchItem(node: NoMatchNode): TreeItem {
  const [label, does, command] =
    node.why === 'hidden'
      ? [t('All workspaces are hidden'), t('Show…'), 'azuremlDatastores.showHidden']
      : [t('No workspace matches'), t('Clear Filters'), 'azuremlDatastores.clearFilters'];
  return item(node, label, {
    context: 'noMatch',
    description: does,
    icon: new ThemeIcon('filter'),
    spoken: `${label}. ${does}`,
    command: { command, title: does },
  });
}

/** `signIn` and `identity` where that mends it, `portal` where there is something to look at there, `added` where it can be taken out. */
function failureWords({ failure, parent, added }: FailureNode): string {
  return [
    'failure',
    ...(failure.word === 'unauthenticated' && factsOf(failure).signIn ? ['signIn'] : []),
    ...(parent && parent.kind !== 'workspace' && identityMayHelp(failure) ? ['identity'] : []),
    ...(parent !== undefined || factsOf(failure).resource !== undefined ? ['portal'] : []),
    ...(added ? ['added'] : []),
  ].join(' ');
}

/** A failure in the two words that fit into a row; the sentence follows as far as there is room. */
function heading(failure: Failure): string {
  switch (failure.word) {
    case 'permissionDenied':
      return t('Access denied');
    case 'unauthenticated':
      return factsOf(failure).signIn ? t('Not signed in') : t('Credential refused');
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
    context: abilities(node.datastore).join(' '),
    description: details.join(' · '),
    icon: icon(extensionUri, kind?.type ?? 'unknown'),
    spoken: [
      t('Datastore {0}', name),
      label,
      ...(isDefault ? [t('default')] : []),
      ...(where === '' ? [] : [where]),
    ].join(', '),
  });
}

/** What menus test: `writable` where all of it can be written again, `exportable` where the command line knows the type. */
function abilities({ kind, isDefault }: Datastore): readonly string[] {
  return [
    'datastore',
    ...(kind?.openStorage ? ['browsable'] : []),
    ...(kind ? ['writable'] : []),
    ...(kind?.credentials.some((type) => type !== 'none') ? ['credential'] : []),
    ...(kind?.clients.v2 ? ['exportable'] : []),
    isDefault ? 'default' : 'settable',
  ];
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
