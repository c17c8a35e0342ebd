import assert from 'node:assert/strict';
import { azureClouds, isHome, parseCloud, reachOf } from '../../../src/azureml/cloud.ts';
import { isFailure } from '../../../src/common/failure.ts';

const custom = {
  name: 'Mars',
  resourceManager: 'https://management.mars.example/',
  login: 'https://login.mars.example',
  storageSuffix: 'core.mars.example',
  dataPlaneSuffixes: ['api.ml.mars.example'],
  connectTo: '127.0.0.1:8443',
};

describe('a custom cloud', () => {
  it('is read from the setting, its addresses as origins', () => {
    assert.deepEqual(parseCloud(custom), { ...custom, resourceManager: 'https://management.mars.example' });
  });

  it('reaches its hosts through the gateway it names', async () => {
    assert.deepEqual(await reachOf(parseCloud(custom)), { connectTo: { host: '127.0.0.1', port: 8443 } });
  });

  const wrong: Record<string, unknown> = {
    resourceManager: 'http://management.mars.example',
    login: undefined,
    storageSuffix: '',
    dataPlaneSuffixes: 'api.example',
    connectTo: 'nowhere',
  };
  for (const [member, value] of Object.entries(wrong)) {
    it(`with a wrong ${member} is refused in a sentence that names it`, () => {
      assert.throws(
        () => parseCloud({ ...custom, [member]: value }),
        (error) =>
          isFailure(error, 'invalidInput') &&
          error.message.includes(`“${member}”`) &&
          error.message.includes('customCloud'),
      );
    });
  }

  for (const suffix of ['', '.', '.api.example.com', 'https://api.example.com', 'com']) {
    it(`does not take “${suffix}” for the end of host names`, () => {
      assert.throws(
        () => parseCloud({ ...custom, dataPlaneSuffixes: [suffix] }),
        (error) => isFailure(error, 'invalidInput') && error.message.includes('“dataPlaneSuffixes”'),
      );
    });
  }

  it('whose certificates cannot be read says which file', async () => {
    const cloud = parseCloud({ ...custom, caFile: '/no/such/ca.pem' });
    await assert.rejects(
      reachOf(cloud),
      (error) => isFailure(error, 'invalidInput') && error.message.includes('/no/such/ca.pem'),
    );
  });
});

describe('the home of tokens', () => {
  const home = ['https://management.azure.com/subscriptions', 'https://eastus.api.azureml.ms/discovery'];
  const foreign = [
    'http://management.azure.com/subscriptions',
    'https://management.azure.com.evil.example/',
    'https://a.blob.core.windows.net/c',
    'https://a.ml.azure.com/',
    'https://ml.azure.com/',
    'https://evilapi.azureml.ms/',
    'https://api.azureml.ms.evil.example/',
    'https://evil.example/?management.azure.com',
    'https://management.azure.com@evil.example/',
    'not a url',
  ];
  for (const url of home) it(`is ${url}`, () => assert.equal(isHome(azureClouds.AzureCloud, url), true));
  for (const url of foreign)
    it(`is not ${url}`, () => assert.equal(isHome(azureClouds.AzureCloud, url), false));
});
