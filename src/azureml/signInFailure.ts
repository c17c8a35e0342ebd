import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';

/**
 * A sentence for a token that Microsoft Entra did not give. `refused` makes the one for a refusal from its code,
 * `AADSTS7000215`; `cancelled` only if the caller has stopped, for time-outs look the same.
 */
export function signInFailure(
  error: unknown,
  signal: { readonly aborted: boolean } | undefined,
  refused: (code: string) => string,
): Failure {
  if (signal?.aborted) return cancelled(error);
  if (isFailure(error)) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'AbortError' || /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN/.test(message)) {
    const sentence = t(
      'Microsoft Entra cannot be reached to sign in. Check the network and the proxy, then try again.',
    );
    return new Failure('unavailable', sentence, { cause: error });
  }
  const code = /AADSTS\d+/.exec(message)?.[0] ?? name;
  return new Failure('unauthenticated', refused(code), { cause: error });
}
