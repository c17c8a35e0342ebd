import { join } from 'node:path';
import { ServiceError, type Caller, type Permission, type SandboxEnv, type Service } from '../service.ts';
import { namesSource, sourceReader } from '../copySource.ts';
import { openDisk } from '../disk/disk.ts';
import { top, type Node } from '../disk/tree.ts';
import { answerXml } from '../disk/answers.ts';
import { checkRootName } from '../disk/requests.ts';
import * as contents from './contents.ts';
import * as folders from './folders.ts';
import * as move from './move.ts';
import { checkedPath, fileTime, lookUp, placeOf, type FilesExchange } from './place.ts';
import * as shares from './shares.ts';

/** Azure Files, with ways past its front door for whoever writes the sample content. */
export interface FilesService extends Service {
  /** Makes the share unless it exists. */
  createShare(account: string, share: string): void;
  /** Makes the folder and those above it. */
  mkdir(account: string, share: string, path: string): void;
  /** Writes a file, making share and folders. */
  put(account: string, share: string, path: string, bytes: Uint8Array, modified?: Date): Promise<void>;
}

interface Operation {
  readonly needs: Permission | readonly Permission[];
  /** Permission to create is not enough when something of that name exists. */
  readonly replaces?: true;
  run(exchange: FilesExchange): Promise<void> | void;
}

const create: readonly Permission[] = ['create', 'write'];

/** By method, what the path names (`service`, `share`, `directory`, `file`) and the query's `comp`. */
const operations: Readonly<Record<string, Operation>> = {
  'GET service list': { needs: 'list', run: shares.listShares },
  'GET service properties': {
    needs: 'read',
    run: (exchange) => answerXml(exchange, '<StorageServiceProperties />'),
  },
  'PUT share': { needs: create, run: shares.createShare },
  'GET share': { needs: 'read', run: shares.shareProperties },
  'HEAD share': { needs: 'read', run: shares.shareProperties },
  'DELETE share': { needs: 'delete', run: shares.deleteShare },
  'PUT share metadata': { needs: 'write', run: shares.setShareMetadata },
  'PUT directory': { needs: create, run: folders.createFolder },
  'GET directory': { needs: 'read', run: folders.folderProperties },
  'HEAD directory': { needs: 'read', run: folders.folderProperties },
  'DELETE directory': { needs: 'delete', run: folders.deleteFolder },
  'PUT directory metadata': { needs: 'write', run: folders.setFolderMetadata },
  'PUT directory properties': { needs: 'write', run: folders.setFolderProperties },
  'PUT directory rename': { needs: 'write', run: move.rename },
  'GET directory list': { needs: 'list', run: folders.listFolder },
  'PUT file': { needs: create, replaces: true, run: contents.createFile },
  'PUT file copy': { needs: create, replaces: true, run: move.copyFile },
  'PUT file rangeFromUrl': { needs: 'write', run: contents.putRangeFromUrl },
  'PUT file range': { needs: 'write', run: contents.putRange },
  'PUT file properties': { needs: 'write', run: contents.setFileProperties },
  'PUT file metadata': { needs: 'write', run: contents.setFileMetadata },
  'PUT file rename': { needs: 'write', run: move.rename },
  'GET file': { needs: 'read', run: contents.readFile },
  'HEAD file': { needs: 'read', run: contents.fileProperties },
  'GET file rangelist': { needs: 'read', run: contents.listRanges },
  'DELETE file': { needs: 'delete', run: contents.deleteFile },
};

function operationOf(exchange: FilesExchange): Operation {
  const { request, context, share } = exchange;
  const restype = context.query.get('restype');
  const what = share === '' ? 'service' : (restype ?? 'file');
  const copy = what === 'file' && namesSource(request);
  const comp = context.query.get('comp');
  const words = [request.method, what, copy && comp === null ? 'copy' : copy ? `${comp}FromUrl` : comp];
  const operation = operations[words.filter(Boolean).join(' ')];
  if (!operation || (what === 'file' && exchange.path.length === 0)) {
    throw new ServiceError(
      400,
      'InvalidQueryParameterValue',
      'Value for one of the query parameters specified in the request URI is invalid.',
    );
  }
  return operation;
}

const instances = new WeakMap<SandboxEnv, FilesService>();

/** The one Azure Files of this sandbox; the same for every caller. */
export function createFiles(env: SandboxEnv): FilesService {
  const service = instances.get(env) ?? openFiles(env);
  instances.set(env, service);
  return service;
}

function openFiles(env: SandboxEnv): FilesService {
  const disk = openDisk(join(env.dir, 'files'), { foldCase: true });
  const sources = sourceReader(env);
  const newTimes = (modified: Date): { created: string; written: string; changed: string } => {
    const time = fileTime(modified);
    return { created: time, written: time, changed: time };
  };
  const createShare = (account: string, share: string): Node => {
    checkRootName(share);
    const name = `${account}/${share}`;
    return disk.tree.child(top, name) ?? disk.tree.add({ parent: top, name, folder: true });
  };
  const mkdir = (account: string, share: string, path: readonly string[]): Node =>
    path.reduce(
      (parent, name) => {
        const properties = { times: newTimes(new Date()), attributes: 'Directory' };
        return (
          disk.tree.child(parent.id, name) ??
          disk.tree.add({ parent: parent.id, name, folder: true, properties })
        );
      },
      createShare(account, share),
    );
  const split = (path: string): string[] =>
    checkedPath(
      path.split('/').filter((name) => name !== ''),
      true,
    );
  return {
    async handle(request, response, context) {
      const account = context.account ?? '';
      const base = { request, response, context, account };
      const known: { caller?: Caller } = {};
      const openSource = sources.of(request, context, known);
      const exchange: FilesExchange = { ...base, disk, ...placeOf(base), openSource };
      const operation = operationOf(exchange);
      known.caller = await env.authorizeStorage(request, context, operation.needs);
      if (operation.replaces && lookUp(exchange)) await env.authorizeStorage(request, context, 'write');
      await operation.run(exchange);
    },
    createShare: (account, share) => void createShare(account, share),
    mkdir: (account, share, path) => void mkdir(account, share, split(path)),
    async put(account, share, path, bytes, modified = new Date()) {
      const names = split(path);
      const content = bytes.length === 0 ? '' : disk.content.create();
      if (content) await disk.content.write(content, 0, [bytes]);
      disk.tree.atomically(() => {
        const parent = mkdir(account, share, names.slice(0, -1)).id;
        const name = names.at(-1) ?? '';
        const before = disk.tree.child(parent, name);
        if (before) disk.content.discard(disk.tree.remove(before.id));
        const properties = { times: newTimes(modified), attributes: 'Archive' };
        const file = disk.tree.add({
          parent,
          name,
          folder: false,
          size: bytes.length,
          content,
          properties,
          modified: modified.getTime(),
        });
        if (content) disk.tree.addExtent(file.id, 0, bytes.length);
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
