import { header, readBody, ServiceError } from '../service.ts';
import type { Node, Properties } from '../disk/tree.ts';
import {
  allBytes,
  answer,
  answerHead,
  answerBytes,
  answerXml,
  element,
  metadataHeaders,
  versionHeaders,
} from '../disk/answers.ts';
import {
  checkMd5,
  contentHeadersOf,
  md5,
  metadataOf,
  numberHeader,
  rangeOf,
  refuseStructuredBody,
} from '../disk/requests.ts';
import {
  lookUp,
  need,
  parentOf,
  smbHeaders,
  smbProperties,
  timeHeader,
  typeMismatch,
  type FilesExchange,
} from './place.ts';

const largestRange = 4 * 1024 * 1024;
/** From this version on, a file can be created with its content in one request. */
const createsWithContent = '2026-06-06';
const encrypted = { 'x-ms-request-server-encrypted': 'true' };

/** `PUT /share/file` with `x-ms-type: file`: a new file of that length, all zeros, or with the body as its content. */
export async function createFile(exchange: FilesExchange): Promise<void> {
  const { disk, path, request } = exchange;
  if (header(request, 'x-ms-type')?.toLowerCase() !== 'file') {
    throw new ServiceError(
      400,
      'MissingRequiredHeader',
      "An HTTP header that's mandatory for this request is not specified.",
      { details: { HeaderName: 'x-ms-type' } },
    );
  }
  const size = numberHeader(request, 'x-ms-content-length');
  if (lookUp(exchange)?.folder ?? false) throw typeMismatch();
  const properties = newProperties(exchange);
  const body = await initialContent(exchange, size);
  const content = size === 0 ? '' : disk.content.create();
  if (body) await disk.content.write(content, 0, [body]);
  else if (size > 0) await disk.content.resize(content, size);
  const file = disk.tree.atomically(() => {
    const before = lookUp(exchange);
    if (before?.folder) throw typeMismatch();
    if (before) disk.content.discard(disk.tree.remove(before.id));
    const made = disk.tree.add({
      parent: parentOf(exchange).id,
      name: path.at(-1) ?? '',
      folder: false,
      size,
      content,
      properties,
    });
    if (body) disk.tree.addExtent(made.id, 0, size);
    return made;
  });
  answer(exchange, 201, { ...versionHeaders(file), ...smbHeaders(file), ...encrypted });
}

function newProperties(exchange: FilesExchange): Properties {
  const { request } = exchange;
  return {
    ...smbProperties(exchange, false),
    metadata: metadataOf(request),
    headers: contentHeadersOf(request),
  };
}

async function initialContent({ request }: FilesExchange, size: number): Promise<Buffer | undefined> {
  if (Number(header(request, 'content-length') ?? 0) === 0) return undefined;
  refuseStructuredBody(request);
  const version = header(request, 'x-ms-version') ?? '';
  const body = await readBody(request, largestRange);
  if (version < createsWithContent || body.length !== size) {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      {
        details: { HeaderName: 'Content-Length', HeaderValue: String(body.length) },
      },
    );
  }
  checkMd5(request, md5(body));
  return body;
}

/** `PUT /share/file?comp=range`: writes or clears up to 4 MiB inside the file's length. */
export async function putRange(exchange: FilesExchange): Promise<void> {
  return writeRange(exchange, () => readBody(exchange.request, largestRange));
}

/** The same with the bytes of a range of another file. */
export async function putRangeFromUrl(exchange: FilesExchange): Promise<void> {
  return writeRange(exchange, async () => allBytes((await exchange.openSource()).body));
}

async function writeRange(exchange: FilesExchange, bytes: () => Promise<Buffer>): Promise<void> {
  const { disk, request } = exchange;
  const file = need(exchange, 'file');
  refuseStructuredBody(request);
  const range = rangeOf(request, Number.MAX_SAFE_INTEGER);
  const clear = header(request, 'x-ms-write')?.toLowerCase() === 'clear';
  if (!range || range.end > file.size) {
    throw new ServiceError(
      416,
      'InvalidRange',
      'The range specified is invalid for the current size of the resource.',
    );
  }
  const body = clear ? Buffer.alloc(0) : await bytes();
  if (!clear && body.length !== range.end - range.start) {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      { details: { HeaderName: 'Content-Length' } },
    );
  }
  const digest = md5(body);
  checkMd5(request, digest);
  await disk.content.write(file.content, range.start, clear ? zeros(range.end - range.start) : [body]);
  const now = lookUp(exchange);
  if (now?.id !== file.id) {
    if (!disk.tree.find(file.id, [])) disk.content.discard([file.content]); // else it has been moved
    throw new ServiceError(404, 'ResourceNotFound', 'The specified resource does not exist.');
  }
  if (clear) disk.tree.clearExtents(file.id, range.start, range.end);
  else disk.tree.addExtent(file.id, range.start, range.end);
  const times = smbProperties(exchange, false, now.properties).times;
  const written = timeHeader(exchange, 'x-ms-file-last-write-time', now.properties.times?.written);
  const properties = { ...now.properties, ...(times ? { times: { ...times, written } } : {}) };
  const changed = disk.tree.change(file.id, { properties });
  answer(exchange, 201, {
    ...versionHeaders(changed),
    ...encrypted,
    'x-ms-file-last-write-time': written,
    ...(clear ? {} : { 'content-md5': digest }),
  });
}

