import { createFiles } from '../files/index.ts';
import { createLake } from '../lake/index.ts';
import type { SandboxEnv } from '../service.ts';
import { seedRoots } from './datasets.ts';
import { writtenAt, type SeedRoot } from './layout.ts';
import { forgetMany, manyAccount, prepareMany } from './many.ts';
import { inParallel } from './parallel.ts';
import { createStorageClient, type StorageClient } from './storageClient.ts';

async function writeBlobs({ account, root, files }: SeedRoot, client: StorageClient): Promise<void> {
  const base = { account, service: 'blob', method: 'PUT', direct: true } as const;
  await client.expect({ ...base, target: `/${root}?restype=container` }, 409);
  await inParallel(files, 8, async ({ path, bytes, type, metadata = {} }) => {
    const named = Object.entries(metadata).map(([name, value]) => [`x-ms-meta-${name}`, value]);
    const headers = {
      'x-ms-blob-type': 'BlockBlob',
      'content-type': type,
      ...(Object.fromEntries(named) as Record<string, string>),
    };
    // The whole name as one segment: nothing on the way may fold it.
    await client.expect({ ...base, target: `/${root}/${encodeURIComponent(path)}`, headers, body: bytes });
  });
}

async function writeShare(
  env: SandboxEnv,
  { account, root, files, emptyFolders = [] }: SeedRoot,
): Promise<void> {
  const service = createFiles(env);
  service.createShare(account, root);
  for (const { path, bytes } of files) await service.put(account, root, path, bytes, writtenAt);
  for (const folder of emptyFolders) service.mkdir(account, root, folder);
}

async function writeFilesystem(
  env: SandboxEnv,
  { account, root, files, emptyFolders = [] }: SeedRoot,
): Promise<void> {
  const service = createLake(env);
  service.createFilesystem(account, root);
  for (const { path, bytes } of files) await service.put(account, root, path, bytes, writtenAt);
  for (const folder of emptyFolders) service.mkdir(account, root, folder);
}

/** Run at every start, before anything is served from the outside. */
export function prepare(env: SandboxEnv): void {
  prepareMany(env);
}

/** Writes the content into empty storage services: those of `accounts`, on the first start and on reset. */
export async function seed(env: SandboxEnv, accounts: readonly string[]): Promise<void> {
  const client = createStorageClient(env);
  try {
    if (accounts.includes(manyAccount)) await forgetMany(env);
    for (const root of seedRoots(env.state).filter(({ account }) => accounts.includes(account))) {
      if (root.service === 'blob') await writeBlobs(root, client);
      else if (root.service === 'file') await writeShare(env, root);
      else await writeFilesystem(env, root);
    }
    prepareMany(env);
  } finally {
    client.close();
  }
}
