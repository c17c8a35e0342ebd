import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { header } from './service.ts';

/** HMAC-SHA256 of `text` under an account key, in base64. */
export function hmac(key: string, text: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');
}

/** Compares two signatures in constant time. */
export function sameSignature(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const standard = [
  ...['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date'],
  ...['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'],
];

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Some clients weigh hyphens last, as the service's own culture-aware order does. */
const byWords = (a: string, b: string): number =>
  byCodeUnit(a.replaceAll('-', ''), b.replaceAll('-', '')) || byCodeUnit(a, b);
const orders = [byCodeUnit, byWords];

/** The parts of a request that are signed. */
export interface Signable {
  readonly method: string;
  readonly headers: (name: string) => string | undefined;
  readonly names: readonly string[];
  readonly account: string;
  /** As sent: percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

function canonicalHeaders(parts: Signable, order: (a: string, b: string) => number): string {
  const names = parts.names.filter((name) => name.startsWith('x-ms-')).sort(order);
  return names.map((name) => `${name}:${(parts.headers(name) ?? '').trim()}\n`).join('');
}

function canonicalResource(parts: Signable): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of parts.query) {
    const lower = name.toLowerCase();
    const list = values.get(lower);
    if (list) list.push(value);
    else values.set(lower, [value]);
  }
  const lines = [...values].sort(([a], [b]) => byCodeUnit(a, b));
  return `/${parts.account}${parts.path}${lines.map(([name, list]) => `\n${name}:${list.sort().join(',')}`).join('')}`;
}

/** The text that SharedKey signs (Blob, Files and Data Lake; versions since 2015-02-21). */
export function stringToSign(parts: Signable, order = byCodeUnit): string {
  const lines = standard.map((name) => {
    const value = parts.headers(name) ?? '';
    if (name === 'content-length') return value === '0' ? '' : value;
    return name === 'date' && parts.headers('x-ms-date') !== undefined ? '' : value;
  });
  return `${parts.method}\n${lines.join('\n')}\n${canonicalHeaders(parts, order)}${canonicalResource(parts)}`;
}

/** Whether `signature` is that of `request` under `key`. */
export function isSignedWith(
  key: string,
  signature: string,
  request: IncomingMessage,
  account: string,
  path: string,
  query: URLSearchParams,
): boolean {
  const parts: Signable = {
    method: request.method ?? 'GET',
    headers: (name) => header(request, name),
    names: Object.keys(request.headers),
    account,
    path,
    query,
  };
  return orders.some((order) => sameSignature(signature, hmac(key, stringToSign(parts, order))));
}
