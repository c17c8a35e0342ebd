import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { escapeXml, send, storageHeaders, type Context } from '../service.ts';
import type { Node } from './tree.ts';

/** One request with its answer, as operations get it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: Context;
  readonly account: string;
}

/** The answer's `x-ms-meta-…` headers. */
export function metadataHeaders(metadata: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-ms-meta-${name}`, value]));
}

/** `ETag` and `Last-Modified`. */
export function versionHeaders(node: Pick<Node, 'etag' | 'modified'>): Record<string, string> {
  return { etag: `"${node.etag}"`, 'last-modified': new Date(node.modified).toUTCString() };
}

/** Sends an answer with the headers that every storage answer carries. */
export function answer(
  { request, response, context }: Exchange,
  status: number,
  headers: Readonly<Record<string, string | number>> = {},
  body?: string | Buffer,
): void {
  send(request, response, status, { ...storageHeaders(request, context), ...headers }, body);
}

/** Sends an XML document. */
export function answerXml(
  exchange: Exchange,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const document = `\uFEFF<?xml version="1.0" encoding="utf-8"?>${body}`;
  answer(exchange, 200, { 'content-type': 'application/xml', ...headers }, document);
}

/** Answers HEAD: `headers` carry the length that a GET would have. */
export function answerHead(
  { request, response, context }: Exchange,
  headers: Readonly<Record<string, string | number>>,
): void {
  request.resume();
  response.writeHead(200, { ...storageHeaders(request, context), ...headers });
  response.end();
}

/** Sends bytes, streaming what is large. */
export async function answerBytes(
  exchange: Exchange,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer | Readable,
): Promise<void> {
  if (Buffer.isBuffer(body)) {
    answer(exchange, status, headers, body);
    return;
  }
  const { request, response, context } = exchange;
  response.writeHead(status, { ...storageHeaders(request, context), ...headers });
  await pipeline(body, response).catch((error: unknown) => {
    // The client hung up, or the bytes ended early; either way there is no one to tell but by cutting the connection.
    response.destroy(error instanceof Error ? error : undefined);
  });
}

/** An XML element; `undefined` makes none. Text that XML cannot hold is percent-encoded and marked so. */
export function element(name: string, text: string | number | undefined): string {
  if (text === undefined) return '';
  // eslint-disable-next-line no-control-regex -- exactly the characters that XML 1.0 has no way to write
  const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
  const value = String(text);
  return unwritable.test(value)
    ? `<${name} Encoded="true">${encodeURIComponent(value)}</${name}>`
    : `<${name}>${escapeXml(value).replace(/\r/g, '&#xD;')}</${name}>`;
}

/** Everything of a small body or of a stream. */
export async function allBytes(body: Buffer | Readable): Promise<Buffer> {
  return Buffer.isBuffer(body) ? body : Buffer.concat((await body.toArray()) as Buffer[]);
}
