import type { Uri } from 'vscode';
import type { ContainerNode, DatastoreNode, FileNode, MoreNode, Node } from './tree/nodes.ts';
import type { ConflictPolicy } from './transfer/transfer.ts';

/** A node of the tree, or a long datastore URI (`azureml://subscriptions/…/datastores/<name>/paths/<path>`). */
export type Target<N extends Node = ContainerNode | FileNode> = N | string;

/** Given by code, these answer what a user would be asked. */
export interface UploadArguments {
  /** Local paths of files and folders. */
  readonly from: readonly string[];
  readonly conflict?: ConflictPolicy;
  readonly signal?: AbortSignal;
}

export interface DownloadArguments {
  /** The local folder in which the selection lands. */
  readonly to: string;
  readonly conflict?: ConflictPolicy;
  readonly signal?: AbortSignal;
}

/** Every command with its arguments. Menus pass the clicked node and the whole selection. */
export interface CommandArguments {
  'azuremlDatastores.signIn': [];
  'azuremlDatastores.refresh': [node?: Node];
  'azuremlDatastores.refreshAll': [];
  /** Refreshes what a failure stands for. */
  'azuremlDatastores.retry': [node?: Node];
  'azuremlDatastores.loadMore': [node: MoreNode];
  'azuremlDatastores.setDefault': [target?: Target<DatastoreNode>];
  'azuremlDatastores.unregister': [target?: Target<DatastoreNode>, options?: { confirmed: boolean }];
  'azuremlDatastores.uploadFiles': [target?: Target, options?: readonly Node[] | UploadArguments];
  'azuremlDatastores.uploadFolder': [target?: Target, options?: readonly Node[] | UploadArguments];
  'azuremlDatastores.uploadToDatastore': [
    uri?: Uri,
    uris?: readonly Uri[],
    target?: Target,
    conflict?: ConflictPolicy,
  ];
  'azuremlDatastores.download': [target?: Target, options?: readonly Node[] | DownloadArguments];
  'azuremlDatastores.copyUri': [target?: Target];
  'azuremlDatastores.showLog': [];
}

export type CommandId = keyof CommandArguments;

export const viewId = 'azuremlDatastores.datastores';

/** Why the tree's root is empty; chooses the welcome text. */
export const stateKey = 'azuremlDatastores.state';
export type TreeState = 'ready' | 'signedOut' | 'noWorkspace' | 'unreachable' | 'refused' | 'failed';

export const settingsSection = 'azuremlDatastores';
/** The settings below {@link settingsSection}, with their types; package.json has defaults and texts. */
export interface Settings {
  cloud: 'AzureCloud' | 'AzureChinaCloud' | 'AzureUSGovernment' | 'custom';
  customCloud: object;
  authentication: 'vscode' | 'environment';
  pageSize: number;
  conflictPolicy: ConflictPolicy;
}

/** The settings that choose whom the extension talks to; a change of one means a new connection. */
export const connectionSettings = [
  'cloud',
  'customCloud',
  'authentication',
] as const satisfies (keyof Settings)[];
