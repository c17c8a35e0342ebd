import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { azureClouds } from '../../../src/azureml/cloud.ts';
import { parsePasted, readPasted } from '../../../src/registration/pasted.ts';

const cloud = azureClouds.AzureCloud;
const key = Buffer.alloc(64, 5).toString('base64');
const sas = 'sv=2022-11-02&sr=c&sp=rl&sig=c2lnbmF0dXJl';

function read(text: string, chosen?: string) {
  const pasted = parsePasted(text, cloud, chosen);
  const said = Object.entries(pasted?.answers ?? {}).filter(([, value]) => value !== '');
  return pasted && { ...Object.fromEntries(said), secret: pasted.secret?.reveal() };
}

describe('what is pasted', () => {
  const texts: readonly [string, string, object, string?][] = [
    [
      'a container’s address',
      'https://contosodata.blob.core.windows.net/images',
      { type: 'AzureBlob', accountName: 'contosodata', containerName: 'images', secret: undefined },
    ],
    [
      'the address of a blob in it',
      ' https://contosodata.blob.core.windows.net/images/train/1.png ',
      { type: 'AzureBlob', accountName: 'contosodata', containerName: 'images', secret: undefined },
    ],
    [
      'a container’s SAS address',
      `https://contosodata.blob.core.windows.net/images?${sas}`,
      {
        ...{ type: 'AzureBlob', accountName: 'contosodata', containerName: 'images' },
        ...{ credential: 'sas', secret: sas },
      },
    ],
    [
      'an account’s SAS address, which names no container',
      `https://contosodata.blob.core.windows.net/?${sas}`,
      { type: 'AzureBlob', accountName: 'contosodata', credential: 'sas', secret: sas },
    ],
    [
      'a file share’s SAS address',
      `https://contosodata.file.core.windows.net/team?${sas}`,
      {
        ...{ type: 'AzureFile', accountName: 'contosodata', fileShareName: 'team' },
        ...{ credential: 'sas', secret: sas },
      },
    ],
    [
      'a filesystem’s address',
      'https://contosolake.dfs.core.windows.net/research/a',
      { type: 'AzureDataLakeGen2', accountName: 'contosolake', filesystem: 'research', secret: undefined },
    ],
    [
      'a filesystem’s SAS address, which only a Blob datastore can hold',
      `https://contosolake.dfs.core.windows.net/research?${sas}`,
      {
        ...{ type: 'AzureBlob', accountName: 'contosolake', containerName: 'research' },
        ...{ credential: 'sas', secret: sas },
      },
    ],
    [
      'an address for Spark',
      'abfss://research@contosolake.dfs.core.windows.net/a/b',
      { type: 'AzureDataLakeGen2', accountName: 'contosolake', filesystem: 'research', secret: undefined },
    ],
    [
      'an older address for Spark',
      'wasbs://images@contosodata.blob.core.windows.net',
      { type: 'AzureBlob', accountName: 'contosodata', containerName: 'images', secret: undefined },
    ],
    [
      'an address of another cloud, which keeps its end',
      'https://contosodata.blob.core.chinacloudapi.cn/images',
      {
        ...{ type: 'AzureBlob', accountName: 'contosodata', containerName: 'images' },
        ...{ endpoint: 'core.chinacloudapi.cn', secret: undefined },
      },
    ],
    [
      'a connection string with a key',
      `DefaultEndpointsProtocol=https;AccountName=contosodata;AccountKey=${key};EndpointSuffix=core.windows.net`,
      { type: 'AzureBlob', accountName: 'contosodata', credential: 'accountKey', secret: key },
    ],
    [
      'a connection string where files are meant',
      `AccountName=contosodata;AccountKey=${key}`,
      { type: 'AzureFile', accountName: 'contosodata', credential: 'accountKey', secret: key },
      'AzureFile',
    ],
    [
      'a connection string with a key where a Data Lake is meant, which holds none',
      `AccountName=contosolake;AccountKey=${key}`,
      { type: 'AzureBlob', accountName: 'contosolake', credential: 'accountKey', secret: key },
      'AzureDataLakeGen2',
    ],
    [
      'a connection string with a SAS',
      `BlobEndpoint=https://contosodata.blob.core.windows.net/;SharedAccessSignature=${sas}`,
      { type: 'AzureBlob', accountName: 'contosodata', credential: 'sas', secret: sas },
    ],
  ];
  for (const [title, text, wanted, chosen] of texts)
    it(`may be ${title}`, () => assert.deepEqual(read(text, chosen), wanted));

  it('takes back what an earlier one has left', () => {
    const { answers } = readPasted('https://contosodata.blob.core.windows.net/', cloud);
    assert.deepEqual([answers['endpoint'], answers['containerName'], answers['resourceGroup']], ['', '', '']);
    const string = readPasted(`AccountName=contosodata;AccountKey=${key}`, cloud);
    assert.ok(!('containerName' in string.answers), 'which says nothing of containers');
  });

  it('keeps its secret out of sight', () => {
    const pasted = readPasted(`https://contosodata.blob.core.windows.net/images?${sas}`, cloud);
    assert.doesNotMatch(inspect(pasted) + JSON.stringify(pasted), /c2lnbmF0dXJl/);
  });

  it('is refused with a sentence that does not repeat it where it is nothing of the kind', () => {
    for (const text of [
      '',
      'hello',
      'https://example.com/?sig=TOPSECRET',
      'AccountKey=TOPSECRET',
      'file:///etc/passwd',
    ])
      assert.throws(
        () => readPasted(text, cloud),
        (error: Error) => /connection string/.test(error.message) && !error.message.includes('TOPSECRET'),
        text,
      );
  });

  it('may be anything without harm', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((part) => `AccountName=abc;AccountKey=${part}`),
        ),
        (text) => {
          const pasted = parsePasted(text, cloud);
          for (const value of Object.values(pasted?.answers ?? {})) assert.equal(typeof value, 'string');
        },
      ),
    );
  });
});
