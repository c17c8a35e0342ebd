import assert from 'node:assert/strict';
import { isFailure } from '../../../src/common/failure.ts';
import { Secret } from '../../../src/common/secret.ts';
import { notBrowsable } from '../../../src/datastores/refusals.ts';
import { datastoreFromV1, datastoreKinds } from '../../../src/datastores/index.ts';

const access = {
  datastore: 'images',
  storageSuffix: 'core.windows.net',
  credential: { kind: 'sas', token: new Secret('sig=x') },
} as const;
const roots = { AzureBlob: 'containerName', AzureFile: 'fileShareName', AzureDataLakeGen2: 'filesystem' };

for (const [type, rootId] of Object.entries(roots)) {
  const kind = datastoreKinds.find((candidate) => candidate.type === type);
  const open = async (values: Record<string, string>) =>
    kind!.openStorage!({ accountName: 'contoso', [rootId]: 'images', ...values }, access);

  describe(`the storage behind ${type}`, () => {
    it('opens on the account that the datastore names', async () => {
      await open({});
      await open({ endpoint: '' });
      await open({ endpoint: 'core.windows.net' });
    });

    const elsewhere: Record<string, Record<string, string>> = {
      'an endpoint of another cloud': { endpoint: 'core.chinacloudapi.cn' },
      'an endpoint of somebody else': { endpoint: 'evil.example' },
      'an endpoint that only looks like this cloud’s': { endpoint: 'evil.example/.core.windows.net' },
      'an endpoint below this cloud’s': { endpoint: 'x.core.windows.net' },
      'an account with a host in it': { accountName: 'evil.example/' },
      'an account with another port': { accountName: 'evil:443' },
      'an account with capitals': { accountName: 'Contoso' },
      'no account': { accountName: '' },
    };
    for (const [what, values] of Object.entries(elsewhere)) {
      it(`gets no credential for ${what}`, async () => {
        const host = `${values['accountName'] ?? 'contoso'}.`;
        await assert.rejects(
          open(values),
          (error) =>
            isFailure(error, 'permissionDenied') &&
            error.message.includes('“images”') &&
            error.message.includes(host) &&
            error.message.includes(values['endpoint'] ?? 'core.windows.net'),
        );
      });
    }

    for (const name of [
      '',
      '.',
      '..',
      'a/b',
      '../b',
      'a\\b',
      'a?b',
      'a#b',
      '%2e%2e',
      'a%2Fb',
      'a\tb',
      'a b',
    ]) {
      it(`refuses ${JSON.stringify(name)}, which an address cannot hold`, async () => {
        await assert.rejects(open({ [rootId]: name }), (error) => isFailure(error, 'invalidInput'));
      });
    }

    it('opens the special containers', () => open({ [rootId]: '$root' }));
  });
}

describe('a datastore without files', () => {
  it('says which types hold files, all of them', () => {
    const store = datastoreFromV1({ name: 'dbfs', dataStoreType: 'DBFS' }, false);
    const { message } = notBrowsable(store);
    for (const kind of datastoreKinds)
      assert.equal(message.includes(kind.label()), kind.openStorage !== undefined || kind.type === 'DBFS');
  });
});
