import { createHash } from 'node:crypto';

/** One request to the sink; its body has been dropped. */
export interface Request {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly length: number;
  readonly range?: { readonly from: number; readonly to: number };
  readonly goesAhead: boolean;
}

export interface Answer {
  readonly status: number;
  /** Lines that each end with CR LF. */
  readonly headers?: string;
  readonly text?: string;
  /** The body: so many zeros. */
  readonly zeros?: number;
  /** Content-Length of an answer to HEAD. */
  readonly length?: number;
}

const blockBlob =
  'x-ms-blob-type: BlockBlob\r\nContent-Type: application/octet-stream\r\nAccept-Ranges: bytes\r\n';
const missing: Answer = { status: 404, headers: 'x-ms-error-code: BlobNotFound\r\n' };
const pageSize = 5000;

/** Base64 MD5 of so many zeros. */
function md5OfZeros(count: number): string {
  const hash = createHash('md5');
  const part = Buffer.alloc(Math.min(count, 1024 * 1024));
  for (let left = count; left > 0; left -= part.length) hash.update(part.subarray(0, left));
  return hash.digest('base64');
}

/** What a container holds to begin with; with `md5`, its blobs have an MD5 to compare with. */
export interface Holding {
  readonly names: readonly string[];
  /** Bytes of each. */
  readonly size: number;
  readonly md5?: boolean;
}

/** The blobs of one container by the length of each. */
export function createBlobs({ names, size, md5 = false }: Holding) {
  const sum = md5 && names.length > 0 ? md5OfZeros(size) : undefined;
  const whole = sum === undefined ? blockBlob : `${blockBlob}Content-MD5: ${sum}\r\n`;
  const part = sum === undefined ? blockBlob : `${blockBlob}x-ms-blob-content-md5: ${sum}\r\n`;
  const lengths = new Map<string, number>(names.map((name) => [name, size]));
  /** What has been staged of blobs that are not committed. */
  const staged = new Map<string, number>();
  let sorted: string[] | undefined;

  function put(name: string, query: string, length: number): Answer {
    if (query.includes('comp=block&') || query.endsWith('comp=block')) {
      staged.set(name, (staged.get(name) ?? 0) + length);
      return { status: 201 };
    }
    if (query.includes('comp=blocklist')) {
      length = staged.get(name) ?? 0;
      staged.delete(name);
    } else if (query.includes('comp=') || query.includes('restype=')) return { status: 200 };
    if (!lengths.has(name)) sorted = undefined;
    lengths.set(name, length);
    return { status: 201 };
  }

  function get(name: string, { range, method }: Request): Answer {
    const length = lengths.get(name);
    if (length === undefined) return missing;
    if (method === 'HEAD') return { status: 200, headers: whole, length };
    if (!range) return { status: 200, headers: whole, zeros: length };
    const to = Math.min(range.to, length - 1);
    const headers = `${part}Content-Range: bytes ${range.from}-${to}/${length}\r\n`;
    return { status: 206, headers, zeros: Math.max(0, to - range.from + 1) };
  }

  function list(query: URLSearchParams): Answer {
    sorted ??= [...lengths.keys()].sort((a, b) => (a < b ? -1 : 1));
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const most = Math.min(Number(query.get('maxresults') ?? pageSize), pageSize);
    const parts: string[] = [];
    let at = indexFrom(sorted, query.get('marker') || prefix);
    for (let name = sorted[at]; name?.startsWith(prefix) && parts.length < most; name = sorted[at]) {
      const slash = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
      if (slash < 0) {
        parts.push(blobXml(name, lengths.get(name) ?? 0, sum));
        at += 1;
      } else {
        const folder = name.slice(0, slash + 1);
        parts.push(`<BlobPrefix><Name>${folder}</Name></BlobPrefix>`);
        at = indexFrom(sorted, `${folder}\uffff`);
      }
    }
    const next = sorted[at]?.startsWith(prefix) ? sorted[at] : '';
    const text =
      '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://127.0.0.1/" ContainerName="c">' +
      `<Blobs>${parts.join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;
    return { status: 200, headers: 'Content-Type: application/xml\r\n', text };
  }

  return {
    size() {
      let bytes = 0;
      for (const length of lengths.values()) bytes += length;
      return { blobs: lengths.size, bytes };
    },
    answer(request: Request): Answer {
      const { method, target } = request;
      const mark = target.indexOf('?');
      const query = mark < 0 ? '' : target.slice(mark + 1);
      // The path is /account/container/name; the name may be one encoded segment or several.
      const path = (mark < 0 ? target : target.slice(0, mark)).split('/').slice(3).join('/');
      const name = path.includes('%') ? decodeURIComponent(path) : path;
      if (method === 'PUT') return put(name, query, request.length);
      if (query.includes('comp=list')) return list(new URLSearchParams(query));
      if (name === '') return { status: 200 };
      if (method === 'GET' || method === 'HEAD') return get(name, request);
      return { status: lengths.delete(name) ? 202 : 404 };
    },
  };
}

/** Where the first name that is not before `name` stands. */
function indexFrom(names: readonly string[], name: string): number {
  let low = 0;
  for (let high = names.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

function blobXml(name: string, length: number, md5 = ''): string {
  return (
    `<Blob><Name>${name}</Name><Properties><Creation-Time>Thu, 01 Jan 2026 00:00:00 GMT</Creation-Time>` +
    '<Last-Modified>Thu, 01 Jan 2026 00:00:00 GMT</Last-Modified><Etag>0x1</Etag>' +
    `<Content-Length>${length}</Content-Length><Content-Type>application/octet-stream</Content-Type>` +
    `<Content-MD5>${md5}</Content-MD5>` +
    '<BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier></Properties></Blob>'
  );
}
