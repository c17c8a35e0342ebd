import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, type Claims, type Context } from '../service.ts';
import { ControlError } from './errors.ts';

/** One request on its way through a handler. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: Context;
  readonly claims: Claims;
  /** What the route's `{name}` parts held, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** The versions that `api-version` may name; none are asked for when it is absent. */
  readonly versions?: readonly string[];
  readonly parts: readonly string[];
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

/** A route for `pattern` such as `/subscriptions/{subscription}`; literal parts match in any case, as in ARM. */
export function route(
  method: string,
  pattern: string,
  answer: Route['answer'],
  versions?: readonly string[],
): Route {
  const parts = pattern.split('/').filter((part) => part !== '');
  return { method, parts, answer, ...(versions ? { versions } : {}) };
}

/** One part of an address; throws when it does not decode. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ControlError(
      400,
      'InvalidRequestUri',
      `The address holds a part that does not decode: ${part}`,
    );
  }
}

function match(parts: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = path[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = value;
    else if (part.toLowerCase() !== value.toLowerCase()) return undefined;
  }
  return params;
}

/** The route that answers `method` on `rawPath` and what its parameters hold; throws when there is none. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  rawPath: string,
): { route: Route; params: Record<string, string> } {
  const path = rawPath
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  let known = false;
  for (const candidate of routes) {
    const params = match(candidate.parts, path);
    if (!params) continue;
    if (candidate.method === method) return { route: candidate, params };
    known = true;
  }
  if (known) throw new ControlError(405, 'MethodNotAllowed', `The method ${method} is not allowed here.`);
  throw new ControlError(404, 'InvalidResourceType', `Nothing is served at ${rawPath}.`);
}

/** The body as JSON; `unreadable` makes the error for one that does not parse. */
export async function jsonBody(
  request: IncomingMessage,
  unreadable: (why: string) => ControlError,
): Promise<unknown> {
  const text = (await readBody(request)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : 'not JSON');
  }
}

/** A page of `items` and, when there is more, the token that asks for the rest. Tokens are opaque to clients. */
export function pageOf<T>(
  items: readonly T[],
  token: string | null,
  size: number,
): { page: T[]; next?: string } {
  let start = 0;
  if (token !== null && token !== '') {
    start = Number(Buffer.from(token, 'base64url').toString('utf8').replace(/^at:/, ''));
    if (!Number.isSafeInteger(start) || start < 0) {
      throw new ControlError(400, 'UserError', 'The continuation token is not valid.');
    }
  }
  const page = items.slice(start, start + size);
  if (start + size >= items.length) return { page };
  return { page, next: Buffer.from(`at:${start + size}`).toString('base64url') };
}

/** This request's own address with other query parameters, as `nextLink` needs it. */
export function sameAddress(call: Call, changes: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(call.context.query);
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  // `$skip` stays readable, as ARM writes it.
  const text = query.toString().replaceAll('%24', '$');
  return `https://${call.request.headers.host ?? call.context.host}${call.context.rawPath}?${text}`;
}
