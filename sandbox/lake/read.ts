import { header, ServiceError } from '../service.ts';
import { allBytes, answerBytes, answerHead } from '../disk/answers.ts';
import { checkConditions, md5, rangeOf } from '../disk/requests.ts';
import { codeOf, need, trouble, type LakeExchange } from './place.ts';
import { describe } from './properties.ts';

const largestHashed = 4 * 1024 * 1024;

const serviceOf = ({ context }: LakeExchange): 'blob' | 'dfs' =>
  context.service === 'blob' ? 'blob' : 'dfs';

/** `HEAD` of a file or folder, on both hosts. */
export function properties(exchange: LakeExchange): void {
  const { request, context } = exchange;
  const node = need(exchange);
  checkConditions(request, node, { read: true, exists: codeOf('exists', context) });
  const access = context.query.get('action') === 'getAccessControl';
  const acl = node.folder ? 'user::rwx,group::r-x,other::---' : 'user::rw-,group::r--,other::---';
  answerHead(exchange, {
    ...describe(node, serviceOf(exchange)),
    'content-length': node.size,
    ...(access ? { 'x-ms-acl': acl } : {}),
  });
}

/** `GET` of a file, whole or in part, on both hosts. A folder reads as empty through the blob host. */
export async function read(exchange: LakeExchange): Promise<void> {
  const { disk, request, context } = exchange;
  const node = need(exchange);
  if (node.folder && context.service !== 'blob') throw trouble('wrongType', context);
  checkConditions(request, node, { read: true, exists: codeOf('exists', context) });
  const range = rangeOf(request, node.size);
  const { start, end } = range ?? { start: 0, end: node.size };
  const hashed = header(request, 'x-ms-range-get-content-md5') === 'true' && range !== undefined;
  if (hashed && end - start > largestHashed) {
    throw new ServiceError(400, 'OutOfRangeInput', 'One of the request inputs is out of range.');
  }
  const body = start === end ? Buffer.alloc(0) : disk.content.read(node.content, start, end);
  const headers: Record<string, string | number> = {
    ...describe(node, serviceOf(exchange)),
    'content-length': end - start,
  };
  if (!range) {
    await answerBytes(exchange, 200, headers, body);
    return;
  }
  const { 'content-md5': whole, ...rest } = headers;
  const ofWhole = context.service === 'blob' ? 'x-ms-blob-content-md5' : 'x-ms-content-md5';
  const bytes = hashed ? await allBytes(body) : body;
  const partial = {
    ...rest,
    'content-range': `bytes ${start}-${end - 1}/${node.size}`,
    ...(whole === undefined ? {} : { [ofWhole]: whole }),
    ...(Buffer.isBuffer(bytes) && hashed ? { 'content-md5': md5(bytes) } : {}),
  };
  await answerBytes(exchange, 206, partial, bytes);
}
