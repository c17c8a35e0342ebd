import { XMLParser } from 'fast-xml-parser';
import { header, readBody, ServiceError } from '../service.ts';
import type { Node } from '../disk/tree.ts';
import { answer, answerXml, element, versionHeaders } from '../disk/answers.ts';
import {
  checkConditions,
  checkMd5,
  contentHeadersOf,
  metadataOf,
  refuseStructuredBody,
} from '../disk/requests.ts';
import { codeOf, filesystemOf, lookUp, replaceFile, trouble, type LakeExchange } from './place.ts';
import { makeFolder } from './paths.ts';

const encrypted = { 'x-ms-request-server-encrypted': 'true' };

/** Where blocks of this name are staged. */
export const stageOf = (exchange: LakeExchange): string =>
  `${filesystemOf(exchange).id}/${exchange.path.join('/')}`;

export function checkTarget(exchange: LakeExchange): Node | undefined {
  const { request, context } = exchange;
  const before = lookUp(exchange);
  checkConditions(request, before, { exists: codeOf('exists', context) });
  return before;
}

/** `PUT` with `x-ms-blob-type: BlockBlob`: a whole blob; metadata `hdi_isfolder` makes it a folder. */
export async function putBlob(exchange: LakeExchange): Promise<void> {
  const { disk, request } = exchange;
  if (header(request, 'x-ms-blob-type')?.toLowerCase() !== 'blockblob') {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      { details: { HeaderName: 'x-ms-blob-type' } },
    );
  }
  refuseStructuredBody(request);
  const before = checkTarget(exchange);
  const metadata = metadataOf(request);
  if (
    Object.entries(metadata).some(
      ([name, value]) => name.toLowerCase() === 'hdi_isfolder' && value === 'true',
    )
  ) {
    answer(exchange, 201, versionHeaders(makeFolder(exchange, before, { metadata })));
    return;
  }
  const content = disk.content.create();
  try {
    const written = await disk.content.write(content, 0, request as AsyncIterable<Buffer>, { md5: true });
    checkMd5(request, written.md5);
    checkTarget(exchange);
    const own = written.md5 === undefined ? {} : { 'content-md5': written.md5 };
    const headers = { ...own, ...standardHeaders(exchange) };
    const file = replaceFile(exchange, { size: written.size, content, properties: { metadata, headers } });
    disk.content.discard(disk.tree.clearBlocks(stageOf(exchange)));
    answer(exchange, 201, { ...versionHeaders(file), ...encrypted, ...own });
  } catch (error) {
    disk.content.discard([content]);
    throw error;
  }
}

/** Headers for the blob: `x-ms-blob-content-type`, else the request's own content type. */
function standardHeaders({ request }: LakeExchange): Record<string, string> {
  const type = header(request, 'content-type');
  return { ...(type ? { 'content-type': type } : {}), ...contentHeadersOf(request, 'x-ms-blob-') };
}

/** `PUT …?comp=block&blockid=…` */
export async function putBlock(exchange: LakeExchange): Promise<void> {
  refuseStructuredBody(exchange.request);
  return writeBlock(exchange, exchange.request);
}

export async function writeBlock(exchange: LakeExchange, body: AsyncIterable<unknown>): Promise<void> {
  const { disk, request, context } = exchange;
  const stage = stageOf(exchange);
  const id = context.query.get('blockid') ?? '';
  if (id === '' || Buffer.from(id, 'base64').length > 64) {
    throw new ServiceError(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
      { details: { QueryParameterName: 'blockid' } },
    );
  }
  const content = disk.content.create();
  try {
    const withHash = header(request, 'content-md5') !== undefined;
    const written = await disk.content.write(content, 0, body as AsyncIterable<Buffer>, { md5: withHash });
    checkMd5(request, written.md5);
    const old = disk.tree.addBlock(stage, id, { content, size: written.size });
    if (old !== undefined) disk.content.discard([old]);
    answer(exchange, 201, {
      ...encrypted,
      ...(written.md5 === undefined ? {} : { 'content-md5': written.md5 }),
    });
  } catch (error) {
    disk.content.discard([content]);
    throw error;
  }
}

