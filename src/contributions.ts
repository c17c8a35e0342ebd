import type { Uri } from 'vscode';
import type { LensKind } from './codelens/lenses.ts';
import type { SignInWish } from './common/failure.ts';
import type { WorkspaceName } from './datastores/uri.ts';
import type { Answers } from './registration/answers.ts';
import type {
  ContainerNode,
  DatastoreNode,
  FailureNode,
  FileNode,
  MoreNode,
  Node,
  OfferNode,
  TenantNode,
  WorkspaceNode,
} from './tree/nodes.ts';
import type { ConflictPolicy } from './transfer/transfer.ts';
import type { Row } from './transfers/rows.ts';

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

/** Given by code, these answer what a user would be asked. */
export interface CopyArguments {
  /** The folder in which the selection lands, or a whole datastore. */
  readonly to: Target;
  readonly conflict?: ConflictPolicy;
  readonly signal?: AbortSignal;
}

/** Given by code, these answer what a user would be asked. */
export interface AzCopyArguments {
  readonly direction: 'upload' | 'download';
  /** The local folder that goes up, or in which the other one lands. */
  readonly local: string;
}

/** A row of the view of transfers, or a transfer's id. */
export type TransferTarget = Row | string;

/** Given by code, these register a datastore without asking anybody. */
export interface RegisterArguments {
  readonly workspace: WorkspaceName;
  /** By field id, as in {@link Answers}. */
  readonly answers: Answers;
  /** The account key, SAS token, client secret, password or PEM text. Kept in memory until it has been written. */
  readonly secret?: string;
  /** Says yes to what a user would be asked: to replace one, to register a retired type, to do without the older service. */
  readonly agreed?: boolean;
  readonly signal?: AbortSignal;
}

/** A line of a document: what a lens stands above. */
export interface LensTarget {
  /** Its URI. */
  readonly document: string;
  /** Counted from 0. */
  readonly line: number;
}

/** Given last, it says that a user has clicked, though the target is a URI: failures are shown, not thrown. */
export const byUser = { by: 'user' } as const;

