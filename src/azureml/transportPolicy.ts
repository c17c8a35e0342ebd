import { AsyncLocalStorage } from 'node:async_hooks';
import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { proxyFailure } from '../common/proxy.ts';
import { redirectedTo } from '../common/redirect.ts';
import { logged } from '../common/requestLog.ts';
import type { Transport, TransportRequest } from '../common/transport.ts';
import type { Cloud } from './cloud.ts';

type Asked = TransportRequest & { readonly method: string };
interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
}

export interface TransportPolicy {
  readonly name: string;
  /**
   * Does `work` and can tell it why the latest of its own requests brought no answer of the service; undefined: it did.
   * For the library of the sign-in, which keeps such reasons to itself.
   */
  watched<T>(work: (problem: () => unknown) => Promise<T>): Promise<T>;
  sendRequest<Request extends object, Response>(
    request: Request,
    next: (request: Request) => Promise<Response>,
  ): Promise<Response>;
}

/**
 * Makes a pipeline of the Azure SDKs, such as a credential's, travel by `transport`; with `log`, tells it of each request.
 * Redirects end there: what a request holds is meant for the host it was sent to.
 */
export function transportPolicy(transport: Transport, log?: Log): TransportPolicy {
  const watches = new AsyncLocalStorage<{ problem?: unknown }>();
  return {
    name: 'transportPolicy',
    watched(work) {
      const own: { problem?: unknown } = {};
      return watches.run(own, () => work(() => own.problem));
    },
    async sendRequest<Request extends object, Response>(
      request: Request,
      next: (request: Request) => Promise<Response>,
    ): Promise<Response> {
      const asked = request as Request & Asked;
      const { url } = asked;
      transport.redirect?.(asked);
      const watch = watches.getStore() ?? {};
      watch.problem = undefined;
      try {
        const sent = next(Object.assign(request, { agent: transport.agent })) as Promise<Response & Answered>;
        const answer = await (log?.traces ? logged(log, asked, sent) : sent);
        const stopped = ledAway(url, answer) ?? proxyFailure(answer, new URL(url).host);
        if (stopped) throw stopped;
        return answer;
      } catch (error) {
        watch.problem = isFailure(error) ? error : (proxyFailure(error, new URL(url).host) ?? error);
        throw watch.problem;
      }
    },
  };
}

/** What every credential of `@azure/identity` is to know that asks this cloud's sign-in service by `policy`. */
export function credentialOptions(cloud: Pick<Cloud, 'login'>, policy: TransportPolicy) {
  return {
    authorityHost: cloud.login,
    disableInstanceDiscovery: true,
    // A secret is sent to where it was meant to go, whatever the answer says.
    redirectOptions: { maxRetries: 0 },
    additionalPolicies: [{ position: 'perRetry' as const, policy }],
  };
}

function ledAway(url: string, { status, headers }: Answered): Failure | undefined {
  const target = redirectedTo(url, status, headers);
  if (target === undefined) return undefined;
  const { host } = new URL(url);
  const message = t(
    '{0} sends requests on to {1}. Nothing was sent there. If a proxy or gateway of your network does this, ask whoever runs it.',
    host,
    target,
  );
  return new Failure('permissionDenied', message, { facts: { status, host } });
}
