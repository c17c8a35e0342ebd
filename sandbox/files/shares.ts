import { ServiceError, header } from '../service.ts';
import { top } from '../disk/tree.ts';
import { answer, answerXml, element, metadataHeaders, versionHeaders } from '../disk/answers.ts';
import { checkRootName, marker, metadataOf, pageSize } from '../disk/requests.ts';
import { shareOf, type FilesExchange } from './place.ts';

const standardQuota = '102400';

/** `PUT /share?restype=share` */
export function createShare(exchange: FilesExchange): void {
  const { disk, account, share, request } = exchange;
  checkRootName(share);
  if (disk.tree.child(top, `${account}/${share}`)) {
    throw new ServiceError(409, 'ShareAlreadyExists', 'The specified share already exists.');
  }
  const quota = header(request, 'x-ms-share-quota') ?? standardQuota;
  const properties = { metadata: metadataOf(request), headers: { quota } };
  answer(
    exchange,
    201,
    versionHeaders(disk.tree.add({ parent: top, name: `${account}/${share}`, folder: true, properties })),
  );
}

/** `GET /share?restype=share` */
export function shareProperties(exchange: FilesExchange): void {
  const share = shareOf(exchange);
  answer(exchange, 200, {
    ...versionHeaders(share),
    ...metadataHeaders(share.properties.metadata),
    'x-ms-share-quota': share.properties.headers?.['quota'] ?? standardQuota,
    'x-ms-access-tier': 'TransactionOptimized',
    'x-ms-enabled-protocols': 'SMB',
    'x-ms-has-immutability-policy': 'false',
    'x-ms-lease-state': 'available',
    'x-ms-lease-status': 'unlocked',
  });
}

/** `PUT /share?restype=share&comp=metadata` */
export function setShareMetadata(exchange: FilesExchange): void {
  const share = shareOf(exchange);
  const properties = { ...share.properties, metadata: metadataOf(exchange.request) };
  answer(exchange, 200, versionHeaders(exchange.disk.tree.change(share.id, { properties })));
}

/** `DELETE /share?restype=share`, with everything in it. */
export function deleteShare(exchange: FilesExchange): void {
  const { disk } = exchange;
  disk.content.discard(disk.tree.remove(shareOf(exchange).id));
  answer(exchange, 202);
}

/** `GET /?comp=list` */
export function listShares(exchange: FilesExchange): void {
  const { disk, account, context } = exchange;
  const [prefix, from] = [context.query.get('prefix') ?? '', context.query.get('marker')];
  const limit = pageSize(context.query, 'maxresults');
  const found = disk.tree.children(top, {
    prefix: `${account}/${prefix}`,
    after: marker.decode(from),
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const withMetadata = (context.query.get('include') ?? '').includes('metadata');
  const entries = page.map((share) => {
    const version = versionHeaders(share);
    const properties = [
      element('Last-Modified', version['last-modified']),
      element('Etag', version['etag']),
      element('Quota', share.properties.headers?.['quota'] ?? standardQuota),
      element('AccessTier', 'TransactionOptimized'),
      element('LeaseStatus', 'unlocked') + element('LeaseState', 'available'),
    ].join('');
    const metadata = Object.entries(share.properties.metadata ?? {}).map(([name, value]) =>
      element(name, value),
    );
    const metadataElement = withMetadata ? `<Metadata>${metadata.join('')}</Metadata>` : '';
    return `<Share>${element('Name', share.name.slice(account.length + 1))}<Properties>${properties}</Properties>${metadataElement}</Share>`;
  });
  const last = page.at(-1);
  const next = last && found.length > limit ? marker.encode(last.name) : '';
  answerXml(
    exchange,
    `<EnumerationResults ServiceEndpoint="https://${context.host}/">${prefix && element('Prefix', prefix)}<Shares>${entries.join('')}</Shares>${element('NextMarker', next)}</EnumerationResults>`,
  );
}
