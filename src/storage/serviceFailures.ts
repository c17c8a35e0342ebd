import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { wishAfter } from '../common/challenge.ts';
import { Failure, type FailureFacts, type FailureWord, type SignInWish } from '../common/failure.ts';
import { redact } from '../common/log.ts';
import { refusalFor } from '../common/refusals/index.ts';
import type { StorageRefusal } from '../common/refusals/row.ts';
import { privateNameOf } from '../common/refusals/storageAccess.ts';
import { needsOf } from './sasNeeds.ts';

/** What a sentence about a service's refusal has to name. */
export interface Place extends Pick<
  StorageRefusal,
  'service' | 'credential' | 'host' | 'account' | 'root' | 'where' | 'sas'
> {
  /** The sign-in that the requests carry, if it is the user's; absent: a new one does not mend a refusal. */
  readonly signIn?: SignInWish;
}

interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly details?: unknown;
  readonly request?: { readonly method: string; readonly url: string };
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
  const at = refusalOf(error, place);
  const row = refusalFor('storage', at);
  const word = row?.word ?? wordOf(at.status);
  if (word === undefined) return networkFailure(error, at) ?? unknownFailure(error, at);
  const mends = row ? row.signIn === true : word === 'unauthenticated';
  const facts = factsOf(error, at, mends ? place.signIn : undefined);
  return new Failure(word, row ? row.sentence(at) : general(word, at), { cause: error, facts });
}

function refusalOf(error: unknown, place: Place): StorageRefusal {
  const { message = '', request, response, details } = (error ?? {}) as ServiceError;
  const header = (name: string): string => response?.headers.get(name) ?? '';
  const date = Date.parse(header('date'));
  return {
    ...place,
    code: codeOf(error),
    status: statusOf(error) ?? 0,
    requestId: header('x-ms-request-id'),
    said: redact(message),
    detail: detailOf(details),
    skew: Number.isNaN(date) ? 0 : Date.now() - date,
    tenantId: /authorization_uri="?https:\/\/[^/]+\/([^/"]+)\//.exec(header('www-authenticate'))?.[1] ?? '',
    needs: request ? needsOf(request.method, request.url) : [],
  };
}

/** `AuthenticationErrorDetail`, which Blob and Files put beside the message and Data Lake below it. */
function detailOf(details: unknown): string {
  const { authenticationErrorDetail, AuthenticationErrorDetail, error, detail } = (details ?? {}) as Record<
    string,
    unknown
  >;
  const own = authenticationErrorDetail ?? AuthenticationErrorDetail;
  if (typeof own === 'string') return redact(own);
  const below = error ?? detail;
  return typeof below === 'object' ? detailOf(below) : '';
}

function factsOf(error: unknown, at: StorageRefusal, signIn: SignInWish | undefined): FailureFacts {
  const { code, status, requestId, host, tenantId } = at;
  const challenge = ((error ?? {}) as ServiceError).response?.headers.get('www-authenticate') ?? '';
  return {
    host,
    ...(code && { code }),
    ...(status && { status }),
    ...(requestId && { requestId }),
    ...(signIn && { signIn: wishAfter(signIn, tenantId, challenge) }),
  };
}

/** A status alone tells this much; 0 and the like tell nothing. */
function wordOf(status: number): FailureWord | undefined {
  const words: Readonly<Record<number, FailureWord>> = {
    401: 'unauthenticated',
    403: 'permissionDenied',
    404: 'notFound',
    409: 'alreadyExists',
    412: 'alreadyExists',
    429: 'throttled',
    503: 'throttled',
  };
  return words[status] ?? (status >= 500 ? 'unavailable' : undefined);
}

/** What stands in brackets where nobody has told what a code means: all that helps to find out. */
function known({ status, code, requestId }: StorageRefusal): string {
  const answer = [`HTTP ${status}`, code].filter(Boolean).join(' ');
  return requestId === '' ? answer : t('{0}, request {1}', answer, requestId);
}

function general(word: FailureWord, at: StorageRefusal): string {
  const { where, host } = at;
  switch (word) {
    case 'unauthenticated':
      return t(
        '{0} did not accept the credential for {1} ({2}). Sign in again, or replace the datastore’s credential.',
        host,
        where,
        known(at),
      );
    case 'permissionDenied':
      return t(
        '{0} refused {1} ({2}). Check the firewall of the storage account and your role on it.',
        host,
        where,
        known(at),
      );
    case 'notFound':
      return t('{0} was not found ({1}). Refresh the list, or check the name.', where, known(at));
    case 'alreadyExists':
      return t(
        '{0} is not in a state that allows this ({1}). Refresh the list, then try again.',
        where,
        known(at),
      );
    case 'throttled':
      return t(
        '{0} is busy and asked to wait ({1}). Try again in a minute, or move fewer files at a time.',
        host,
        known(at),
      );
    default:
      return t('{0} could not answer for {1} now ({2}). Try again in a minute.', host, where, known(at));
  }
}

/** For an error without an answer of the service. */
function networkFailure(error: unknown, { code, host, where }: StorageRefusal): Failure | undefined {
  const { name = '' } = (error ?? {}) as ServiceError;
  const at = {
    code: name === 'AbortError' ? name : code,
    doing: t('Reaching {0}', where),
    host,
    privateName: privateNameOf(host),
  };
  const row = refusalFor('network', at);
  return row && new Failure(row.word, row.sentence(at), { cause: error, facts: { code: at.code, host } });
}

function unknownFailure(error: unknown, at: StorageRefusal): Failure {
  const { name = '' } = (error ?? {}) as ServiceError;
  // What the libraries of the sign-in throw has their names and no status.
  if (/^(?:Authentication|CredentialUnavailable|AggregateAuthentication)/.test(name))
    return new Failure(
      'unauthenticated',
      t('The sign-in for {0} gave no token ({1}). Sign in again; the log has the details.', at.where, name),
      { cause: error, facts: { code: name, host: at.host } },
    );
  const what = at.status === 0 ? at.code || name : known(at);
  return new Failure(
    'unexpected',
    t('{0} could not be used ({1}). The log has the details.', at.where, what || '?'),
    { cause: error, facts: factsOf(error, at, undefined) },
  );
}
