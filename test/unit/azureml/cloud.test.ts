import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
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
    portal: 'file:///etc/passwd?',
    studio: 'http://ml.mars.example',
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

  const { AzureCloud, AzureChinaCloud } = azureClouds;
  const inUse: Record<string, object> = {
    'VS Code’s sign-in to the public cloud': { authenticationProvider: 'microsoft' },
    'VS Code’s sign-in to China': {
      name: 'AzureChinaCloud',
      authenticationProvider: AzureChinaCloud.authenticationProvider,
    },
    'the public Azure Resource Manager': { resourceManager: 'https://MANAGEMENT.azure.com.:443/' },
    'the public sign-in service': { login: AzureCloud.login },
  };
  for (const [what, given] of Object.entries(inUse)) {
    for (const member of ['storageSuffix', 'dataPlaneSuffixes']) {
      it(`that has ${what} has no ${member} of its own`, () => {
        const { storageSuffix, dataPlaneSuffixes } = what.includes('China') ? AzureChinaCloud : AzureCloud;
        const suffixes = { storageSuffix, dataPlaneSuffixes };
        parseCloud({ ...custom, ...given, ...suffixes });
        const wrongSuffixes = { ...suffixes, [member]: custom[member as keyof typeof suffixes] };
        assert.throws(
          () => parseCloud({ ...custom, ...given, ...wrongSuffixes }),
          (error) => isFailure(error, 'invalidInput') && error.message.includes(`“${member}”`),
        );
      });
    }
  }

  it('of VS Code’s sign-in to other clouds keeps its own suffixes', () => {
    const { authenticationProvider } = AzureChinaCloud;
    assert.equal(parseCloud({ ...custom, authenticationProvider }).storageSuffix, custom.storageSuffix);
  });

  it('has its portal and studio as addresses without an end that would change those built on them', () => {
    const { portal, studio } = parseCloud({
      ...custom,
      portal: 'https://portal.mars.example/?a#b',
      studio: 'https://ml.mars.example/',
    });
    assert.deepEqual([portal, studio], ['https://portal.mars.example', 'https://ml.mars.example']);
  });

  it('trusts the authorities of its file besides those of the system', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'azureml-datastores-cloud-'));
    try {
      const caFile = join(dir, 'ca.pem');
      await writeFile(caFile, 'its own authority');
      const { ca = '' } = await reachOf(parseCloud({ ...custom, caFile }));
      assert(ca.includes('its own authority'));
      assert(rootCertificates.length > 0 && rootCertificates.every((root) => ca.includes(root.trim())));
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

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
