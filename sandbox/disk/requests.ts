import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { header, ServiceError } from '../service.ts';
import type { Node } from './tree.ts';

/** Decodes a path as sent, once, into its segments; an encoded slash (`%2F`) separates like a plain one. One slash at the end is dropped. */
export function segmentsOf(rawPath: string): string[] {
  let text: string;
  try {
    text = decodeURIComponent(rawPath);
  } catch {
    throw new ServiceError(
      400,
      'InvalidUri',
      'The requested URI does not represent any resource on the server.',
    );
  }
  const segments = text.replace(/^\//, '').replace(/\/$/, '').split('/');
  return segments.length === 1 && segments[0] === '' ? [] : segments;
}

/** The bytes `[start, end)` that a read asks for, or `undefined` for all of them. */
export function rangeOf(request: IncomingMessage, size: number): { start: number; end: number } | undefined {
  const text = header(request, 'x-ms-range') ?? header(request, 'range');
  const match = /^bytes=(\d+)-(\d*)$/.exec(text ?? '');
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
  if (start >= size || end <= start) {
    const headers = { 'content-range': `bytes */${size}` };
    throw new ServiceError(
      416,
      'InvalidRange',
      'The range specified is invalid for the current size of the resource.',
      { headers },
    );
  }
  return { start, end };
}

/** User metadata of a request, with names as they were sent. */
export function metadataOf(request: IncomingMessage): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (/^x-ms-meta-/i.test(name)) metadata[name.slice(10)] = request.rawHeaders[index + 1] ?? '';
  }
  return metadata;
}

/** Stored HTTP headers that a request sets: `x-ms-content-type` and the like (`x-ms-blob-…` on blobs). */
export function contentHeadersOf(request: IncomingMessage, prefix = 'x-ms-'): Record<string, string> {
  const names = [
    'content-type',
    'content-encoding',
    'content-language',
    'content-disposition',
    'cache-control',
    'content-md5',
  ];
  const pairs = names.map((name) => [name, header(request, prefix + name)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** A condition of a request: present names with the given prefix (`x-ms-source-` for the source of a rename). */
export function checkConditions(
  request: IncomingMessage,
  node: Node | undefined,
  options: { read?: boolean; exists: string; prefix?: string },
): void {
  const get = (name: string): string | undefined => header(request, (options.prefix ?? '') + name);
  const bare = (etag: string): string => etag.replace(/^W\//, '').replace(/^"|"$/g, '');
  const failed = (status: number): ServiceError =>
    new ServiceError(
      status,
      'ConditionNotMet',
      'The condition specified using HTTP conditional header(s) is not met.',
    );
  const [match, noneMatch] = [get('if-match'), get('if-none-match')];
  if (match !== undefined && (!node || (match !== '*' && bare(match) !== node.etag))) throw failed(412);
  if (noneMatch === '*' && node && !options.read) {
    throw new ServiceError(409, options.exists, 'The specified path already exists.');
  }
  if (noneMatch !== undefined && node && (noneMatch === '*' || bare(noneMatch) === node.etag)) {
    throw failed(options.read ? 304 : 412);
  }
  const seconds = node && Math.floor(node.modified / 1000) * 1000;
  const since = Date.parse(get('if-modified-since') ?? '');
  if (seconds !== undefined && seconds <= since) throw failed(options.read ? 304 : 412);
  const unmodified = Date.parse(get('if-unmodified-since') ?? '');
  if (seconds !== undefined && seconds > unmodified) throw failed(412);
}

/** Refuses bytes that do not have the transactional `Content-MD5` of the request. */
export function checkMd5(request: IncomingMessage, actual: string | undefined): void {
  const expected = header(request, 'content-md5');
  if (expected !== undefined && actual !== undefined && expected !== actual) {
    throw new ServiceError(
      400,
      'Md5Mismatch',
      'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
    );
  }
}

/** The MD5 of `bytes` in Base64. */
export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** Segmented bodies with CRC64 (`XSM/1.0`) are not understood here. */
export function refuseStructuredBody(request: IncomingMessage): void {
  if (header(request, 'x-ms-structured-body') !== undefined) {
    throw new ServiceError(
      400,
      'UnsupportedHeader',
      'One of the HTTP headers specified in the request is not supported: x-ms-structured-body.',
    );
  }
}

/** A page size from a query, at most 5,000. */
export function pageSize(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (text === null || text === '') return 5000;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new ServiceError(
      400,
      'OutOfRangeQueryParameterValue',
      'A query parameter specified in the request URI is outside the permissible range.',
      {
        details: { QueryParameterName: name, QueryParameterValue: text },
      },
    );
  }
  return Math.min(value, 5000);
}

/** Opaque continuation tokens. */
export const marker = {
  encode: (position: string): string => Buffer.from(position).toString('base64url'),
  decode: (text: string | null): string => Buffer.from(text ?? '', 'base64url').toString(),
};

/** Refuses names that no share, container or filesystem can have. */
export function checkRootName(name: string): void {
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$|^\$(root|web|logs)$/.test(name)) {
    throw new ServiceError(
      400,
      'InvalidResourceName',
      'The specifed resource name contains invalid characters.',
    );
  }
}

/** A positive or zero whole number in a header. */
export function numberHeader(request: IncomingMessage, name: string): number {
  const text = header(request, name);
  if (text === undefined) {
    throw new ServiceError(
      400,
      'MissingRequiredHeader',
      "An HTTP header that's mandatory for this request is not specified.",
      { details: { HeaderName: name } },
    );
  }
  if (!/^\d{1,15}$/.test(text)) {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      { details: { HeaderName: name, HeaderValue: text } },
    );
  }
  return Number(text);
}
