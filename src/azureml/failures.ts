import type { HttpMethods, PipelineResponse } from '@azure/core-rest-pipeline';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { Failure, isFailure, type FailureWord } from '../common/failure.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { isObject, section, text } from '../datastores/wire.ts';

/** Codes of Azure Resource Manager and Azure ML, as their documentation of common errors lists them. */
const words: Readonly<Record<string, FailureWord>> = {
  AuthorizationFailed: 'permissionDenied',
  LinkedAuthorizationFailed: 'permissionDenied',
  RequestDisallowedByPolicy: 'permissionDenied',
  ScopeLocked: 'permissionDenied',
  AuthenticationFailed: 'unauthenticated',
  ExpiredAuthenticationToken: 'unauthenticated',
  InvalidAuthenticationToken: 'unauthenticated',
  InvalidAuthenticationTokenTenant: 'unauthenticated',
  SubscriptionNotFound: 'notFound',
  ResourceGroupNotFound: 'notFound',
  ResourceNotFound: 'notFound',
  ParentResourceNotFound: 'notFound',
  SubscriptionDisabled: 'permissionDenied',
  Conflict: 'unavailable',
  AnotherOperationInProgress: 'unavailable',
  TooManyRequests: 'throttled',
  RequestThrottled: 'throttled',
  TransientError: 'unavailable',
};

/** Refusals that no role mends. */
const remedies: Readonly<Record<string, () => string>> = {
  RequestDisallowedByPolicy: () =>
    t('An Azure policy forbids it: ask whoever looks after the policies of the subscription.'),
  ScopeLocked: () => t('A lock forbids it: ask an owner of the workspace to take the lock away.'),
  SubscriptionDisabled: () => t('The subscription is disabled: ask its owner to enable it again.'),
};

/** What was asked for, in the words of a failure. */
export interface Asked {
  readonly method: HttpMethods;
  /** The thing: `the datastores of workspace “research”`. */
  readonly what: string;
  /** What mends a sign-in that is not accepted, as a sentence. */
  readonly signInRemedy: string;
}

/** The beginning of every sentence: `Reading the datastores of workspace “research”`. */
export function doing({ method, what }: Pick<Asked, 'method' | 'what'>): string {
  if (method === 'DELETE') return t('Removing {0}', what);
  // A POST here asks for something that is not to stand in an address, such as a secret.
  return method === 'GET' || method === 'POST' ? t('Reading {0}', what) : t('Changing {0}', what);
}

/** A sentence for an answer that is not a success. */
export function refusal(response: PipelineResponse, body: WireObject, asked: Asked): Failure {
  const error = section(body, 'error');
  const code = deepestCode(error);
  const said = text(error, 'message');
  const word = wordOf(code, said, response.status);
  const cause = new Error(
    `${String(response.status)} ${code}: ${said} (request ${response.headers.get('x-ms-request-id') ?? '-'})`,
  );
  return new Failure(word, sentence(word, asked, said, code || `HTTP ${String(response.status)}`), { cause });
}

/** A sentence for a request that got no answer; `cancelled` only if the caller has stopped, for time-outs look the same. */
export function networkFailure(error: unknown, url: string, asked: Asked, signal?: AbortSignal): Failure {
  if (signal?.aborted) return cancelled(error);
  if (isFailure(error)) return error;
  const { host } = new URL(url);
  const code = isObject(error) ? text(error, 'code') : '';
  const what = doing(asked);
  const message =
    code === 'ENOTFOUND' || code === 'EAI_AGAIN'
      ? t(
          '{0} failed: the name {1} is not known here. Check the network and the proxy; behind a private endpoint, connect to its network first.',
          what,
          host,
        )
      : /CERT|SIGNED|SSL/.test(code)
        ? t(
            '{0} failed: the certificate of {1} is not trusted here. If a proxy reads the traffic, have its certificate authority trusted on this computer.',
            what,
            host,
          )
        : t('{0} failed: {1} does not answer. Check the network and the proxy, then try again.', what, host);
  return new Failure('unavailable', message, { cause: error });
}

/** A failure for whatever was thrown: the thing itself if it is one already. */
export function asFailure(error: unknown, asked: Pick<Asked, 'method' | 'what'>): Failure {
  if (isFailure(error)) return error;
  const message = t('{0} failed for a reason that is not known. The log says more.', doing(asked));
  return new Failure('unexpected', message, { cause: error });
}

/** Azure ML nests codes, the deepest being the most precise. */
function deepestCode(error: WireObject): string {
  const inner = section(error, 'innerError');
  return text(inner, 'code') === '' ? text(error, 'code') : deepestCode(inner);
}

function wordOf(code: string, said: string, status: number): FailureWord {
  const known = words[code];
  if (known) return known;
  if (said.startsWith('Could not find')) return 'notFound';
  if (said.includes('already exists')) return 'alreadyExists';
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'permissionDenied';
  if (status === 404) return 'notFound';
  if (status === 409) return 'alreadyExists';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'unavailable';
  return status >= 400 ? 'invalidInput' : 'unexpected';
}

function sentence(word: FailureWord, asked: Asked, said: string, code: string): string {
  const what = doing(asked);
  switch (word) {
    case 'permissionDenied':
      return denied(what, said, code);
    case 'unauthenticated':
      return t('{0} failed: Azure did not accept the sign-in ({1}). {2}', what, code, asked.signInRemedy);
    case 'notFound':
      return t(
        '{0} failed: Azure finds nothing there. It may have been deleted or moved; refresh the view.',
        what,
      );
    case 'throttled':
      return t('{0} failed: Azure had too many requests in a short time. Try again in a minute.', what);
    case 'unavailable':
      return t('{0} failed: Azure cannot do it right now ({1}). Try again in a minute.', what, code);
    default:
      return t(
        '{0} failed: Azure did not accept the request ({1}). Refresh the view, then try again.',
        what,
        said === '' ? code : said.replace(/[.\s]+$/, ''),
      );
  }
}

function denied(what: string, said: string, code: string): string {
  const remedy = remedies[code];
  if (remedy) return t('{0} was refused ({1}). {2}', what, code, remedy());
  const action = /perform action '([^']+)'/.exec(said)?.[1];
  return action === undefined
    ? t(
        '{0} was refused ({1}). Ask an owner for a role on the workspace, such as AzureML Data Scientist.',
        what,
        code,
      )
    : t(
        '{0} was refused: your account lacks the permission {1}. Ask an owner for a role that has it, such as AzureML Data Scientist on the workspace.',
        what,
        action,
      );
}
