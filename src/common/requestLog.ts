import type { Log } from './log.ts';

/** A request that is over. Nothing of its address is logged but host and path: queries hold signatures. */
export interface LoggedRequest {
  readonly method: string;
  readonly url: string;
  /** When it began, by `performance.now()`. */
  readonly begun: number;
  /** Absent: nothing answered. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** What it failed with, where nothing answered. */
  readonly error?: unknown;
}

/** `GET contosodata.blob.core.windows.net/images/a.csv 206 34 ms 8f3a…`, for who keeps traces. */
export function logRequest(log: Log, request: LoggedRequest): void {
  if (!log.traces) return;
  const { method, url, begun, status, requestId, error } = request;
  const { host, pathname } = new URL(url);
  const outcome = status ?? errorName(error);
  const took = Math.round(performance.now() - begun);
  log.trace([method, `${host}${pathname}`, outcome, took, 'ms', requestId ?? ''].join(' ').trimEnd());
}

function errorName(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: string; name?: string };
  return code ?? name ?? 'failed';
}

/** What the requests and answers of all Azure SDKs have in common. */
interface Asked {
  readonly method: string;
  readonly url: string;
}
interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
}

/** `sent`, written to the log when it is over. */
export async function logged<A extends Answered>(log: Log, request: Asked, sent: Promise<A>): Promise<A> {
  const begun = performance.now();
  // The SDKs may change the request on its way: the address is what was asked for.
  const { method, url } = request;
  const over = (answer: Answered): void =>
    logRequest(log, { method, url, begun, status: answer.status, requestId: requestIdOf(answer) });
  try {
    const answer = await sent;
    over(answer);
    return answer;
  } catch (error) {
    // Some of their policies throw for an answer that is no success.
    const { response } = (error ?? {}) as { response?: Answered };
    if (response) over(response);
    else logRequest(log, { method, url, begun, error });
    throw error;
  }
}

function requestIdOf({ headers }: Answered): string | undefined {
  return headers.get('x-ms-request-id') ?? headers.get('x-ms-correlation-request-id');
}
