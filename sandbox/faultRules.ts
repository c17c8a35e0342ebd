import { METHODS, type IncomingMessage } from 'node:http';
import { header, ServiceError, type Context } from './service.ts';

/** What an injected fault does to a request. */
export type FaultAction =
  | { readonly kind: 'delay'; readonly ms: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly retryAfter?: number;
      /** Sent along, such as a `www-authenticate` with claims. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'reset' | 'truncate'; readonly afterBytes: number }
  | { readonly kind: 'corrupt'; readonly atByte: number }
  | { readonly kind: 'drip'; readonly bytesPerSecond: number }
  | { readonly kind: 'hang' };

/** A fault as it was asked for, and how often it has struck. */
export interface FaultRule {
  readonly id: string;
  readonly action: FaultAction;
  matches(request: IncomingMessage, context: Context): boolean;
  /** How many matching requests still pass. */
  skip: number;
  /** How many more it strikes. */
  left: number;
  /** How many it has struck. */
  struck: number;
  /** Aborted when the fault is taken away: what hangs is cut off, what drips flows. */
  readonly over: AbortController;
}

/** The member that each kind cannot do without; a number, but for `location`. */
const needed = {
  delay: 'ms',
  status: 'status',
  reset: 'afterBytes',
  truncate: 'afterBytes',
  corrupt: 'atByte',
  drip: 'bytesPerSecond',
  redirect: 'location',
  hang: undefined,
} as const;

const invalid = (what: string): ServiceError =>
  new ServiceError(400, 'InvalidFault', `The fault is not understood: ${what}.`);

function parseAction(value: unknown): FaultAction {
  const action = value as { kind?: string } & Record<string, unknown>;
  if (typeof value !== 'object' || value === null || !(String(action.kind) in needed))
    throw invalid('action.kind');
  const name = needed[action.kind as keyof typeof needed];
  if (name === 'location') {
    if (!URL.canParse(String(action.location))) throw invalid('action.location');
    return value as FaultAction;
  }
  const number = name === undefined ? 0 : action[name];
  if (typeof number !== 'number' || number < 0 || (name === 'bytesPerSecond' && number === 0))
    throw invalid(`action.${String(name)}`);
  return value as FaultAction;
}

function pattern(value: unknown, name: string): RegExp | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(name);
  try {
    return new RegExp(value);
  } catch {
    throw invalid(name);
  }
}

function wholeNumber(value: unknown, name: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!Number.isInteger(value) || Number(value) < 0) throw invalid(name);
  return Number(value);
}

function parseMethod(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const method = typeof value === 'string' ? value.toUpperCase() : '';
  if (!METHODS.includes(method)) throw invalid('method');
  return method;
}

/** Whether `pattern` is found in a target, either as sent or decoded. */
export function matchesTarget(pattern: RegExp | undefined, target: string): boolean {
  if (!pattern || pattern.test(target)) return true;
  try {
    return pattern.test(decodeURIComponent(target));
  } catch {
    return false;
  }
}

/** The rule that `body` asks for; throws {@link ServiceError} when it makes no sense. */
export function parseRule(id: string, body: unknown): FaultRule {
  if (typeof body !== 'object' || body === null) throw invalid('not an object');
  const asked = body as Record<string, unknown>;
  const unknown = Object.keys(asked).find(
    (name) => !['host', 'path', 'method', 'header', 'count', 'skip', 'action'].includes(name),
  );
  if (unknown !== undefined) throw invalid(unknown);
  const [host, path] = [pattern(asked.host, 'host'), pattern(asked.path, 'path')];
  const method = parseMethod(asked.method);
  const field = asked.header as { name?: unknown; value?: unknown } | undefined;
  const fieldName = field === undefined ? undefined : String(field.name).toLowerCase();
  const fieldValue = pattern(field?.value ?? '', 'header.value');
  return {
    id,
    action: parseAction(asked.action),
    over: new AbortController(),
    skip: wholeNumber(asked.skip, 'skip', 0),
    left: wholeNumber(asked.count, 'count', Infinity),
    struck: 0,
    matches: (request, context) =>
      (host?.test(context.host) ?? true) &&
      matchesTarget(path, request.url ?? '/') &&
      (method === undefined || method === request.method) &&
      (fieldName === undefined ||
        (header(request, fieldName) !== undefined &&
          (fieldValue?.test(header(request, fieldName) ?? '') ?? true))),
  };
}
