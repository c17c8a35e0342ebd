import { BlockBlobClient, newPipeline, StorageSharedKeyCredential } from '@azure/storage-blob';
import { Secret } from '../../../src/common/secret.ts';
import type { StorageConnection, StorageCredential } from '../../../src/storage/connection.ts';
import type { BlobTarget } from '../../../src/storage/copyBlob.ts';
import { addressOf } from '../../../src/storage/names.ts';
import { createService } from '../../../src/storage/service.ts';
import { openStorage, type StorageService } from '../../../src/storage/open.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { traceLog } from '../../support/log.ts';
import type { Sandbox } from '../../support/sandbox.ts';
import { emptyRoot } from '../roots.ts';
import { sasOf } from '../sas.ts';
import { signedIn } from '../signedIn.ts';

/** One side of a copy: `blob of contosodata`. */
export interface Side {
  readonly service: StorageService;
  readonly account: keyof Sandbox['accounts'];
}

export interface Root {
  readonly storage: Storage;
  readonly connection: StorageConnection;
  /** Finds its requests. */
  readonly path: string;
}

export type By = 'key' | 'sas' | 'identity' | 'reader';

/** A new, empty root, made by a client that is not ours. */
export async function rootOf(running: Sandbox, { service, account }: Side, by: By = 'key'): Promise<Root> {
  const { name, address } = await emptyRoot(running, { service, account, prefix: 'copy' });
  const transport = { agent: running.agent, dial: running.dial };
  const connection: StorageConnection = {
    ...{ address, credential: credentialOf(running, account, by), transport, log: traceLog },
  };
  return { connection, storage: await openStorage(service, connection), path: `/${name}([/?]|$)` };
}

function credentialOf(running: Sandbox, account: Side['account'], by: By): StorageCredential {
  const { key } = running.accounts[account];
  if (by === 'key') return { kind: 'accountKey', account, key: new Secret(key) };
  if (by === 'sas') return { kind: 'sas', token: sasOf(account, key, 'rwdlac') };
  const { reader, user } = running.principals;
  return { kind: 'identity', credential: signedIn(running, by === 'reader' ? reader : user) };
}

/** What the parts of a copy work with, as a storage has it. */
export function blobTargetOf(given: StorageConnection): BlobTarget {
  const connection = { ...given, address: given.address.replace('.dfs.', '.blob.') };
  if (connection.credential.kind !== 'accountKey') throw new TypeError('A key is needed.');
  const { account, key } = connection.credential;
  const service = createService('blob', connection);
  const pipeline = newPipeline(
    new StorageSharedKeyCredential(account, key.reveal()),
    service.pipelineOptions,
  );
  const reach = (path: string) => {
    const address = addressOf(service.address, path);
    return { address, hot: undefined, client: () => new BlockBlobClient(address, pipeline) };
  };
  return { service, connection, reach };
}
