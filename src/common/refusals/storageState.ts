import { t } from '@vscode/l10n';
import { rowsOf, sources, type StorageRefusal } from './row.ts';
import { rootOf } from './storagePlace.ts';

type Sentence = (at: StorageRefusal) => string;
type Where = Pick<StorageRefusal, 'where'>;

export const notThere = ({ where }: Where): string =>
  t('{0} does not exist. Refresh the list, or check the name.', where);
export const alreadyThere = ({ where }: Where): string =>
  t('{0} already exists, and nothing was replaced. Choose another name, or let it be replaced.', where);
export const inTheWay = ({ where }: Where): string =>
  t('{0} is in the way: a file and a folder cannot have one name. Rename or remove it first.', where);
export const hasChanged = ({ where }: Where): string =>
  t('{0} has changed since it was looked at. Try again.', where);
export const holdsSomething = ({ where }: Where): string =>
  t('The folder {0} is not empty. Remove what it holds first.', where);
export const endedEarly = ({ where }: Where): string =>
  t('{0} ended before all of its bytes had come. Try again.', where);
export const damaged = ({ where }: Where): string => t('{0} was damaged on its way. Try again.', where);

const noRoot: Sentence = (at) =>
  t('Account {0} has no {1}. Check the name, or make it in the portal.', at.account, rootOf(at));
const goingAway: Sentence = (at) =>
  t('Account {0} is deleting {1}. Wait a few minutes, then try again.', at.account, rootOf(at));
const rootDisabled: Sentence = (at) =>
  t(
    'An administrator of account {0} has disabled {1}. Ask the owner of the storage account to enable it.',
    at.account,
    rootOf(at),
  );
const leased: Sentence = ({ where }) =>
  t('{0} is leased by another program. Wait until it is done, or break the lease in the portal.', where);
const archived: Sentence = ({ where }) =>
  t('{0} is in the archive tier. Move it to another tier in the portal first.', where);
const rehydrating: Sentence = ({ where }) =>
  t('{0} is on its way out of the archive tier, which takes hours. Try again when it is done.', where);
const immutable: Sentence = ({ where }) =>
  t(
    '{0} is protected by an immutability policy and cannot be changed or deleted before the policy ends. Use another name.',
    where,
  );
const legalHold: Sentence = ({ where }) =>
  t(
    '{0} is protected by a legal hold and cannot be changed or deleted. Use another name, or ask the owner of the container to clear the hold.',
    where,
  );
const inUse: Sentence = ({ where }) =>
  t('{0} is open in another program. Close it there and try again.', where);
const notHere: Sentence = (at) =>
  t(
    '{0} does not support this for {1}. Check that the storage account is of the kind that it is opened as: Data Lake needs a hierarchical namespace.',
    at.host,
    at.where,
  );
const flat: Sentence = ({ account, root }) =>
  t(
    'Account {0} has no hierarchical namespace, which Data Lake needs. Register {1} as a datastore on Azure Blob Storage instead.',
    account,
    root,
  );
const softDelete: Sentence = ({ account, root, said }) => {
  const feature = /does not support ([^.]+)/.exec(said)?.[1];
  return t(
    'Account {0} has no hierarchical namespace but a feature that Data Lake does not go with ({1}). Register {2} as a datastore on Azure Blob Storage instead, or have the feature switched off.',
    account,
    feature ?? t('soft delete or blob events'),
    root,
  );
};
const readOnly: Sentence = ({ where }) =>
  t(
    '{0} is marked read-only on the file share. Take the mark away where the share is mounted, then try again.',
    where,
  );
const badName: Sentence = ({ where }) =>
  t('{0} is a name that the service does not allow. Choose another one.', where);
const busy: Sentence = ({ host }) =>
  t('{0} is busy and asked to wait. Try again in a minute, or move fewer files at a time.', host);
const down: Sentence = ({ host, where }) =>
  t('{0} could not answer for {1} now. Try again in a minute.', host, where);
const both = (one: string, other: string): string => `${one}; ${other}`;

