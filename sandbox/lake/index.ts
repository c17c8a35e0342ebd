import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import {
  header,
  ServiceError,
  type Caller,
  type Permission,
  type SandboxEnv,
  type Service,
} from '../service.ts';
import { namesSource, sourceReader } from '../copySource.ts';
import { openDisk } from '../disk/disk.ts';
import { top, type Node } from '../disk/tree.ts';
import { answerXml } from '../disk/answers.ts';
import { checkRootName } from '../disk/requests.ts';
import * as blobs from './blobs.ts';
import * as copy from './copy.ts';
import * as filesystems from './filesystems.ts';
import * as list from './list.ts';
import * as paths from './paths.ts';
import { checkedPath, lookUp, placeOf, trouble, type LakeExchange } from './place.ts';
import * as read from './read.ts';
import * as write from './write.ts';

/** Data Lake Gen2 with both of its hosts, and ways past its front door for whoever writes the sample content. */
export interface LakeService extends Service {
  /** Makes the filesystem unless it exists. */
  createFilesystem(account: string, filesystem: string): void;
  /** Makes the folder and those above it. */
  mkdir(account: string, filesystem: string, path: string): void;
  /** Writes a file, making filesystem and folders. */
  put(account: string, filesystem: string, path: string, bytes: Uint8Array, modified?: Date): Promise<void>;
}

interface Operation {
  readonly needs: Permission | readonly Permission[];
  /** Permission to create is not enough when something of that name exists. */
  readonly replaces?: true;
  run(exchange: LakeExchange): Promise<void> | void;
}

const create: readonly Permission[] = ['create', 'write'];
const add: readonly Permission[] = ['add', 'write'];

/** On the dfs host, by method, what the path names, and the query's `resource` or `action`. */
const dfs: Readonly<Record<string, Operation>> = {
  'GET account account': { needs: 'list', run: filesystems.listFilesystems },
  'PUT filesystem filesystem': { needs: create, run: filesystems.createFilesystem },
  'HEAD filesystem filesystem': { needs: 'read', run: filesystems.filesystemProperties },
  'PATCH filesystem filesystem': { needs: 'write', run: filesystems.setFilesystemMetadata },
  'DELETE filesystem filesystem': { needs: 'delete', run: filesystems.deleteFilesystem },
  'GET filesystem filesystem': { needs: 'list', run: list.listPaths },
  'HEAD filesystem': { needs: 'read', run: read.properties },
  'HEAD filesystem getAccessControl': { needs: 'read', run: read.properties },
  'PUT path file': { needs: create, replaces: true, run: paths.createPath },
  'PUT path directory': { needs: create, run: paths.createPath },
  'PUT path rename': { needs: 'write', run: paths.rename },
  'PATCH path append': { needs: add, run: write.append },
  'PATCH path flush': { needs: 'write', run: write.flush },
  'PATCH path setProperties': { needs: 'write', run: paths.setMetadata },
  'PATCH path setAccessControl': { needs: 'write', run: paths.setAccessControl },
  'HEAD path': { needs: 'read', run: read.properties },
  'HEAD path getStatus': { needs: 'read', run: read.properties },
  'HEAD path getAccessControl': { needs: 'read', run: read.properties },
  'GET path': { needs: 'read', run: read.read },
  'DELETE path': { needs: 'delete', run: paths.deletePath },
};

/** On the blob host, by method, what the path names, and the query's `comp`. */
const blob: Readonly<Record<string, Operation>> = {
  'GET account list': { needs: 'list', run: filesystems.listContainers },
  'GET account properties': {
    needs: 'read',
    run: (exchange) => answerXml(exchange, '<StorageServiceProperties />'),
  },
  'PUT filesystem': { needs: create, run: filesystems.createFilesystem },
  'GET filesystem': { needs: 'read', run: filesystems.filesystemProperties },
  'HEAD filesystem': { needs: 'read', run: filesystems.filesystemProperties },
  'PUT filesystem metadata': { needs: 'write', run: filesystems.setFilesystemMetadata },
  'DELETE filesystem': { needs: 'delete', run: filesystems.deleteFilesystem },
  'GET filesystem list': { needs: 'list', run: list.listBlobs },
  'PUT path': { needs: create, replaces: true, run: blobs.putBlob },
  'PUT path copy': { needs: create, replaces: true, run: copy.copyBlob },
  'PUT path fromUrl': { needs: create, replaces: true, run: copy.putBlobFromUrl },
  'PUT path blockFromUrl': { needs: 'write', run: copy.putBlockFromUrl },
  'PUT path block': { needs: 'write', run: blobs.putBlock },
  'PUT path blocklist': { needs: 'write', run: blobs.putBlockList },
  'GET path blocklist': { needs: 'read', run: blobs.getBlockList },
  'PUT path metadata': { needs: 'write', run: paths.setMetadata },
  'PUT path properties': { needs: 'write', run: paths.setHeaders },
  'HEAD path': { needs: 'read', run: read.properties },
  'GET path': { needs: 'read', run: read.read },
  'DELETE path': { needs: 'delete', run: paths.deletePath },
};

