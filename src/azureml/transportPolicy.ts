import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { proxyFailure } from '../common/proxy.ts';
import { logged } from '../common/requestLog.ts';
import type { Transport, TransportRequest } from '../common/transport.ts';

type Asked = TransportRequest & { readonly method: string };
interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
}

export interface TransportPolicy {
  readonly name: string;
  /**
   * Why the latest request brought no answer of the service; absent: it did. For the library of the sign-in, which keeps
   * such reasons to itself.
   */
  readonly problem: unknown;
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
  let problem: unknown;
  return {
    name: 'transportPolicy',
    get problem() {
      return problem;
    },
    async sendRequest<Request extends object, Response>(
      request: Request,
      next: (request: Request) => Promise<Response>,
    ): Promise<Response> {
      const asked = request as Request & Asked;
      const { url } = asked;
      transport.redirect?.(asked);
      problem = undefined;
      try {
        const sent = next(Object.assign(request, { agent: transport.agent })) as Promise<Response & Answered>;
        const answer = await (log?.traces ? logged(log, asked, sent) : sent);
        const stopped = ledAway(url, answer) ?? proxyFailure(answer, new URL(url).host);
        if (stopped) throw stopped;
        return answer;
      } catch (error) {
        problem = isFailure(error) ? error : (proxyFailure(error, new URL(url).host) ?? error);
        throw problem;
      }
    },
  };
}

function ledAway(url: string, { status, headers }: Answered): Failure | undefined {
  const location = headers.get('location') ?? '';
  if (status < 300 || status >= 400 || !URL.canParse(location, url)) return undefined;
  const { protocol, host, origin } = new URL(location, url);
  const message = t(
    '{0} sends requests on to {1}. Nothing was sent there. If a proxy or gateway of your network does this, ask whoever runs it.',
    new URL(url).host,
    protocol === 'https:' ? host : origin,
  );
  return new Failure('permissionDenied', message, { facts: { status, host: new URL(url).host } });
}
