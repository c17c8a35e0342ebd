import { randomUUID } from 'node:crypto';
import { ContainerClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob';
import {
  ShareClient,
  StorageSharedKeyCredential as ShareKey,
  newPipeline as sharePipeline,
} from '@azure/storage-file-share';
import { Secret } from '../../src/common/secret.ts';
import type { StorageConnection } from '../../src/storage/connection.ts';
import type { StorageService } from '../../src/storage/open.ts';
import { traceLog } from '../support/log.ts';
import type { Sandbox } from '../support/sandbox.ts';

type Account = keyof Sandbox['accounts'];

const accounts = { blob: 'contosodata', file: 'contosodata', dfs: 'contosolake' } as const;

/** Makes an empty container or share, or a filesystem as a container, by a client that is not ours. Resolves with its name. */
export async function emptyRoot(
  running: Sandbox,
  { service, account, prefix }: { service: StorageService; account: Account; prefix: string },
): Promise<{ name: string; address: string }> {
  const name = `${prefix}-${randomUUID().slice(0, 8)}`;
  const host = (kind: string): string => `https://${account}.${kind}.${running.cloud.storageSuffix}/${name}`;
  const { key } = running.accounts[account];
  const options: object = { agent: running.agent };
  if (service === 'file')
    await new ShareClient(host('file'), sharePipeline(new ShareKey(account, key), options)).create();
  else
    await new ContainerClient(
      host('blob'),
      newPipeline(new StorageSharedKeyCredential(account, key), options),
    ).create();
  return { name, address: host(service) };
}

/**
 * Makes an empty container, share or filesystem of the sandbox, by a client that is not ours. `direct`: bytes move over
 * sockets of our own, as where no proxy stands between.
 */
export async function makeRoot(
  running: Sandbox,
  service: StorageService,
  direct = true,
): Promise<{ name: string; connection: StorageConnection }> {
  const account = accounts[service];
  const { name, address } = await emptyRoot(running, { service, account, prefix: 'contract' });
  const thread = new URL('../../src/storage/wireThread.ts', import.meta.url);
  const credential = { kind: 'accountKey', account, key: new Secret(running.accounts[account].key) } as const;
  const transport = { agent: running.agent, ...(direct && { dial: running.dial, thread }) };
  return { name, connection: { address, credential, transport, log: traceLog } };
}