/** What is there, and whether it may be touched at this time. */
export const stateRows = rowsOf('storage', [
  {
    codes: ['BlobNotFound', 'ResourceNotFound'],
    word: 'notFound',
    sentence: notThere,
    source: both(sources.azurite, sources.blob),
    evidence: 'seen',
  },
  {
    codes: ['PathNotFound', 'SourcePathNotFound', 'RenameDestinationParentPathNotFound', 'ParentNotFound'],
    word: 'notFound',
    sentence: notThere,
    source: both(sources.lake, sources.files),
    evidence: 'documented',
  },
  {
    codes: ['ContainerNotFound', 'FilesystemNotFound', 'ShareNotFound'],
    word: 'notFound',
    sentence: noRoot,
    source: both(sources.azurite, sources.lake),
    evidence: 'seen',
  },
  {
    codes: ['BlobAlreadyExists', 'PathAlreadyExists', 'ResourceAlreadyExists'],
    word: 'alreadyExists',
    sentence: alreadyThere,
    source: both(sources.azurite, sources.lake),
    evidence: 'seen',
  },
  {
    codes: ['PathConflict', 'ResourceTypeMismatch', 'InvalidBlobType'],
    word: 'alreadyExists',
    sentence: inTheWay,
    source: both(sources.azurite, sources.files),
    evidence: 'seen',
  },
  {
    codes: ['ConditionNotMet', 'TargetConditionNotMet', 'SourceConditionNotMet'],
    word: 'alreadyExists',
    sentence: hasChanged,
    source: both(sources.azurite, sources.common),
    evidence: 'seen',
  },
  {
    codes: ['DirectoryNotEmpty'],
    word: 'invalidInput',
    sentence: holdsSomething,
    source: both(sources.lake, sources.files),
    evidence: 'documented',
  },
  {
    codes: ['InvalidRange'],
    word: 'unavailable',
    sentence: endedEarly,
    source: both(sources.azurite, sources.common),
    evidence: 'seen',
  },
  {
    codes: ['ContainerBeingDeleted', 'FilesystemBeingDeleted', 'ShareBeingDeleted'],
    word: 'unavailable',
    sentence: goingAway,
    source: both(sources.blob, sources.lake),
    evidence: 'documented',
  },
  {
    codes: ['ContainerDisabled', 'ShareDisabled'],
    word: 'permissionDenied',
    sentence: rootDisabled,
    source: sources.blob,
    evidence: 'documented',
  },
  {
    codes: ['LeaseIdMissing', 'LeaseNotPresentWithBlobOperation', 'LeaseLost'],
    word: 'unavailable',
    sentence: leased,
    source: both(sources.azurite, sources.blobSdk),
    evidence: 'seen',
  },
  {
    codes: ['BlobArchived'],
    word: 'unsupported',
    sentence: archived,
    source: both(sources.azurite, sources.blobSdk),
    evidence: 'seen',
  },
  {
    codes: ['BlobBeingRehydrated'],
    word: 'unsupported',
    sentence: rehydrating,
    source: sources.blobSdk,
    evidence: 'documented',
  },
  {
    codes: ['BlobImmutableDueToPolicy', 'ContainerImmutabilityPolicyLocked'],
    word: 'permissionDenied',
    sentence: immutable,
    source: sources.blob,
    evidence: 'documented',
  },
  {
    codes: ['BlobImmutableDueToLegalHold', 'ContainerHasLegalHold'],
    word: 'permissionDenied',
    sentence: legalHold,
    source: sources.blob,
    evidence: 'documented',
  },
  {
    codes: ['DeletePending', 'FileLockConflict', 'SharingViolation', 'CannotDeleteFileOrDirectory'],
    word: 'unavailable',
    sentence: inUse,
    source: sources.files,
    evidence: 'documented',
  },
  {
    codes: ['ReadOnlyAttribute'],
    word: 'permissionDenied',
    sentence: readOnly,
    source: sources.files,
    evidence: 'documented',
  },
  {
    codes: [
      'UnsupportedHeader',
      'UnsupportedQueryParameter',
      'UnsupportedRestVersion',
      'UnsupportedHttpVerb',
      'FeatureVersionMismatch',
    ],
    word: 'unsupported',
    sentence: notHere,
    source: both(sources.lake, sources.common),
    evidence: 'documented',
  },
  {
    codes: ['HierarchicalNamespaceNotEnabled'],
    word: 'unsupported',
    sentence: flat,
    source: 'apache/arrow: azurefs',
    evidence: 'seen',
  },
  {
    codes: ['EndpointUnsupportedAccountFeatures'],
    word: 'unsupported',
    sentence: softDelete,
    source: 'Learn: Soft delete for blobs',
    evidence: 'documented',
  },
  {
    codes: ['InvalidResourceName', 'InvalidUri', 'OutOfRangeInput', 'InvalidSourceUri'],
    word: 'invalidInput',
    sentence: badName,
    source: both(sources.azurite, sources.common),
    evidence: 'seen',
  },
  {
    codes: ['ServerBusy'],
    word: 'throttled',
    sentence: busy,
    source: sources.common,
    evidence: 'documented',
  },
  {
    codes: ['OperationTimedOut', 'InternalError'],
    word: 'unavailable',
    sentence: down,
    source: sources.common,
    evidence: 'documented',
  },
  {
    codes: ['Md5Mismatch', 'Crc64Mismatch'],
    word: 'unavailable',
    sentence: damaged,
    source: both(sources.azurite, '@azure/storage-blob: recorded tests'),
    evidence: 'seen',
  },
]);