function* zeros(length: number): Generator<Buffer> {
  const block = Buffer.alloc(Math.min(length, 1024 * 1024));
  for (let left = length; left > 0; left -= block.length) yield block.subarray(0, left);
}

/** `HEAD /share/file` */
export function fileProperties(exchange: FilesExchange): void {
  const file = need(exchange, 'file', 'read');
  answerHead(exchange, { ...describe(file), 'content-length': file.size });
}

/** `GET /share/file`, whole or in part. */
export async function readFile(exchange: FilesExchange): Promise<void> {
  const { disk, request } = exchange;
  const file = need(exchange, 'file', 'read');
  const range = rangeOf(request, file.size);
  const { start, end } = range ?? { start: 0, end: file.size };
  const body = start === end ? Buffer.alloc(0) : disk.content.read(file.content, start, end);
  const headers: Record<string, string | number> = { ...describe(file), 'content-length': end - start };
  if (range) {
    headers['content-range'] = `bytes ${start}-${end - 1}/${file.size}`;
    const whole = headers['content-md5'];
    delete headers['content-md5'];
    if (whole !== undefined) headers['x-ms-content-md5'] = whole;
    if (header(request, 'x-ms-range-get-content-md5') === 'true' && end - start <= largestRange) {
      const bytes = await allBytes(body);
      return answerBytes(exchange, 206, { ...headers, 'content-md5': md5(bytes) }, bytes);
    }
  }
  await answerBytes(exchange, range ? 206 : 200, headers, body);
}

function describe(file: Node): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    ...versionHeaders(file),
    ...file.properties.headers,
    ...metadataHeaders(file.properties.metadata),
    ...smbHeaders(file),
    'x-ms-type': 'File',
    'x-ms-server-encrypted': 'true',
    'x-ms-lease-state': 'available',
    'x-ms-lease-status': 'unlocked',
    'accept-ranges': 'bytes',
  };
}

/** `PUT /share/file?comp=properties`: HTTP headers, times and length. */
export async function setFileProperties(exchange: FilesExchange): Promise<void> {
  const { disk, request } = exchange;
  const file = need(exchange, 'file');
  const size =
    header(request, 'x-ms-content-length') === undefined
      ? file.size
      : numberHeader(request, 'x-ms-content-length');
  const content = file.content === '' && size > 0 ? disk.content.create() : file.content;
  if (size !== file.size) await disk.content.resize(content, size);
  if (size < file.size) disk.tree.clearExtents(file.id, size);
  const headers = { ...file.properties.headers, ...contentHeadersOf(request) };
  const properties = { ...file.properties, ...smbProperties(exchange, false, file.properties), headers };
  const changed = disk.tree.change(file.id, { size, content, properties });
  answer(exchange, 200, { ...versionHeaders(changed), ...smbHeaders(changed), ...encrypted });
}

/** `PUT /share/file?comp=metadata` */
export function setFileMetadata(exchange: FilesExchange): void {
  const file = need(exchange, 'file');
  const properties = { ...file.properties, metadata: metadataOf(exchange.request) };
  const changed = exchange.disk.tree.change(file.id, { properties });
  answer(exchange, 200, { ...versionHeaders(changed), ...encrypted });
}

/** `GET /share/file?comp=rangelist` */
export function listRanges(exchange: FilesExchange): void {
  const file = need(exchange, 'file', 'read');
  const ranges = exchange.disk.tree.extents(file.id);
  const body = ranges.map(
    ([start, end]) => `<Range>${element('Start', start)}${element('End', end - 1)}</Range>`,
  );
  const headers = { ...versionHeaders(file), 'x-ms-content-length': String(file.size) };
  answerXml(exchange, `<Ranges>${body.join('')}</Ranges>`, headers);
}

/** `DELETE /share/file` */
export function deleteFile(exchange: FilesExchange): void {
  const { disk } = exchange;
  disk.content.discard(disk.tree.remove(need(exchange, 'file').id));
  answer(exchange, 202);
}
