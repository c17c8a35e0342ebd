import { inspect } from 'node:util';
import { redact } from './log.ts';

/** How many causes of causes are kept: more tell nothing, and some libraries' go round in circles. */
const deepest = 5;

/**
 * What may be kept of an error as the cause of a failure: its name, what it says without secrets, `code` and `statusCode`.
 * The errors of the Azure SDKs hold their request, with the token that signs it and the SAS in its address.
 */
export function plainCause(cause: unknown, depth = 1): unknown {
  if (typeof cause === 'string') return redact(cause);
  if (!(cause instanceof Error)) return typeof cause === 'object' ? redact(inspect(cause)) : cause;
  const { name, message, stack, code, statusCode } = cause as Error & Codes;
  const below = depth < deepest ? plainCause(cause.cause, depth + 1) : undefined;
  const plain = new Error(redact(message), below === undefined ? undefined : { cause: below });
  plain.name = name;
  plain.stack = redact(stack ?? message);
  if (typeof code === 'string') Object.assign(plain, { code });
  if (typeof statusCode === 'number') Object.assign(plain, { statusCode });
  return plain;
}

interface Codes {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}
