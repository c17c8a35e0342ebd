import type { Failure } from '../common/failure.ts';
import type { LockedTenant, Workspace } from '../azureml/workspaces.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { parentOf, root, type FolderPath } from '../storage/path.ts';
import type { FileEntry, FolderEntry, OtherEntry } from '../storage/storage.ts';
import { keyOf } from '../azureml/workspaceReference.ts';

export interface WorkspaceNode {
  readonly kind: 'workspace';
  readonly workspace: Workspace;
  readonly pinned?: boolean;
  /** Added by hand, and not among those that the account lists. */
  readonly added?: boolean;
}

export interface DatastoreNode {
  readonly kind: 'datastore';
  readonly workspace: Workspace;
  readonly datastore: Datastore;
}

export interface FolderNode {
  readonly kind: 'folder';
  readonly workspace: Workspace;
  readonly datastore: Datastore;
  readonly entry: FolderEntry;
}

export interface FileNode {
  readonly kind: 'file';
  readonly workspace: Workspace;
  readonly datastore: Datastore;
  readonly entry: FileEntry;
}

/** The rest of a long folder. */
export interface MoreNode {
  readonly kind: 'more';
  readonly parent: DatastoreNode | FolderNode;
  readonly shown: number;
}

/** What stands in place of members that could not be listed, or beside those that could. */
export interface FailureNode {
  readonly kind: 'failure';
  /** Absent: workspaces that could not be listed. */
  readonly parent?: ParentNode;
  /** The workspace that was added by hand and could not be read. */
  readonly added?: WorkspaceName;
  readonly failure: Failure;
}

/** A tenant that waits for a sign-in of its own. */
export interface TenantNode {
  readonly kind: 'tenant';
  readonly tenant: LockedTenant;
}

/** A workspace that a file in the opened folders names and the list lacks. */
export interface OfferNode {
  readonly kind: 'offer';
  readonly name: WorkspaceName;
  /** The file, relative to its workspace folder. */
  readonly file: string;
}

/** Says that there are workspaces and why none is to be seen. */
export interface NoMatchNode {
  readonly kind: 'noMatch';
  readonly why: 'filtered' | 'hidden';
}

/** Says that a folder holds nothing. */
export interface EmptyNode {
  readonly kind: 'empty';
  readonly parent: ParentNode;
}

export type ParentNode = WorkspaceNode | DatastoreNode | FolderNode;
/** What has files in it. */
export type ContainerNode = DatastoreNode | FolderNode;
export type PlaceNode = ContainerNode | FileNode;
export type Node =
  ParentNode | FileNode | MoreNode | FailureNode | EmptyNode | TenantNode | OfferNode | NoMatchNode;

/** Whether a node can have others below it. */
export function isParent(node: Node): node is ParentNode {
  return node.kind === 'workspace' || node.kind === 'datastore' || node.kind === 'folder';
}

/** Whether a node stands for a place in a datastore: all of it, a folder or a file. */
export function isPlace(node: Node): node is PlaceNode {
  return node.kind === 'datastore' || node.kind === 'folder' || node.kind === 'file';
}

/** A place's path in its storage, `''` for the datastore itself. */
export function pathOf(node: PlaceNode): string {
  return node.kind === 'datastore' ? root : node.entry.path;
}

/** Stable over refreshes and windows, and free of secrets. */
export function nodeId(node: Node): string {
  switch (node.kind) {
    case 'workspace':
      return node.workspace.id;
    case 'datastore':
      return `${node.workspace.id}/${node.datastore.name}`;
    case 'folder':
      return `${node.workspace.id}/${node.datastore.name}/folder:${node.entry.path}`;
    case 'file':
      return `${node.workspace.id}/${node.datastore.name}/file:${node.entry.path}`;
    case 'failure':
      if (node.added) return `#missing:${keyOf(node.added)}`;
      return `${node.parent ? nodeId(node.parent) : ''}#failure:${node.failure.message}`;
    case 'tenant':
      return `#tenant:${node.tenant.via.account}/${node.tenant.via.tenantId}`;
    case 'offer':
      return `#offer:${keyOf(node.name)}`;
    case 'noMatch':
      return `#noMatch`;
    case 'more':
    case 'empty':
      return `${nodeId(node.parent)}#${node.kind}`;
  }
}

export function parentNode(node: Node): ParentNode | undefined {
  switch (node.kind) {
    case 'workspace':
    case 'tenant':
    case 'offer':
    case 'noMatch':
      return undefined;
    case 'datastore':
      return { kind: 'workspace', workspace: node.workspace };
    case 'folder':
    case 'file':
      return containerNode(node.workspace, node.datastore, parentOf(node.entry.path));
    case 'more':
    case 'failure':
    case 'empty':
      return node.parent;
  }
}

/** The datastore itself for its root, else the folder. */
export function containerNode(workspace: Workspace, datastore: Datastore, path: FolderPath): ContainerNode {
  if (path === root) return { kind: 'datastore', workspace, datastore };
  const name = path.slice(parentOf(path).length, -1);
  return { kind: 'folder', workspace, datastore, entry: { kind: 'folder', path, name } };
}

/** Where a container's members lie in its storage. */
export function folderPath(node: ContainerNode): FolderPath {
  return node.kind === 'folder' ? node.entry.path : root;
}

/** A listing's member as a node; links and the like exist on local disks only. */
export function entryNode(parent: ContainerNode, entry: FolderEntry | FileEntry): FolderNode | FileNode {
  const { workspace, datastore } = parent;
  return entry.kind === 'folder'
    ? { kind: 'folder', workspace, datastore, entry }
    : { kind: 'file', workspace, datastore, entry };
}

export function isNodeEntry(entry: FolderEntry | FileEntry | OtherEntry): entry is FolderEntry | FileEntry {
  return entry.kind !== 'other';
}
