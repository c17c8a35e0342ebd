import { header, ServiceError } from '../service.ts';
import type { OpenSource } from '../copySource.ts';
import type { Disk } from '../disk/disk.ts';
import { top, type Node, type Properties } from '../disk/tree.ts';
import type { Exchange } from '../disk/answers.ts';
import { segmentsOf } from '../disk/requests.ts';

/** A request with what it is about: a share and a path below it. */
export interface FilesExchange extends Exchange {
  readonly disk: Disk;
  readonly share: string;
  readonly path: readonly string[];
  /** What the request names as its source. */
  readonly openSource: OpenSource;
}

// eslint-disable-next-line no-control-regex -- the service names exactly these characters
const refused = /["\\/:|<>*?\u0000-\u001F\u007F]/;

/** The service's error for names that SMB cannot hold. */
const invalidName = (): ServiceError =>
  new ServiceError(400, 'InvalidResourceName', 'The specifed resource name contains invalid characters.');

/** Checks a path below a share. Trailing dots are cut off unless the client keeps them. */
export function checkedPath(segments: readonly string[], keepDots: boolean): string[] {
  return segments.map((segment) => {
    const name = keepDots || /^\.+$/.test(segment) ? segment : segment.replace(/\.+$/, '');
    if (name === '' || name === '.' || name === '..' || name.length > 255 || refused.test(name)) {
      throw invalidName();
    }
    return name;
  });
}

/** Splits the path of a request into share and path. */
export function placeOf(exchange: Exchange): Pick<FilesExchange, 'share' | 'path'> {
  const [share = '', ...path] = segmentsOf(exchange.context.rawPath);
  return { share, path: checkedPath(path, header(exchange.request, 'x-ms-allow-trailing-dot') === 'true') };
}

/** The share's own node, which is its root folder as well. */
export function shareOf({ disk, account, share }: Pick<FilesExchange, 'disk' | 'account' | 'share'>): Node {
  const node = disk.tree.child(top, `${account}/${share}`);
  if (!node) throw new ServiceError(404, 'ShareNotFound', 'The specified share does not exist.');
  return node;
}

/** The folder that holds, or would hold, `path`. */
export function parentOf(exchange: FilesExchange, path = exchange.path): Node {
  const parent = exchange.disk.tree.find(shareOf(exchange).id, path.slice(0, -1));
  if (!parent?.folder)
    throw new ServiceError(404, 'ParentNotFound', 'The specified parent path does not exist.');
  return parent;
}

/** What has this path, or `undefined`; its parent must exist. */
export function lookUp(exchange: FilesExchange, path = exchange.path): Node | undefined {
  const name = path.at(-1);
  return name === undefined ? shareOf(exchange) : exchange.disk.tree.child(parentOf(exchange, path).id, name);
}

/** What has this path, of this kind. The other kind is `ResourceTypeMismatch` to writers and absent to readers (not confirmed). */
export function need(
  exchange: FilesExchange,
  kind: 'file' | 'folder',
  use: 'read' | 'write' = 'write',
): Node {
  const node = lookUp(exchange);
  if (node?.folder === (kind === 'folder')) return node;
  if (node && use === 'write') throw typeMismatch();
  throw new ServiceError(404, 'ResourceNotFound', 'The specified resource does not exist.');
}

export function typeMismatch(): ServiceError {
  return new ServiceError(
    409,
    'ResourceTypeMismatch',
    'The specified resource type does not match the type of the existing resource.',
  );
}

export function alreadyExists(): ServiceError {
  return new ServiceError(409, 'ResourceAlreadyExists', 'The specified resource already exists.');
}

/** `date` with the seven digits of a second that clients of this service insist on. */
export function fileTime(date: Date | number): string {
  return new Date(date).toISOString().replace('Z', '0000Z');
}

/** A time that a request sets; `now` and absence mean now, `preserve` keeps what was. */
export function timeHeader(exchange: Exchange, name: string, before: string | undefined): string {
  const text = header(exchange.request, name);
  // The JavaScript SDK writes these words with a capital.
  const word = text?.toLowerCase();
  if (text === undefined || word === 'now' || word === 'source') return fileTime(Date.now());
  if (word === 'preserve') return before ?? fileTime(Date.now());
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(text);
  if (!match || Number.isNaN(Date.parse(text))) {
    throw new ServiceError(
      400,
      'InvalidHeaderValue',
      'The value for one of the HTTP headers is not in the correct format.',
      {
        details: { HeaderName: name, HeaderValue: text },
      },
    );
  }
  return `${match[1] ?? ''}.${(match[2] ?? '').padEnd(7, '0')}Z`;
}

/** Times and attributes that a request gives a file or folder; what it does not name stays, or is the default. */
export function smbProperties(
  exchange: Exchange,
  folder: boolean,
  before?: Properties,
): Pick<Properties, 'times' | 'attributes'> {
  const time = (name: string, old: string | undefined): string =>
    before && header(exchange.request, name) === undefined && old !== undefined
      ? old
      : timeHeader(exchange, name, old);
  const attributes = header(exchange.request, 'x-ms-file-attributes');
  const standard = folder ? 'Directory' : 'Archive';
  return {
    times: {
      created: time('x-ms-file-creation-time', before?.times?.created),
      written: time('x-ms-file-last-write-time', before?.times?.written),
      changed: timeHeader(exchange, 'x-ms-file-change-time', before?.times?.changed),
    },
    attributes:
      attributes === undefined || attributes === 'preserve'
        ? (before?.attributes ?? standard)
        : attributes === 'None'
          ? standard
          : attributes,
  };
}

/** Stands for the access control of everything: it is not kept here. */
export const permissionKey = '11903374838434085349*3365316298302838467';

/** The `x-ms-file-…` headers that every answer about a file or folder carries. */
export function smbHeaders(node: Node): Record<string, string> {
  const times = node.properties.times;
  const fallback = fileTime(node.modified);
  return {
    'x-ms-file-attributes': node.properties.attributes ?? (node.folder ? 'Directory' : 'Archive'),
    'x-ms-file-creation-time': times?.created ?? fallback,
    'x-ms-file-last-write-time': times?.written ?? fallback,
    'x-ms-file-change-time': times?.changed ?? fallback,
    'x-ms-file-permission-key': permissionKey,
    'x-ms-file-id': fileId(node.id),
    'x-ms-file-parent-id': node.parent === top ? '0' : fileId(node.parent),
  };
}

/** SMB's 64-bit number of a file or folder. */
export function fileId(id: number): string {
  return (0x8000000000000000n + BigInt(id)).toString();
}
