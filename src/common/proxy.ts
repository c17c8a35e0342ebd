import { t } from '@vscode/l10n';
import { Failure } from './failure.ts';

/** What an error, or an answer, of the Azure SDKs says. */
interface Outcome {
  readonly message?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
}

/** Whether an error speaks of the proxy that the environment names, which Node reaches as any other host. */
function isOfTheEnvironment(message: string): boolean {
  const address = process.env['HTTPS_PROXY'] ?? process.env['https_proxy'] ?? '';
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port } = new URL(address);
  return (
    (/\b(ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/.test(message) &&
      message.endsWith(`:${port || (protocol === 'https:' ? '443' : '80')}`)) ||
    [`ENOTFOUND ${hostname}`, `EAI_AGAIN ${hostname}`].some((ending) => message.endsWith(ending))
  );
}

/**
 * The failure for a request to `host` that ended at a proxy; absent: no proxy is to blame. The words looked for are those
 * of `@vscode/proxy-agent`, which VS Code puts in the place of every agent, and of Node's own agent.
 */
export function proxyFailure(outcome: unknown, host: string): Failure | undefined {
  const { message, status, statusCode, code } = (outcome ?? {}) as Outcome;
  const said = typeof message === 'string' ? message : '';
  // An answer is no cause: it holds its request, with the headers that sign in.
  const cause = outcome instanceof Error ? outcome : undefined;
  const options = { cause, facts: { host, ...(typeof code === 'string' ? { code } : {}) } };
  if (status === 407 || statusCode === 407 || /failed to establish tunnel.* 407\b/i.test(said)) {
    const sentence = t(
      '{0} cannot be reached: the proxy wants a user name and a password first. Put them into the setting http.proxy or the variable HTTPS_PROXY, or ask whoever runs the proxy.',
      host,
    );
    return new Failure('unavailable', sentence, options);
  }
  const dead =
    /failed to establish (a socket connection to prox|tunnel)/i.test(said) || isOfTheEnvironment(said);
  if (!dead) return undefined;
  const sentence = t(
    '{0} cannot be reached: the proxy does not answer or does not let it through. Check the setting http.proxy and the variable HTTPS_PROXY.',
    host,
  );
  return new Failure('unavailable', sentence, options);
}
