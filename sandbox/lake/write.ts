import { header, ServiceError } from '../service.ts';
import { answer, versionHeaders } from '../disk/answers.ts';
import { checkConditions, checkMd5, contentHeadersOf, refuseStructuredBody } from '../disk/requests.ts';
import { lookUp, needFile, trouble, type LakeExchange } from './place.ts';
import { numberQuery } from './paths.ts';

const encrypted = { 'x-ms-request-server-encrypted': 'true' };

/**
 * `PATCH …?action=append&position=N`, in any order and in parallel. The bytes lie behind the file's length, where no
 * reader sees them, until a flush moves the length.
 */
export async function append(exchange: LakeExchange): Promise<void> {
  const { disk, request, context } = exchange;
  refuseStructuredBody(request);
  const file = needFile(exchange);
  const position = numberQuery(exchange, 'position');
  if (position < file.size) {
    // Not confirmed: the service's words for bytes that are committed already.
    throw new ServiceError(
      400,
      'InvalidQueryParameterValue',
      'Data was already committed at this position.',
      { details: { QueryParameterName: 'position' } },
    );
  }
  if (header(request, 'content-length') === '0') {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      { details: { HeaderName: 'Content-Length', HeaderValue: '0' } },
    );
  }
  const withHash = header(request, 'content-md5') !== undefined;
  const written = await disk.content.write(file.content, position, request as AsyncIterable<Buffer>, {
    md5: withHash,
  });
  checkMd5(request, written.md5);
  if (lookUp(exchange)?.id !== file.id) {
    if (!disk.tree.find(file.id, [])) disk.content.discard([file.content]); // else it has been moved
    throw trouble('notFound', context);
  }
  disk.tree.addExtent(file.id, position, position + written.size);
  if (context.query.get('flush') === 'true') commit(exchange, position + written.size);
  answer(exchange, 202, {
    ...encrypted,
    ...(written.md5 === undefined ? {} : { 'content-md5': written.md5 }),
  });
}

/** `PATCH …?action=flush&position=N`: makes appended data part of the file, whose length is N from then on. */
export function flush(exchange: LakeExchange): void {
  const { request } = exchange;
  checkConditions(request, needFile(exchange), { exists: 'PathAlreadyExists' });
  const file = commit(exchange, numberQuery(exchange, 'position'));
  answer(exchange, 200, { ...versionHeaders(file), ...encrypted });
}

function commit(exchange: LakeExchange, position: number): ReturnType<typeof needFile> {
  const { disk, request, context } = exchange;
  return disk.tree.atomically(() => {
    const file = needFile(exchange);
    const covered = disk.tree.extents(file.id).some(([start, end]) => start <= file.size && end >= position);
    if (position !== file.size && (position < file.size || !covered)) {
      throw new ServiceError(
        400,
        'InvalidFlushPosition',
        'The uploaded data is not contiguous or the position query parameter value is not equal to the length of the file after appending the uploaded data.',
      );
    }
    const retain = context.query.get('retainUncommittedData') === 'true';
    disk.tree.clearExtents(file.id, 0, retain ? position : undefined);
    const headers = { ...file.properties.headers, ...contentHeadersOf(request) };
    return disk.tree.change(file.id, { size: position, properties: { ...file.properties, headers } });
  });
}