/** Every command with its arguments. Menus pass the clicked node and the whole selection. */
export interface CommandArguments {
  /** Lets the user choose an account; others stay signed in. Takes no row: the view's title gives it the focused one. */
  'azuremlDatastores.signIn': [];
  /** Signs an account in to one more tenant, or as a failure asks; offers the tenants without either. */
  'azuremlDatastores.signInTenant': [given?: TenantNode | FailureNode | SignInWish];
  /** Reaches the data of a failed datastore as the user, for this session. */
  'azuremlDatastores.useIdentity': [node?: FailureNode | ContainerNode | FileNode];
  /** A workspace by name, or its address in the studio; asks without it. */
  'azuremlDatastores.addWorkspace': [given?: OfferNode | WorkspaceName | string];
  /** Takes away what was added by hand. */
  'azuremlDatastores.removeWorkspace': [node?: WorkspaceNode | FailureNode];
  /** Takes an offer out of the view. */
  'azuremlDatastores.declineOffer': [node?: OfferNode];
  'azuremlDatastores.filterWorkspaces': [text?: string];
  'azuremlDatastores.filterSubscriptions': [ids?: readonly string[]];
  'azuremlDatastores.clearFilters': [];
  'azuremlDatastores.hideWorkspace': [node?: WorkspaceNode, selection?: readonly Node[]];
  'azuremlDatastores.showHidden': [];
  'azuremlDatastores.pinWorkspace': [node?: WorkspaceNode, selection?: readonly Node[]];
  'azuremlDatastores.unpinWorkspace': [node?: WorkspaceNode, selection?: readonly Node[]];
  'azuremlDatastores.openInPortal': [node?: Node];
  /** What is known of a failure, without secrets. */
  'azuremlDatastores.copyDetails': [node?: FailureNode | TenantNode];
  'azuremlDatastores.refresh': [node?: Node];
  'azuremlDatastores.refreshAll': [];
  /** Refreshes what a failure stands for. */
  'azuremlDatastores.retry': [node?: Node];
  'azuremlDatastores.loadMore': [node: MoreNode];
  'azuremlDatastores.setDefault': [target?: Target<DatastoreNode>];
  'azuremlDatastores.unregister': [target?: Target<DatastoreNode>, options?: { confirmed: boolean }];
  'azuremlDatastores.uploadFiles': [target?: Target, options?: readonly Node[] | UploadArguments];
  'azuremlDatastores.uploadFolder': [target?: Target, options?: readonly Node[] | UploadArguments];
  /** `conflict` is not looked at. */
  'azuremlDatastores.uploadChangedFiles': [target?: Target, options?: readonly Node[] | UploadArguments];
  'azuremlDatastores.uploadToDatastore': [
    uri?: Uri,
    uris?: readonly Uri[],
    target?: Target,
    conflict?: ConflictPolicy,
  ];
  'azuremlDatastores.download': [target?: Target, options?: readonly Node[] | DownloadArguments];
  /** `conflict` is not looked at. */
  'azuremlDatastores.downloadChangedFiles': [target?: Target, options?: readonly Node[] | DownloadArguments];
  'azuremlDatastores.copyToDatastore': [target?: Target, options?: readonly Node[] | CopyArguments];
  'azuremlDatastores.pauseTransfer': [target?: TransferTarget, selection?: readonly Row[]];
  /** Goes on with what is paused, and begins anew what an earlier window left unfinished. */
  'azuremlDatastores.resumeTransfer': [target?: TransferTarget, selection?: readonly Row[]];
  'azuremlDatastores.cancelTransfer': [target?: TransferTarget, selection?: readonly Row[]];
  'azuremlDatastores.retryTransfer': [target?: TransferTarget, selection?: readonly Row[]];
  'azuremlDatastores.openTransferReport': [target?: TransferTarget, selection?: readonly Row[]];
  /** Takes one that is over out of the view. */
  'azuremlDatastores.clearTransfer': [target?: TransferTarget, selection?: readonly Row[]];
  'azuremlDatastores.pauseAllTransfers': [];
  'azuremlDatastores.resumeAllTransfers': [];
  'azuremlDatastores.clearFinishedTransfers': [];
  /** Of a transfer, or of a folder that is to be moved; without secrets. */
  'azuremlDatastores.copyAzCopyCommand': [
    target?: Target | Row,
    second?: readonly (Node | Row)[] | AzCopyArguments,
  ];
  'azuremlDatastores.copyUri': [target?: Target, selection?: readonly Node[]];
  'azuremlDatastores.registerDatastore': [given?: WorkspaceNode | RegisterArguments];
  /** The same by keyboard alone, whatever the setting says. */
  'azuremlDatastores.registerWithQuickPicks': [given?: WorkspaceNode];
  /** Of the address or connection string in the clipboard. */
  'azuremlDatastores.registerFromClipboard': [given?: WorkspaceNode];
  'azuremlDatastores.registerFromYaml': [given?: Uri | WorkspaceNode];
  'azuremlDatastores.exportYaml': [target?: Target<DatastoreNode>];
  'azuremlDatastores.editDatastore': [target?: Target<DatastoreNode>];
  'azuremlDatastores.updateCredentials': [target?: Target<DatastoreNode>];
  'azuremlDatastores.duplicateDatastore': [target?: Target<DatastoreNode>];
  /** Inserts code at a lens, or at the cursor; `snippet` is the id of one, which is not asked for then. */
  'azuremlDatastores.insertDataReference': [target?: LensTarget, snippet?: string];
  'azuremlDatastores.insertScriptRunConfig': [target?: LensTarget, snippet?: string];
  /** Inserts code about a row of the view, or at the cursor; it is copied where no file can take it. */
  'azuremlDatastores.insertSnippet': [target?: Target<Node> | LensTarget, snippet?: string];
  'azuremlDatastores.uploadHere': [target?: LensTarget];
  /** `document`: the file in which a short datastore URI stands. */
  'azuremlDatastores.revealInTree': [
    target?: LensTarget | string,
    document?: string | typeof byUser,
    by?: typeof byUser,
  ];
  'azuremlDatastores.moreForLine': [target?: LensTarget];
  'azuremlDatastores.chooseFileWorkspace': [];
  /** Shows a file of a datastore in an editor, to read. */
  'azuremlDatastores.openFile': [target?: Target<FileNode>];
  'azuremlDatastores.showLog': [];
}

export type CommandId = keyof CommandArguments;

export const viewId = 'azuremlDatastores.datastores';

export const transfersViewId = 'azuremlDatastores.transfers';

/** What can be done with any of the transfers now, as words; menus test it. */
export const transfersKey = 'azuremlDatastores.transferAbilities';

/** Why the tree's root is empty; chooses the welcome text. */
export const stateKey = 'azuremlDatastores.state';
export type TreeState = 'ready' | 'signedOut' | 'noWorkspace' | 'unreachable' | 'refused' | 'failed';

/** Whether a filter is on, and whether workspaces are hidden one by one; menus test them. */
export const filteredKey = 'azuremlDatastores.filtered';
export const hiddenKey = 'azuremlDatastores.someHidden';

export const settingsSection = 'azuremlDatastores';
/** The settings below {@link settingsSection}, with their types; package.json has defaults and texts. */
export interface Settings {
  dataAccess: 'auto' | 'datastoreCredential' | 'identity';
  cloud: 'AzureCloud' | 'AzureChinaCloud' | 'AzureUSGovernment' | 'custom';
  customCloud: object;
  authentication: 'vscode' | 'azureCli' | 'environment' | 'managedIdentity';
  pageSize: number;
  conflictPolicy: ConflictPolicy;
  useIgnoreFiles: boolean;
  checksums: boolean;
  registrationForm: 'wizard' | 'quickPicks';
  'codeLens.kinds': readonly LensKind[];
  diagnostics: boolean;
}

/** The settings that choose whom the extension talks to; a change of one means a new connection. */
export const connectionSettings = [
  'cloud',
  'customCloud',
  'authentication',
  'dataAccess',
] as const satisfies (keyof Settings)[];
