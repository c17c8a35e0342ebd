import { t } from '@vscode/l10n';
import { cancelled } from './abort.ts';
import { Failure, isFailure, type SignInWish } from './failure.ts';
import { redact } from './log.ts';
import { refusalFor } from './refusals/index.ts';

/** Who signs in, in the words of a failure. */
export interface SigningIn {
  /** As it stands within a sentence: `the service principal 1234 of datastore “images”`. */
  readonly who: string;
  /** What mends the sign-in when nothing better is known, as a sentence. */
  readonly remedy: string;
  /** Whose sign-in it is, where the user can sign in anew. */
  readonly signIn?: SignInWish;
}

/** Node's codes within the messages of the sign-in libraries, which hide their causes. */
const nodeCodes =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_\w+)\b/;

/** Node's errors do not all have their code in their message. */
function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `${error.message} ${code}` : error.message;
}

/** Whether an error says why there is no token: by a code of Microsoft Entra's or of Node's. */
export function saysWhy(error: unknown): boolean {
  const said = saidBy(error);
  return /AADSTS\d/.test(said) || nodeCodes.test(said);
}

/**
 * A sentence for a token that Microsoft Entra did not give; `cancelled` only if the caller has stopped, for time-outs
 * look the same.
 */
export function signInFailure(
  error: unknown,
  signal: { readonly aborted: boolean } | undefined,
  { who, remedy, signIn }: SigningIn,
): Failure {
  if (signal?.aborted) return cancelled(error);
  if (isFailure(error)) return error;
  const name = error instanceof Error ? error.name : '';
  const said = redact(saidBy(error));
  const code = /AADSTS\d+/.exec(said)?.[0];
  if (code === undefined) return unanswered(error, said, name, { who, remedy });
  const requestId = /Trace ID: ([\w-]+)/.exec(said)?.[1] ?? '';
  const at = { code, status: 0, requestId, said, who, remedy };
  const row = refusalFor('entra', at);
  const known = requestId === '' ? code : t('{0}, request {1}', code, requestId);
  const sentence = row?.sentence(at) ?? t('Microsoft Entra refused {0} ({1}). {2}', who, known, remedy);
  const mends = row ? row.signIn === true : true;
  return new Failure(row?.word ?? 'unauthenticated', sentence, {
    cause: error,
    facts: { code, ...(requestId && { requestId }), ...(signIn && mends && { signIn }) },
  });
}

/** For an error that names no code of Entra's: it was not reached, or somebody else has refused. */
function unanswered(error: unknown, said: string, name: string, { who, remedy }: SigningIn): Failure {
  const code = name === 'AbortError' ? name : nodeCodes.exec(said)?.[1];
  if (code === undefined)
    return new Failure(
      'unauthenticated',
      t('The sign-in of {0} gave no token ({1}). {2}', who, name || t('no reason given'), remedy),
      { cause: error, facts: name ? { code: name } : {} },
    );
  const host = /https:\/\/([\w.-]+)|(?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/.exec(said)?.slice(1).find(Boolean);
  const at = { code, doing: t('Signing in'), host: host ?? 'Microsoft Entra' };
  const row = refusalFor('network', at);
  const sentence =
    row?.sentence(at) ??
    t(
      'Microsoft Entra cannot be reached to sign in ({0}). Check the network and the proxy, then try again.',
      code,
    );
  return new Failure('unavailable', sentence, { cause: error, facts: { code, ...(host && { host }) } });
}
