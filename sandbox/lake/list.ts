import type { Node } from '../disk/tree.ts';
import { answer, element, answerXml } from '../disk/answers.ts';
import { marker, pageSize } from '../disk/requests.ts';
import { walk, type Found } from '../disk/walk.ts';
import { escapeXml } from '../service.ts';
import { checkedPath, filesystemOf, trouble, type LakeExchange } from './place.ts';
import { owner, permissionsOf } from './properties.ts';

/** 100-nanosecond steps between the years 1601 and 1970. */
const fileTimeAt1970 = 116444736000000000n;

/** Takes up to `limit`, and says where to go on when there is more. */
function pageFrom(found: Iterable<Found>, limit: number): { page: Found[]; next: string } {
  const page: Found[] = [];
  for (const one of found) {
    if (page.length === limit) return { page, next: marker.encode(page.at(-1)?.path ?? '') };
    page.push(one);
  }
  return { page, next: '' };
}

/** The direct members of `folder`, as {@link walk} gives them. */
function* level(
  exchange: LakeExchange,
  folder: Node,
  base: string,
  prefix: string,
  after: string,
  batch: number,
): Generator<Found> {
  for (let from = after; ;) {
    const nodes = exchange.disk.tree.children(folder.id, { after: from, prefix, limit: batch });
    for (const node of nodes) yield { path: base + node.name, node };
    const last = nodes.at(-1);
    if (!last || nodes.length < batch) return;
    from = last.name;
  }
}

/** The part of a continuation behind `base`, in segments. */
function resumption(token: string | null, base: string): string[] {
  const path = marker.decode(token);
  return path.startsWith(base) && path !== '' ? path.slice(base.length).split('/') : [];
}

/** `GET /fs?resource=filesystem&recursive=…[&directory=…]` on the dfs host. */
export function listPaths(exchange: LakeExchange): void {
  const { disk, context } = exchange;
  const { query } = context;
  const names = checkedPath((query.get('directory') ?? '').split('/').filter((name) => name !== ''));
  const folder = disk.tree.find(filesystemOf(exchange).id, names);
  if (!folder) throw trouble('notFound', context);
  // A file lists itself: Apache Arrow's client of the service looks for exactly that, and azureml-dataprep needs it.
  if (!folder.folder) {
    answerPaths(exchange, [{ path: names.join('/'), node: folder }], '');
    return;
  }
  const base = names.length > 0 ? `${names.join('/')}/` : '';
  const limit = pageSize(query, 'maxResults');
  const batch = Math.min(limit + 1, 1000);
  const after = resumption(query.get('continuation'), base);
  const found =
    query.get('recursive') === 'true'
      ? walk(disk.tree, folder, { base, after, batch })
      : level(exchange, folder, base, '', after[0] ?? '', batch);
  const { page, next } = pageFrom(found, limit);
  answerPaths(exchange, page, next);
}

function answerPaths(exchange: LakeExchange, page: readonly Found[], next: string): void {
  const headers = {
    'content-type': 'application/json;charset=utf-8',
    ...(next ? { 'x-ms-continuation': next } : {}),
  };
  answer(exchange, 200, headers, JSON.stringify({ paths: page.map(pathEntry) }));
}

function pathEntry({ path, node }: Found): Record<string, string> {
  return {
    contentLength: String(node.size),
    creationTime: String(BigInt(node.properties.created ?? node.modified) * 10_000n + fileTimeAt1970),
    etag: node.etag,
    ...owner,
    ...(node.folder ? { isDirectory: 'true' } : {}),
    lastModified: new Date(node.modified).toUTCString(),
    name: path,
    permissions: permissionsOf(node),
  };
}

/** `GET /container?restype=container&comp=list` on the blob host: flat with folders as empty blobs, or with `delimiter=/`. */
export function listBlobs(exchange: LakeExchange): void {
  const { disk, context, filesystem } = exchange;
  const { query } = context;
  const prefix = query.get('prefix') ?? '';
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const root = filesystemOf(exchange);
  const folder = disk.tree.find(root.id, base === '' ? [] : base.slice(0, -1).split('/'));
  const limit = pageSize(query, 'maxresults');
  const batch = Math.min(limit + 1, 1000);
  const after = resumption(query.get('marker'), base);
  const flat = (query.get('delimiter') ?? '') === '';
  const within = { prefix: prefix.slice(base.length), batch };
  const found = !folder?.folder
    ? []
    : flat
      ? walk(disk.tree, folder, { ...within, base, after })
      : level(exchange, folder, base, within.prefix, after[0] ?? '', batch);
  const { page, next } = pageFrom(found, limit);
  const include = new Set((query.get('include') ?? '').split(','));
  const entries = page.map((one) => (one.node.folder && !flat ? prefixEntry(one) : blobEntry(one, include)));
  answerXml(
    exchange,
    [
      `<EnumerationResults ServiceEndpoint="https://${context.host}/" ContainerName="${escapeXml(filesystem)}">`,
      ...(['prefix', 'marker', 'maxresults', 'delimiter'] as const).map((name) => {
        const names = {
          prefix: 'Prefix',
          marker: 'Marker',
          maxresults: 'MaxResults',
          delimiter: 'Delimiter',
        };
        return element(names[name], query.get(name) ?? undefined);
      }),
      `<Blobs>${entries.join('')}</Blobs>${element('NextMarker', next)}</EnumerationResults>`,
    ].join(''),
  );
}

function prefixEntry({ path }: Found): string {
  return `<BlobPrefix>${element('Name', `${path}/`)}</BlobPrefix>`;
}

function blobEntry({ path, node }: Found, include: ReadonlySet<string>): string {
  const { headers = {}, metadata = {}, created } = node.properties;
  const properties = [
    element('Creation-Time', new Date(created ?? node.modified).toUTCString()),
    element('Last-Modified', new Date(node.modified).toUTCString()),
    element('Etag', node.etag),
    element('ResourceType', node.folder ? 'directory' : 'file'),
    element('Content-Length', node.size),
    element('Content-Type', headers['content-type'] ?? 'application/octet-stream'),
    element('Content-Encoding', headers['content-encoding'] ?? ''),
    element('Content-Language', headers['content-language'] ?? ''),
    element('Content-MD5', headers['content-md5'] ?? ''),
    element('Cache-Control', headers['cache-control'] ?? ''),
    element('Content-Disposition', headers['content-disposition'] ?? ''),
    element('BlobType', 'BlockBlob') + element('AccessTier', 'Hot') + element('AccessTierInferred', 'true'),
    element('LeaseStatus', 'unlocked') +
      element('LeaseState', 'available') +
      element('ServerEncrypted', 'true'),
  ].join('');
  const all = { ...metadata, ...(node.folder ? { hdi_isfolder: 'true' } : {}) };
  const pairs = Object.entries(all).map(([name, value]) => element(name, value));
  const metadataElement = include.has('metadata') ? `<Metadata>${pairs.join('')}</Metadata>` : '';
  return `<Blob>${element('Name', path)}<Properties>${properties}</Properties>${metadataElement}</Blob>`;
}
