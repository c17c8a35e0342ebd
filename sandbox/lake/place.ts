import { ServiceError, type Context } from '../service.ts';
import type { OpenSource } from '../copySource.ts';
import type { Disk } from '../disk/disk.ts';
import { top, type Node } from '../disk/tree.ts';
import type { Exchange } from '../disk/answers.ts';
import { segmentsOf } from '../disk/requests.ts';

/** A request with what it is about: a filesystem (container) and a path below it. */
export interface LakeExchange extends Exchange {
  readonly disk: Disk;
  readonly filesystem: string;
  readonly path: readonly string[];
  /** What the request names as its source. */
  readonly openSource: OpenSource;
}

/** One trouble, as the dfs host and as the blob host of the same account call it. */
const words = {
  noFilesystem: ['FilesystemNotFound', 'ContainerNotFound', 404, 'The specified filesystem does not exist.'],
  filesystemExists: [
    'FilesystemAlreadyExists',
    'ContainerAlreadyExists',
    409,
    'The specified filesystem already exists.',
  ],
  notFound: ['PathNotFound', 'BlobNotFound', 404, 'The specified path does not exist.'],
  exists: ['PathAlreadyExists', 'BlobAlreadyExists', 409, 'The specified path already exists.'],
  // Not confirmed for the blob host: which code a folder gets where a file is meant.
  wrongType: [
    'PathConflict',
    'ResourceTypeMismatch',
    409,
    'The specified path, or an element of the path, exists and its resource type is invalid for this operation.',
  ],
  notEmpty: [
    'DirectoryNotEmpty',
    'DirectoryIsNotEmpty',
    409,
    'The recursive query parameter value must be true to delete a non-empty directory.',
  ],
} as const;

export type Trouble = keyof typeof words;

/** The code of a trouble on this host. */
export function codeOf(trouble: Trouble, context: Context): string {
  return words[trouble][context.service === 'blob' ? 1 : 0];
}

/** The error answer for a trouble. */
export function trouble(what: Trouble, context: Context): ServiceError {
  return new ServiceError(words[what][2], codeOf(what, context), words[what][3]);
}

/**
 * Checks a path. Not confirmed: empty segments are refused, dot segments and backslashes are ordinary names, so that
 * clients meet here whatever a namespace might hold.
 */
export function checkedPath(segments: readonly string[]): readonly string[] {
  if (segments.includes('') || segments.join('/').length > 1024) {
    throw new ServiceError(
      400,
      'InvalidResourceName',
      'The specified resource name contains invalid characters or is too long.',
    );
  }
  return segments;
}

/** Splits the path of a request into filesystem and path. */
export function placeOf(exchange: Exchange): Pick<LakeExchange, 'filesystem' | 'path'> {
  const [filesystem = '', ...path] = segmentsOf(exchange.context.rawPath);
  return { filesystem, path: checkedPath(path) };
}

/** The filesystem's own node, which is its root folder as well. */
export function filesystemOf({ disk, account, filesystem, context }: LakeExchange): Node {
  const node = disk.tree.child(top, `${account}/${filesystem}`);
  if (!node) throw trouble('noFilesystem', context);
  return node;
}

/** What has this path, or `undefined`. */
export function lookUp(exchange: LakeExchange): Node | undefined {
  return exchange.disk.tree.find(filesystemOf(exchange).id, exchange.path);
}

/** What has this path. */
export function need(exchange: LakeExchange): Node {
  const node = lookUp(exchange);
  if (!node) throw trouble('notFound', exchange.context);
  return node;
}

/** The file that has this path. */
export function needFile(exchange: LakeExchange): Node {
  const node = need(exchange);
  if (node.folder) throw trouble('wrongType', exchange.context);
  return node;
}

/** The folder that holds `path`, made with those above it. */
export function makeParents(exchange: LakeExchange): Node {
  const { tree } = exchange.disk;
  let parent = filesystemOf(exchange);
  for (const name of exchange.path.slice(0, -1)) {
    parent =
      tree.child(parent.id, name) ??
      tree.add({ parent: parent.id, name, folder: true, properties: { created: Date.now() } });
    if (!parent.folder) throw trouble('wrongType', exchange.context);
  }
  return parent;
}

/** Puts a file in place of whatever file has that name. */
export function replaceFile(
  exchange: LakeExchange,
  file: Pick<Node, 'size' | 'content' | 'properties'>,
): Node {
  const { disk, path, context } = exchange;
  return disk.tree.atomically(() => {
    const before = lookUp(exchange);
    if (before?.folder) throw trouble('wrongType', context);
    if (before) disk.content.discard(disk.tree.remove(before.id));
    const properties = { created: Date.now(), ...file.properties };
    return disk.tree.add({
      parent: makeParents(exchange).id,
      name: path.at(-1) ?? '',
      folder: false,
      ...file,
      properties,
    });
  });
}
