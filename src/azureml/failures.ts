import type { PipelineResponse } from '@azure/core-rest-pipeline';
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

/** A sentence for an answer that is not a success; `what` was asked for. */
export function refusal(response: PipelineResponse, body: WireObject, what: string): Failure {
  const error = section(body, 'error');
  const code = deepestCode(error);
  const said = text(error, 'message');
  const word = wordOf(code, said, response.status);
  const cause = new Error(
    `${String(response.status)} ${code}: ${said} (request ${response.headers.get('x-ms-request-id') ?? '-'})`,
  );
  return new Failure(word, sentence(word, what, said, code), { cause });
}

/** A sentence for a request that got no answer. */
export function networkFailure(error: unknown, url: string, what: string): Failure {
  if (isFailure(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return cancelled(error);
  const host = new URL(url).host;
  const code = isObject(error) ? text(error, 'code') : '';
  const reason =
    code === 'ENOTFOUND' || code === 'EAI_AGAIN'
      ? t('its name {0} is not known here (a private endpoint, or no network)', host)
      : code.includes('CERT') || code.includes('SIGNED') || code.includes('SSL')
        ? t('the certificate of {0} is not trusted here', host)
        : t('{0} does not answer', host);
  return new Failure(
    'unavailable',
    t('Could not read or change {0}: {1}. Check the network and the proxy, then try again.', what, reason),
    {
      cause: error,
    },
  );
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

function sentence(word: FailureWord, what: string, said: string, code: string): string {
  const action = /perform action '([^']+)'/.exec(said)?.[1];
  switch (word) {
    case 'permissionDenied':
      return action
        ? t(
            'You may not do this to {0}: your account lacks the permission {1}. Ask an owner of the workspace for a role that has it, such as AzureML Data Scientist.',
            what,
            action,
          )
        : t(
            'Azure refused access to {0} ({1}). Ask an owner for a role on the workspace, such as AzureML Data Scientist.',
            what,
            code,
          );
    case 'unauthenticated':
      return t('Azure did not accept the sign-in for {0} ({1}). Sign in again.', what, code);
    case 'notFound':
      return t('Azure does not find {0}. It may have been deleted or moved; refresh the view.', what);
    case 'throttled':
      return t('Azure asks for a pause before it answers about {0}. Try again in a minute.', what);
    case 'unavailable':
      return t('Azure cannot answer about {0} right now ({1}). Try again in a minute.', what, code);
    default:
      return t('Azure did not accept the request about {0}: {1}', what, said === '' ? code : said);
  }
}
