import { top, type Node } from '../disk/tree.ts';
import { answer, answerXml, element, metadataHeaders, versionHeaders } from '../disk/answers.ts';
import { checkRootName, marker, metadataOf, pageSize } from '../disk/requests.ts';
import { filesystemOf, trouble, type LakeExchange } from './place.ts';
import { propertiesOf, propertiesHeader } from './properties.ts';

/** `PUT /fs?restype=container`, or `?resource=filesystem` on the dfs host. */
export function createFilesystem(exchange: LakeExchange): void {
  const { disk, account, filesystem, request, context } = exchange;
  checkRootName(filesystem);
  const name = `${account}/${filesystem}`;
  if (disk.tree.child(top, name)) throw trouble('filesystemExists', context);
  const metadata = context.service === 'dfs' ? propertiesOf(request) : metadataOf(request);
  const made = disk.tree.add({
    parent: top,
    name,
    folder: true,
    properties: { metadata, created: Date.now() },
  });
  answer(exchange, 201, { ...versionHeaders(made), 'x-ms-namespace-enabled': 'true' });
}

/** `GET`, `HEAD` of a filesystem. */
export function filesystemProperties(exchange: LakeExchange): void {
  const node = filesystemOf(exchange);
  const { metadata } = node.properties;
  const own =
    exchange.context.service === 'dfs'
      ? { 'x-ms-namespace-enabled': 'true', ...propertiesHeader(metadata) }
      : {
          ...metadataHeaders(metadata),
          'x-ms-lease-state': 'available',
          'x-ms-lease-status': 'unlocked',
          'x-ms-has-immutability-policy': 'false',
          'x-ms-has-legal-hold': 'false',
          'x-ms-default-encryption-scope': '$account-encryption-key',
          'x-ms-deny-encryption-scope-override': 'false',
        };
  answer(exchange, 200, { ...versionHeaders(node), ...own });
}

/** Replaces a filesystem's metadata. */
export function setFilesystemMetadata(exchange: LakeExchange): void {
  const { request, context, disk } = exchange;
  const node = filesystemOf(exchange);
  const metadata = context.service === 'dfs' ? propertiesOf(request) : metadataOf(request);
  const changed = disk.tree.change(node.id, { properties: { ...node.properties, metadata } });
  answer(exchange, 200, versionHeaders(changed));
}

/** Removes a filesystem with everything in it. */
export function deleteFilesystem(exchange: LakeExchange): void {
  const { disk } = exchange;
  disk.content.discard(disk.tree.remove(filesystemOf(exchange).id));
  answer(exchange, 202);
}

function pageOf(exchange: LakeExchange, size: string, from: string): { page: Node[]; next: string } {
  const { disk, account, context } = exchange;
  const limit = pageSize(context.query, size);
  const prefix = `${account}/${context.query.get('prefix') ?? ''}`;
  const found = disk.tree.children(top, {
    prefix,
    after: marker.decode(context.query.get(from)),
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: last && found.length > limit ? marker.encode(last.name) : '' };
}

/** `GET /?comp=list` on the blob host. */
export function listContainers(exchange: LakeExchange): void {
  const { page, next } = pageOf(exchange, 'maxresults', 'marker');
  const withMetadata = (exchange.context.query.get('include') ?? '').includes('metadata');
  const entries = page.map((node) => {
    const version = versionHeaders(node);
    const properties = [
      element('Last-Modified', version['last-modified']) + element('Etag', version['etag']),
      element('LeaseStatus', 'unlocked') + element('LeaseState', 'available'),
      element('HasImmutabilityPolicy', 'false') + element('HasLegalHold', 'false'),
    ].join('');
    const metadata = Object.entries(node.properties.metadata ?? {}).map(([name, value]) =>
      element(name, value),
    );
    const name = element('Name', node.name.slice(exchange.account.length + 1));
    return `<Container>${name}<Properties>${properties}</Properties>${withMetadata ? `<Metadata>${metadata.join('')}</Metadata>` : ''}</Container>`;
  });
  answerXml(
    exchange,
    `<EnumerationResults ServiceEndpoint="https://${exchange.context.host}/"><Containers>${entries.join('')}</Containers>${element('NextMarker', next)}</EnumerationResults>`,
  );
}

/** `GET /?resource=account` on the dfs host. */
export function listFilesystems(exchange: LakeExchange): void {
  const { page, next } = pageOf(exchange, 'maxResults', 'continuation');
  const filesystems = page.map((node) => ({
    name: node.name.slice(exchange.account.length + 1),
    lastModified: new Date(node.modified).toUTCString(),
    eTag: `"${node.etag}"`,
  }));
  const headers = {
    'content-type': 'application/json;charset=utf-8',
    ...(next ? { 'x-ms-continuation': next } : {}),
  };
  answer(exchange, 200, headers, JSON.stringify({ filesystems }));
}

/** What kind of account this is; AzCopy asks. */
export function accountInformation(exchange: LakeExchange): void {
  answer(exchange, 200, {
    'x-ms-sku-name': 'Standard_LRS',
    'x-ms-account-kind': 'StorageV2',
    'x-ms-is-hns-enabled': 'true',
  });
}