const information: Operation = {
  needs: ['read', 'list', 'write', 'create'],
  run: filesystems.accountInformation,
};

function operationOf({ request, context, filesystem, path }: LakeExchange): Operation {
  const { query, service } = context;
  const what = filesystem === '' ? 'account' : path.length > 0 ? 'path' : 'filesystem';
  if (service === 'blob' && query.get('restype') === 'account') return information;
  // A lone name without restype=container would be a blob of the root container.
  if (service === 'blob' && what === 'filesystem' && query.get('restype') !== 'container')
    throw trouble('notFound', context);
  const renamed = header(request, 'x-ms-rename-source') !== undefined;
  const dfsWord = renamed ? 'rename' : (query.get('resource') ?? query.get('action'));
  const words = [request.method, what, service === 'blob' ? blobWord(request, query.get('comp')) : dfsWord];
  const operation = (service === 'blob' ? blob : dfs)[words.filter(Boolean).join(' ')];
  if (operation) return operation;
  throw new ServiceError(
    400,
    'UnsupportedQueryParameter',
    'One of the query parameters specified in the request URI is not supported.',
  );
}

function blobWord(request: IncomingMessage, comp: string | null): string | null {
  if (!namesSource(request)) return comp;
  if (comp !== null) return `${comp}FromUrl`;
  return header(request, 'x-ms-blob-type') === undefined ? 'copy' : 'fromUrl';
}

const instances = new WeakMap<SandboxEnv, LakeService>();

/** The one Data Lake of this sandbox; the same for every caller. */
export function createLake(env: SandboxEnv): LakeService {
  const service = instances.get(env) ?? openLake(env);
  instances.set(env, service);
  return service;
}

function openLake(env: SandboxEnv): LakeService {
  const disk = openDisk(join(env.dir, 'lake'), { foldCase: false });
  const sources = sourceReader(env);
  const now = (): { created: number } => ({ created: Date.now() });
  const createFilesystem = (account: string, filesystem: string): Node => {
    checkRootName(filesystem);
    const name = `${account}/${filesystem}`;
    return (
      disk.tree.child(top, name) ?? disk.tree.add({ parent: top, name, folder: true, properties: now() })
    );
  };
  const mkdir = (account: string, filesystem: string, path: readonly string[]): Node =>
    path.reduce(
      (parent, name) =>
        disk.tree.child(parent.id, name) ??
        disk.tree.add({ parent: parent.id, name, folder: true, properties: now() }),
      createFilesystem(account, filesystem),
    );
  const split = (path: string): readonly string[] => checkedPath(path.replace(/\/$/, '').split('/'));
  return {
    async handle(request, response, context) {
      const base = { request, response, context, account: context.account ?? '' };
      const known: { caller?: Caller } = {};
      const openSource = sources.of(request, context, known);
      const exchange: LakeExchange = { ...base, disk, ...placeOf(base), openSource };
      const operation = operationOf(exchange);
      known.caller = await env.authorizeStorage(request, context, operation.needs);
      if (operation.replaces && lookUp(exchange)) await env.authorizeStorage(request, context, 'write');
      await operation.run(exchange);
    },
    createFilesystem: (account, filesystem) => void createFilesystem(account, filesystem),
    mkdir: (account, filesystem, path) => void mkdir(account, filesystem, split(path)),
    async put(account, filesystem, path, bytes, modified = new Date()) {
      const names = split(path);
      const content = disk.content.create();
      if (bytes.length > 0) await disk.content.write(content, 0, [bytes]);
      disk.tree.atomically(() => {
        const parent = mkdir(account, filesystem, names.slice(0, -1)).id;
        const name = names.at(-1) ?? '';
        const before = disk.tree.child(parent, name);
        if (before) disk.content.discard(disk.tree.remove(before.id));
        disk.tree.add({
          parent,
          name,
          folder: false,
          size: bytes.length,
          content,
          modified: modified.getTime(),
          properties: now(),
        });
      });
    },
    reset: () => disk.clear(),
    async close() {
      instances.delete(env);
      sources.close();
      await disk.close();
    },
  };
}
