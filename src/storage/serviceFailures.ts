import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { Failure, type FailureWord } from '../common/failure.ts';
import { changed, missing, notEmpty, taken, tooShort, wrongKind } from './failures.ts';

/** What a sentence about a service's refusal has to name. */
export interface Place {
  readonly service: 'blob' | 'file' | 'dfs';
  readonly credential: 'accountKey' | 'sas' | 'identity';
  readonly host: string;
  /** Address of the container, share or filesystem. */
  readonly root: string;
  /** Address of the file or folder that was asked for. */
  readonly where: string;
}

type Sentence = (place: Place) => string;

const blobRoles = { reader: 'Storage Blob Data Reader', writer: 'Storage Blob Data Contributor' };
const fileRoles = {
  reader: 'Storage File Data Privileged Reader',
  writer: 'Storage File Data Privileged Contributor',
};
const kinds = {
  blob: { ...blobRoles, root: () => t('container') },
  dfs: { ...blobRoles, root: () => t('filesystem') },
  file: { ...fileRoles, root: () => t('file share') },
};

const role: Sentence = ({ where, root, service, credential }) => {
  const kind = kinds[service];
  if (credential === 'accountKey')
    return t(
      'The account key was refused for {0}, although a key allows everything. Check the firewall, the policies and the locks of the storage account.',
      where,
    );
  if (credential === 'sas')
    return t(
      'The SAS does not allow this with {0}. Use a SAS for the {1} {2} with the permissions read, list, write, create and delete.',
      where,
      kind.root(),
      root,
    );
  const sentence = t(
    'You may not do this with {0}. To read, ask for the role {1} on the {2} {3}; to write, for {4}. A new role takes some minutes.',
    where,
    kind.reader,
    kind.root(),
    root,
    kind.writer,
  );
  return service === 'dfs'
    ? `${sentence} ${t('An access control list on the folder may refuse you, too.')}`
    : sentence;
};
const firewall: Sentence = (place) => {
  const { host, where, credential, service, root } = place;
  const sentence = t(
    '{0} refused this machine ({1}). Allow its network in the firewall of the storage account, or use its private endpoint.',
    host,
    where,
  );
  if (credential === 'accountKey') return sentence;
  if (credential === 'sas')
    return `${sentence} ${t('After that, check that the SAS allows this network and this service.')}`;
  const { reader, writer } = kinds[service];
  return `${sentence} ${t('After that, check that you have the role {0} or {1} on {2}.', reader, writer, root)}`;
};
const signature: Sentence = ({ root, credential }) => {
  if (credential === 'accountKey')
    return t(
      '{0} did not accept the account key: it may have been rotated. Replace it by a current key of the storage account, and check the clock of this machine.',
      root,
    );
  if (credential === 'sas')
    return t(
      '{0} did not accept the SAS: it may have expired or its key been rotated. Replace it by a new SAS, and check the clock of this machine.',
      root,
    );
  return t('{0} did not accept your sign-in. Sign in again, to the tenant of the storage account.', root);
};
const noKeys: Sentence = ({ host, root, service, credential }) =>
  t(
    '{0} allows no access with {1}. Remove it where it is stored, so that your own sign-in is used, with the role {2} or {3} on {4}.',
    host,
    credential === 'sas' ? t('a SAS that its account key signed') : t('its account key'),
    kinds[service].reader,
    kinds[service].writer,
    root,
  );
const noPublic: Sentence = ({ root }) =>
  t('{0} does not allow access without a credential. Sign in, or use a key or SAS.', root);
const disabled: Sentence = ({ host }) =>
  t('The storage account {0} is disabled or may not be used. Check its subscription in the portal.', host);
const limitedSas: Sentence = ({ root }) =>
  t(
    'The SAS for {0} is limited to another network address, protocol, service or kind of resource. Use a new SAS.',
    root,
  );
const noRoot: Sentence = ({ root, service }) =>
  t('The {0} {1} does not exist. Check its name, or make it in the portal.', kinds[service].root(), root);