interface Piece {
  readonly id: string;
  readonly content: string;
  readonly offset: number;
  readonly size: number;
}

/** The names in a block list, in order, each with the list it may be taken from. */
function parseBlockList(text: string): { source: string; id: string }[] {
  const parser = new XMLParser({ preserveOrder: true, parseTagValue: false, trimValues: true });
  const document = parser.parse(text) as Record<string, unknown>[];
  const list = document.find((node) => 'BlockList' in node)?.['BlockList'];
  if (!Array.isArray(list))
    throw new ServiceError(400, 'InvalidXmlDocument', 'XML specified is not syntactically valid.');
  return (list as Record<string, { '#text'?: string }[]>[]).flatMap((node) =>
    Object.entries(node).map(([source, value]) => ({ source, id: value[0]?.['#text'] ?? '' })),
  );
}

function piecesOf(exchange: LakeExchange, text: string): Piece[] {
  const staged = exchange.disk.tree.blocks(stageOf(exchange));
  const before = lookUp(exchange);
  const committed = new Map<string, Piece>();
  let offset = 0;
  for (const { id, size } of before?.properties.blocks ?? []) {
    committed.set(id, { id, content: before?.content ?? '', offset, size });
    offset += size;
  }
  return parseBlockList(text).map(({ source, id }) => {
    const block = source === 'Committed' ? undefined : staged.get(id);
    const piece = block
      ? { id, offset: 0, ...block }
      : source === 'Uncommitted'
        ? undefined
        : committed.get(id);
    if (!piece) throw new ServiceError(400, 'InvalidBlockList', 'The specified block list is invalid.');
    return piece;
  });
}

/** `PUT …?comp=blocklist`: joins staged and committed blocks. */
export async function putBlockList(exchange: LakeExchange): Promise<void> {
  const { disk, request } = exchange;
  checkTarget(exchange);
  const body = await readBody(request, 16 * 1024 * 1024);
  const pieces = piecesOf(exchange, body.toString());
  const content = disk.content.create();
  let size = 0;
  try {
    for (const piece of pieces) {
      if (piece.size === 0) continue;
      const bytes = disk.content.read(piece.content, piece.offset, piece.offset + piece.size);
      const source = Buffer.isBuffer(bytes) ? [bytes] : (bytes as AsyncIterable<Buffer>);
      size += (await disk.content.write(content, size, source)).size;
    }
    checkTarget(exchange);
    const properties = {
      metadata: metadataOf(request),
      headers: contentHeadersOf(request, 'x-ms-blob-'),
      blocks: pieces.map((piece) => ({ id: piece.id, size: piece.size })),
    };
    const file = replaceFile(exchange, { size, content, properties });
    disk.content.discard(disk.tree.clearBlocks(stageOf(exchange)));
    answer(exchange, 201, { ...versionHeaders(file), ...encrypted });
  } catch (error) {
    disk.content.discard([content]);
    throw error;
  }
}

/** `GET …?comp=blocklist` */
export function getBlockList(exchange: LakeExchange): void {
  const { disk, context } = exchange;
  const file = lookUp(exchange);
  const staged = [...disk.tree.blocks(stageOf(exchange))];
  if (!file && staged.length === 0) throw trouble('notFound', context);
  const type = context.query.get('blocklisttype') ?? 'committed';
  const block = (id: string, size: number): string =>
    `<Block>${element('Name', id)}${element('Size', size)}</Block>`;
  const committed = (file?.properties.blocks ?? []).map(({ id, size }) => block(id, size));
  const uncommitted = staged.map(([id, { size }]) => block(id, size));
  const lists = [
    type === 'uncommitted' ? '' : `<CommittedBlocks>${committed.join('')}</CommittedBlocks>`,
    type === 'committed' ? '' : `<UncommittedBlocks>${uncommitted.join('')}</UncommittedBlocks>`,
  ];
  const headers = file ? { ...versionHeaders(file), 'x-ms-blob-content-length': String(file.size) } : {};
  answerXml(exchange, `<BlockList>${lists.join('')}</BlockList>`, headers);
}
