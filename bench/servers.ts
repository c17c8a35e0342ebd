import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountSas, filesClient, lakeClient } from '../test/sandbox/clients.ts';
import type { Sandbox } from '../test/support/sandbox.ts';
import type { Direction, Job } from './clients.ts';
import { countFiles, emptyFiles, freeBytes, type Place } from './place.ts';
import { namesOf, type Load } from './rows.ts';
import type { Sink } from './sinkProcess.ts';

/** What a run cost the server. */
export interface Served {
  readonly requests: number;
  /** Absent where nobody counts it. */
  readonly cpuSeconds?: number;
}

/** Where one run moves its files to or from. */
export interface Prepared {
  readonly job: Job;
  /** After the client has ended: throws unless everything has arrived. */
  readonly end: () => Promise<Served>;
  /** In any case, at last. */
  readonly clear: () => Promise<void> | void;
}

/** Prepares one run after another; `source` is the folder whose files go up. */
export type Server = (load: Load, direction: Direction, source: string) => Promise<Prepared>;

/** Bytes that are left to others on the disk. */
const spare = 2 ** 30;

let folders = 0;

/**
 * A folder for what comes down, or the one that goes up. What has come down is emptied, not deleted: ext4 looks long for
 * an inode when many have been freed in the last seconds, which would be reckoned to the next client.
 */
function folderFor(place: Place, load: Load, direction: Direction, source: string) {
  if (direction === 'up') return { dir: source, clear: () => undefined };
  const dir = join(place.target, `downloaded-${(folders += 1)}`);
  if (freeBytes(place.target) < load.files * load.size + spare)
    throw new Error(`${place.target} has no room for it.`);
  mkdirSync(dir);
  const stop = load.size >= 1024 * 1024 ? place.drain(dir) : () => undefined;
  const clear = () => {
    stop();
    emptyFiles(dir);
  };
  return { dir, clear };
}

function check(arrived: { files: number; bytes: number }, load: Load): void {
  const { files, bytes } = arrived;
  if (files === load.files && bytes === load.files * load.size) return;
  throw new Error(
    `${files} files with ${bytes} bytes arrived instead of ${load.files} of ${load.size} bytes.`,
  );
}

/** Blob, played by the sink; with `md5`, what it holds has an MD5. */
export function sinkServer(
  sink: Sink,
  place: Place,
  { ca, md5 }: { ca: string | undefined; md5: boolean },
): Server {
  return async (load, direction, source) => {
    const { dir, clear } = folderFor(place, load, direction, source);
    const names = direction === 'down' ? namesOf(load) : [];
    await sink.ask({ kind: 'reset', holding: { names, size: load.size, md5 } });
    const before = await sink.ask({ kind: 'report' });
    const end = async () => {
      const after = await sink.ask({ kind: 'report' });
      check(direction === 'down' ? countFiles(dir) : { files: after.blobs, bytes: after.bytes }, load);
      return { requests: after.requests, cpuSeconds: after.cpuSeconds - before.cpuSeconds };
    };
    return { job: { direction, dir, url: sink.url, service: 'blob', ca }, end, clear };
  };
}

/** Roots of a service that can be made, looked at and removed. */
interface Roots {
  readonly account: string;
  readonly create: (name: string) => Promise<unknown>;
  readonly remove: (name: string) => Promise<unknown>;
}

function rootsOf(box: Sandbox, service: 'file' | 'dfs'): Roots {
  const shares = filesClient(box);
  const systems = lakeClient(box);
  return service === 'file'
    ? {
        account: 'contosodata',
        create: (name) => shares.createShare(name),
        remove: (name) => shares.deleteShare(name),
      }
    : {
        account: 'contosolake',
        create: (name) => systems.getFileSystemClient(name).create(),
        remove: (name) => systems.getFileSystemClient(name).delete(),
      };
}

/**
 * Files or Data Lake, played by the sandbox behind its proxy. What comes down has been put there by `fill`, which is
 * called once for each load; what goes up goes to a root of its own.
 */
export function sandboxServer(
  box: Sandbox,
  service: 'file' | 'dfs',
  place: Place,
  fill: (job: Job) => Promise<unknown>,
): Server {
  const roots = rootsOf(box, service);
  const filled = new Map<string, string>();
  let made = 0;
  const open = async () => {
    const name = `bench-${(made += 1)}`;
    await roots.create(name);
    return name;
  };
  const jobFor = (name: string, direction: Direction, dir: string): Job => ({
    ...{ direction, dir, service, ca: box.caFile, proxy: box.proxy },
    url: `https://${roots.account}.${service}.core.windows.net/${name}?${accountSas(box, roots.account)}`,
  });
  const filledFor = async (load: Load, source: string) => {
    const name = filled.get(load.name) ?? (await open());
    if (!filled.has(load.name)) await fill(jobFor(name, 'up', source));
    filled.set(load.name, name);
    return name;
  };
  return async (load, direction, source) => {
    const up = direction === 'up';
    const name = up ? await open() : await filledFor(load, source);
    const { dir, clear } = folderFor(place, load, direction, source);
    await box.clearRequests();
    return {
      job: jobFor(name, direction, dir),
      end: async () => {
        const { count } = await box.requests({ path: `^/${name}` });
        if (!up) check(countFiles(dir), load);
        return { requests: count };
      },
      clear: async () => {
        clear();
        if (up) await roots.remove(name);
      },
    };
  };
}
