import type { IncomingMessage, ServerResponse } from 'node:http';
import { copyHeader, copyMark } from './copySource.ts';
import { bringsBody } from './faultBodies.ts';
import { matchesTarget } from './faultRules.ts';
import type { Context } from './service.ts';

/** A request that the front saw. `status` is 0 until it is answered, and stays so when it never is. */
export interface Seen {
  readonly method: string;
  readonly host: string;
  /** As sent, without signatures. */
  readonly path: string;
  readonly operation?: string;
  /** Whether it carried an Authorization header. */
  readonly authorization: boolean;
  /** Whether it brought a body, which may hold a secret of its own. */
  readonly body: boolean;
  status: number;
  active: boolean;
}

/** Remembers what clients ask for, so that tests can count it; not what services read from each other. */
export interface Recorder {
  record(request: IncomingMessage, response: ServerResponse, context: Context): void;
  find(filter: { host?: RegExp; path?: RegExp; method?: string }): Seen[];
  clear(): void;
}

/** What a storage request does, in the words of its query: `list`, `block`, `append`, … */
function operationOf(context: Context): string | undefined {
  const { query } = context;
  const word = query.get('comp') ?? query.get('action') ?? query.get('resource') ?? query.get('restype');
  return context.service === undefined ? undefined : (word ?? 'object');
}

const kept = 200_000;

/** Keeps the latest requests, many enough for the largest benchmark. */
export function createRecorder(): Recorder {
  let seen: Seen[] = [];
  return {
    record: (request, response, context) => {
      if (request.headers[copyHeader] === copyMark) return;
      const operation = operationOf(context);
      const entry: Seen = {
        method: request.method ?? 'GET',
        host: context.host,
        path: (request.url ?? '/').replace(/([?&]sig=)[^&]*/i, '$1***'),
        ...(operation === undefined ? {} : { operation }),
        authorization: request.headers.authorization !== undefined,
        body: bringsBody(request),
        status: 0,
        active: true,
      };
      if (seen.length >= kept) seen = seen.slice(kept / 2);
      seen.push(entry);
      response.once('finish', () => (entry.status = response.statusCode));
      response.once('close', () => (entry.active = false));
    },
    find: ({ host, path, method }) =>
      seen.filter(
        (entry) =>
          (host?.test(entry.host) ?? true) &&
          matchesTarget(path, entry.path) &&
          (method === undefined || method === entry.method),
      ),
    clear: () => (seen = []),
  };
}
