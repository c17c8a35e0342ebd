import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxEnv } from '../service.ts';
import { makePrivateDir, writePrivate } from '../state.ts';
import { copiesKey } from './azuriteCopies.ts';
import { roots } from './layout.ts';
import { inParallel } from './parallel.ts';
import { createStorageClient, type StorageClient } from './storageClient.ts';

/** Where the big folder is. */
export const manyAccount = 'contosodata';
const account = manyAccount;
/** How many files the big folder has. */
export const manyCount = 20_000;

/** Name of the file with this index. */
export function manyName(index: number): string {
  return `many/sample_${String(index).padStart(5, '0')}.json`;
}

const markerOf = (env: SandboxEnv) => join(env.dir, 'content', 'many');

const group = 100;

/** One real upload for each hundred; the others are made beside it by `azuriteCopies.ts`. */
async function write(client: StorageClient): Promise<void> {
  const base = { account, service: 'blob', direct: true } as const;
  const firsts = Array.from({ length: manyCount / group }, (_, index) => index * group);
  await inParallel(firsts, 8, async (index) => {
    const body = Buffer.from(
      `${JSON.stringify({ batch: index / group, label: index % 1000 === 0 ? 'anomaly' : 'normal' })}\n`,
    );
    const headers = {
      'x-ms-blob-type': 'BlockBlob',
      'content-type': 'application/json',
      [`x-ms-meta-${copiesKey}`]: String(group - 1),
    };
    await client.expect({
      ...base,
      method: 'PUT',
      target: `/${roots.many}/${manyName(index)}`,
      headers,
      body,
    });
  });
  await client.expect({ ...base, method: 'HEAD', target: `/${roots.many}/${manyName(manyCount - 1)}` });
}

async function make(env: SandboxEnv): Promise<void> {
  if (existsSync(markerOf(env))) return;
  const client = createStorageClient(env);
  try {
    await write(client);
    await makePrivateDir(join(env.dir, 'content'));
    await writePrivate(markerOf(env), '');
  } finally {
    client.close();
  }
}

/** Has the folder of 20,000 made when its container is first touched, once in the life of the directory. */
export function prepareMany(env: SandboxEnv): void {
  if (existsSync(markerOf(env))) return;
  let making: Promise<void> | undefined;
  env.onFirstTouch(account, roots.many, () => {
    making ??= make(env).catch((error: unknown) => {
      making = undefined;
      throw error;
    });
    return making;
  });
}

/** Forgets that it has been made: its container has been emptied. */
export async function forgetMany(env: SandboxEnv): Promise<void> {
  await rm(markerOf(env), { force: true });
}
