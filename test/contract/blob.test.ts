import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { Secret } from '../../src/common/secret.ts';
import { openBlob } from '../../src/storage/blob.ts';
import { traceLog } from '../support/log.ts';
import { startAzurite, type Azurite } from './azurite.ts';
import { describeStorage } from './suite.ts';

describe('blob on Azurite', () => {
  let azurite: Azurite;
  let count = 0;

  before(async function () {
    this.timeout(40_000);
    azurite = await startAzurite();
  });
  after(() => azurite.stop());

  async function container(): Promise<{ name: string; address: string }> {
    const name = `container-${++count}`;
    const address = `${azurite.url}/${azurite.account}/${name}`;
    await new ContainerClient(address, new StorageSharedKeyCredential(azurite.account, azurite.key)).create();
    return { name, address };
  }

  describeStorage('blob', async () => {
    const credential = {
      kind: 'accountKey',
      account: azurite.account,
      key: new Secret(azurite.key),
    } as const;
    const [own, other] = [await container(), await container()];
    return {
      storage: openBlob({ address: own.address, credential, log: traceLog }),
      neighbour: openBlob({ address: other.address, credential, log: traceLog }),
      neighbourName: other.name,
    };
  });
});