const goingAway: Sentence = ({ root }) => t('{0} is being deleted. Wait a few minutes and try again.', root);
const leased: Sentence = ({ where }) =>
  t('{0} is leased by another program. Wait until it is done, or break the lease in the portal.', where);
const archived: Sentence = ({ where }) =>
  t('{0} is in the archive tier. Move it to another tier in the portal first.', where);
const immutable: Sentence = ({ where }) =>
  t('{0} is protected by an immutability policy or a legal hold and cannot be changed.', where);
const inUse: Sentence = ({ where }) =>
  t('{0} is open in another program. Close it there and try again.', where);
const notHere: Sentence = ({ where, host }) =>
  t(
    '{0} does not support this for {1}. Check that the storage account is of the kind that it is opened as: Data Lake needs a hierarchical namespace.',
    host,
    where,
  );
const badName: Sentence = ({ where }) =>
  t('{0} is a name that the service does not allow. Choose another one.', where);
const busy: Sentence = ({ host }) =>
  t('{0} is busy and asked to wait. Try again later, or move fewer files at a time.', host);
const down: Sentence = ({ host, where }) =>
  t('{0} could not answer for {1} now. Try again later.', host, where);
const corrupted: Sentence = ({ where }) => t('{0} was damaged on its way. Try again.', where);
const noHost: Sentence = ({ host }) =>
  t(
    '{0} was not found. Check the name and your connection; with a private endpoint, connect to its network first.',
    host,
  );
const noAnswer: Sentence = ({ host }) =>
  t('{0} does not answer. Check your connection, proxy and firewall, and try again.', host);
const noTrust: Sentence = ({ host }) =>
  t(
    'The certificate of {0} is not trusted. Behind a proxy, add its certificate authority to the system or to NODE_EXTRA_CA_CERTS.',
    host,
  );

/** The codes of `x-ms-error-code` and of Node that have a remedy of their own. */
const codes = new Map<string, readonly [FailureWord, Sentence]>();
function say(word: FailureWord, sentence: Sentence, ...names: string[]): void {
  for (const name of names) codes.set(name, [word, sentence]);
}
say('permissionDenied', role, 'AuthorizationPermissionMismatch', 'InsufficientAccountPermissions');
say('permissionDenied', firewall, 'AuthorizationFailure');
say(
  'unauthenticated',
  signature,
  'AuthenticationFailed',
  'InvalidAuthenticationInfo',
  'NoAuthenticationInformation',
);
say('permissionDenied', noKeys, 'KeyBasedAuthenticationNotPermitted');
say('unauthenticated', noPublic, 'PublicAccessNotPermitted');
say('permissionDenied', disabled, 'AccountIsDisabled', 'ContainerDisabled', 'ShareDisabled');
say('permissionDenied', limitedSas, 'AuthorizationSourceIPMismatch', 'AuthorizationProtocolMismatch');
say('permissionDenied', limitedSas, 'AuthorizationServiceMismatch', 'AuthorizationResourceTypeMismatch');
say('notFound', noRoot, 'ContainerNotFound', 'FilesystemNotFound', 'ShareNotFound');
say('unavailable', goingAway, 'ContainerBeingDeleted', 'FilesystemBeingDeleted', 'ShareBeingDeleted');
say('unavailable', leased, 'LeaseIdMissing', 'LeaseNotPresentWithBlobOperation', 'LeaseLost');
say('unsupported', archived, 'BlobArchived', 'BlobBeingRehydrated');
say(
  'permissionDenied',
  immutable,
  'BlobImmutableDueToPolicy',
  'BlobImmutableDueToLegalHold',
  'ContainerImmutabilityPolicyLocked',
);
say(
  'unavailable',
  inUse,
  'DeletePending',
  'FileLockConflict',
  'SharingViolation',
  'CannotDeleteFileOrDirectory',
);
say(
  'unsupported',
  notHere,
  'UnsupportedHeader',
  'UnsupportedQueryParameter',
  'UnsupportedRestVersion',
  'UnsupportedHttpVerb',
);
say(
  'unsupported',
  notHere,
  'FeatureVersionMismatch',
  'HierarchicalNamespaceNotEnabled',
  'EndpointUnsupportedAccountFeatures',
);
say('invalidInput', badName, 'InvalidResourceName', 'InvalidUri', 'OutOfRangeInput', 'InvalidSourceUri');
say('throttled', busy, 'ServerBusy', 'AccountThrottled', 'TooManyRequests');
say('unavailable', down, 'OperationTimedOut', 'InternalError');
say('unavailable', corrupted, 'Md5Mismatch', 'Crc64Mismatch');
say('unavailable', noHost, 'ENOTFOUND', 'EAI_AGAIN');
say(
  'unavailable',
  noAnswer,
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'REQUEST_SEND_ERROR',
);
say(
  'unavailable',
  noTrust,
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
);
say(
  'unavailable',
  noTrust,
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
);

