import type { HttpMethods, PipelineResponse } from '@azure/core-rest-pipeline';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { wishAfter } from '../common/challenge.ts';
import {
  Failure,
  isFailure,
  type FailureFacts,
  type FailureWord,
  type SignInWish,
} from '../common/failure.ts';
import { redact } from '../common/log.ts';
import { tenantOf } from '../common/refusals/controlTexts.ts';
import { refusalFor } from '../common/refusals/index.ts';
import type { ControlRefusal } from '../common/refusals/row.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { isObject, section, text } from '../datastores/wire.ts';

/** What was asked for, in the words of a failure. */
export interface Asked {
  readonly method: HttpMethods;
  /** The thing: `the datastores of workspace “research”`. */
  readonly what: string;
  /** How the sentence begins instead, where the method does not say it. */
  readonly doing?: string | undefined;
  /** What mends a sign-in that is not accepted, as a sentence. */
  readonly signInRemedy: string;
  /** Whose sign-in that is, where the user can sign in anew; absent: what the environment says signs in. */
  readonly signIn?: SignInWish | undefined;
}

/** The beginning of every sentence: `Reading the datastores of workspace “research”`. */
export function doing({ method, what, doing }: Pick<Asked, 'method' | 'what' | 'doing'>): string {
  if (doing !== undefined) return doing;
  if (method === 'DELETE') return t('Removing {0}', what);
  // A POST here asks for something that is not to stand in an address, such as a secret.
  return method === 'GET' || method === 'POST' ? t('Reading {0}', what) : t('Changing {0}', what);
}

/** A sentence for an answer that is not a success. */
export function refusal(response: PipelineResponse, body: WireObject, asked: Asked): Failure {
  const error = section(body, 'error');
  const header = (name: string): string => response.headers.get(name) ?? '';
  const said = redact(text(error, 'message'));
  const answer: ControlRefusal = {
    code: '',
    status: response.status,
    requestId: header('x-ms-request-id') || header('x-ms-correlation-request-id'),
    said,
    doing: doing(asked),
    remedy: asked.signIn && tenantOf(said) ? t('Sign in to that tenant.') : asked.signInRemedy,
  };
  // Azure ML nests codes, the deepest being the most precise; what is not known is told by the one around it.
  const codes = codesOf(error);
  const at = codes.map((code) => ({ ...answer, code })).find((one) => refusalFor('control', one)) ?? {
    ...answer,
    code: codes[0] ?? '',
  };
  const row = refusalFor('control', at);
  const word = row?.word ?? wordOf(at);
  const sentence = row ? row.sentence(at) : general(word, at);
  const cause = new Error(`${at.status} ${codes.join(' in ')}: ${at.said} (request ${at.requestId || '-'})`);
  const mends = row ? row.signIn === true : word === 'unauthenticated';
  const facts = factsOf(at, response, mends ? asked.signIn : undefined);
  return new Failure(word, sentence, { cause, facts });
}

function factsOf(
  { code, status, requestId, said }: ControlRefusal,
  { request, headers }: PipelineResponse,
  signIn: SignInWish | undefined,
): FailureFacts {
  const { host, pathname } = new URL(request.url);
  const resource = resourceIn(pathname);
  return {
    host,
    status,
    ...(code && { code }),
    ...(requestId && { requestId }),
    ...(resource && { resource }),
    ...(signIn && { signIn: wishAfter(signIn, tenantOf(said), headers.get('www-authenticate') ?? '') }),
  };
}

/** The ARM id in an address, of what the portal can show: a workspace, a resource group or a subscription. */
function resourceIn(pathname: string): string | undefined {
  return /\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+(?:\/providers\/[^/]+\/[^/]+\/[^/]+)?)?/i.exec(
    pathname,
  )?.[0];
}

/** A sentence for a request that got no answer; `cancelled` only if the caller has stopped, for time-outs look the same. */
export function networkFailure(error: unknown, url: string, asked: Asked, signal?: AbortSignal): Failure {
  if (signal?.aborted) return cancelled(error);
  if (isFailure(error)) return error;
  const { host } = new URL(url);
  const known = isObject(error) ? text(error, 'code') : '';
  const code = known === '' && isObject(error) ? text(error, 'name') : known;
  const at = { code, doing: doing(asked), host };
  const row = refusalFor('network', at);
  const sentence =
    row?.sentence(at) ??
    t(
      '{0} failed: {1} gave no answer ({2}). Check the network and the proxy, then try again.',
      at.doing,
      host,
      code || '?',
    );
  return new Failure(row?.word ?? 'unavailable', sentence, { cause: error, facts: { code, host } });
}

/** A failure for whatever was thrown: the thing itself if it is one already. */
export function asFailure(error: unknown, asked: Pick<Asked, 'method' | 'what'>): Failure {
  if (isFailure(error)) return error;
  const message = t('{0} failed for a reason that is not known. The log says more.', doing(asked));
  return new Failure('unexpected', message, { cause: error });
}

/** The deepest code first. */
function codesOf(error: WireObject): readonly string[] {
  const code = text(error, 'code');
  if (code === '') return [];
  return [...codesOf(section(error, 'innerError')), code];
}

/** What a status alone tells. */
function wordOf({ status }: ControlRefusal): FailureWord {
  const words: Readonly<Record<number, FailureWord>> = {
    401: 'unauthenticated',
    403: 'permissionDenied',
    404: 'notFound',
    409: 'alreadyExists',
    429: 'throttled',
  };
  if (status >= 500) return 'unavailable';
  return words[status] ?? (status >= 400 ? 'invalidInput' : 'unexpected');
}

/** For codes that nobody has told the meaning of; shows all that helps to find out. */
function general(word: FailureWord, at: ControlRefusal): string {
  const answer = [`HTTP ${at.status}`, at.code].filter(Boolean).join(' ');
  const known = at.requestId === '' ? answer : t('{0}, request {1}', answer, at.requestId);
  switch (word) {
    case 'permissionDenied':
      return t(
        '{0} was refused ({1}). Ask an owner for a role on the workspace, such as AzureML Data Scientist.',
        at.doing,
        known,
      );
    case 'unauthenticated':
      return t('{0} failed: Azure did not accept the sign-in ({1}). {2}', at.doing, known, at.remedy);
    case 'notFound':
      return t(
        '{0} failed: Azure finds nothing there ({1}). It may have been deleted or moved: refresh the view.',
        at.doing,
        known,
      );
    case 'throttled':
      return t(
        '{0} failed: Azure had too many requests in a short time ({1}). Try again in a minute.',
        at.doing,
        known,
      );
    case 'unavailable':
      return t('{0} failed: Azure cannot do it right now ({1}). Try again in a minute.', at.doing, known);
    default: {
      const said = at.said.replace(/[.\s]+$/, '');
      return t(
        '{0} failed: Azure did not accept the request ({1}). Refresh the view, then try again.',
        at.doing,
        said === '' ? known : `${known}: ${said}`,
      );
    }
  }
}
