import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import type { ListedBlob } from './blobEntries.ts';
import type { Streamed } from './streamed.ts';

/** https://learn.microsoft.com/rest/api/storageservices/list-blobs */
export interface BlobListing {
  readonly blobs: readonly ListedBlob[];
  /** Absent on the last page. */
  readonly next?: string;
}

type Properties = { -readonly [K in keyof ListedBlob['properties']]: ListedBlob['properties'][K] };

/** Which value an element inside `Properties` is, of those that anybody looks at. */
const properties: Readonly<Record<string, (all: Properties, text: string) => void>> = {
  'Content-Length': (all, text) => void (all.contentLength = Number(text)),
  'Last-Modified': (all, text) => void (all.lastModified = new Date(text)),
  Etag: (all, text) => void (all.etag = text),
  'Content-MD5': (all, text) => {
    if (text !== '') all.contentMD5 = Buffer.from(text, 'base64');
  },
};

const unreadable = (sentence: string, cause?: unknown) =>
  Object.assign(new Error(sentence, { cause }), { code: 'PARSE_ERROR' });

/** Reads a page while it comes, so that nothing of it is kept but what is listed. Rejects if it is not complete. */
export async function readListing(body: Readable): Promise<BlobListing> {
  const parser = new SaxesParser();
  const blobs: ListedBlob[] = [];
  let next: string | undefined;
  let text = '';
  let isEncoded = false;
  let ends = 0;
  let blob: { name: string; metadata?: Record<string, string>; properties: Properties } | undefined;
  /** `Properties` or `Metadata`: what is inside is called as the service, or anybody, likes. */
  let inside: string | undefined;

  parser.on('error', (error) => {
    throw unreadable('The list is no XML.', error);
  });
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    if (inside !== undefined) return;
    if (name === 'Blob') blob = { name: '', properties: {} };
    else if (name === 'Properties' || name === 'Metadata') inside = name;
    else if (name === 'Name') isEncoded = attributes['Encoded'] === 'true';
  });
  parser.on('text', (piece) => (text += piece));
  parser.on('cdata', (piece) => (text += piece));
  parser.on('closetag', ({ name }) => {
    if (name === inside) inside = undefined;
    else if (inside === 'Properties') {
      if (blob) properties[name]?.(blob.properties, text);
    } else if (inside === 'Metadata') {
      if (blob) (blob.metadata ??= {})[name] = text;
    } else if (name === 'Name' && blob) blob.name = isEncoded ? decodeURIComponent(text) : text;
    else if (name === 'Blob' && blob) {
      blobs.push(blob);
      blob = undefined;
    } else if (name === 'NextMarker' && text !== '') next = text;
    else if (name === 'EnumerationResults') ends += 1;
    text = '';
  });
  body.setEncoding('utf8');
  for await (const piece of body) parser.write(piece as string);
  parser.close();
  if (ends === 0) throw unreadable('The list is cut off.');
  return { blobs, ...(next !== undefined && { next }) };
}

/** One page of all blobs below `prefix`. `undefined`: the SDK has to ask for it. */
export async function listFlat(
  streamed: Streamed,
  container: string,
  { prefix, marker, most }: { prefix: string; marker: string | undefined; most: number },
  signal: AbortSignal,
): Promise<BlobListing | undefined> {
  const asked = [
    ...['restype=container', 'comp=list', 'include=metadata', `maxresults=${most}`],
    `prefix=${encodeURIComponent(prefix)}`,
    ...(marker === undefined ? [] : [`marker=${encodeURIComponent(marker)}`]),
  ];
  const body = await streamed(container, asked.join('&'), signal);
  return body && readListing(body);
}