/** The codes whose sentence is the same for every storage, local ones too. */
const common: Readonly<Record<string, (where: string, cause: unknown) => Failure>> = {
  ...Object.fromEntries(
    [
      'BlobNotFound',
      'PathNotFound',
      'ResourceNotFound',
      'ParentNotFound',
      'SourcePathNotFound',
      'RenameDestinationParentPathNotFound',
    ].map((code) => [code, missing]),
  ),
  ...Object.fromEntries(
    ['BlobAlreadyExists', 'PathAlreadyExists', 'ResourceAlreadyExists'].map((code) => [code, taken]),
  ),
  ...Object.fromEntries(
    ['PathConflict', 'ResourceTypeMismatch', 'InvalidBlobType'].map((code) => [code, wrongKind]),
  ),
  ...Object.fromEntries(
    ['ConditionNotMet', 'TargetConditionNotMet', 'SourceConditionNotMet'].map((code) => [code, changed]),
  ),
  DirectoryNotEmpty: notEmpty,
  InvalidRange: tooShort,
};

const byStatus: Readonly<Record<number, readonly [FailureWord, Sentence]>> = {
  401: ['unauthenticated', signature],
  403: ['permissionDenied', role],
  429: ['throttled', busy],
  500: ['unavailable', down],
  502: ['unavailable', down],
  503: ['throttled', busy],
  504: ['unavailable', down],
};

interface ServiceError {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly response?: { readonly headers: { get(name: string): string | undefined } };
}

/** The service's own word for what went wrong, else Node's; `''` when there is none. */
export function codeOf(error: unknown): string {
  const { code, response } = (error ?? {}) as ServiceError;
  return response?.headers.get('x-ms-error-code') ?? code ?? '';
}

export function statusOf(error: unknown): number | undefined {
  return ((error ?? {}) as ServiceError).statusCode;
}

/** The failure word and sentence for an error of an Azure SDK. `signal` tells a user's stop from a lost connection. */
export function serviceFailure(error: unknown, place: Place, signal?: AbortSignal): Failure {
  if (signal?.aborted) return cancelled(error);
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  const status = statusOf(error) ?? 0;
  const shared = common[code];
  if (shared) return shared(place.where, error);
  const { name = '' } = (error ?? {}) as ServiceError;
  if (/^(?:Authentication|CredentialUnavailable|AggregateAuthentication)/.test(name))
    return fail('unauthenticated', signature, place, error);
  if (name === 'AbortError') return fail('unavailable', noAnswer, place, error);
  const known = codes.get(code) ?? byStatus[status];
  if (known) return fail(known[0], known[1], place, error);
  if (status === 404) return missing(place.where, error);
  if (status === 409) return taken(place.where, error);
  if (status === 412) return changed(place.where, error);
  const sentence = t(
    '{0} could not be used ({1}). The log has the details.',
    place.where,
    code || String(status || name),
  );
  return new Failure('unexpected', sentence, { cause: error });
}

function fail(word: FailureWord, sentence: Sentence, place: Place, cause: unknown): Failure {
  return new Failure(word, sentence(place), { cause });
}
