import assert from 'node:assert/strict';
import { parseCloud, reachOf, type Cloud } from '../../src/azureml/cloud.ts';
import { connect } from '../../src/azureml/connect.ts';
import { createAzureMl, type AzureMl } from '../../src/azureml/index.ts';
import type { DataAccess } from '../../src/azureml/storages.ts';
import type { Workspace } from '../../src/azureml/workspaces.ts';
import { Failure, isFailure, type FailureWord } from '../../src/common/failure.ts';
import { silentLog } from '../../src/common/log.ts';
import type { Session } from '../../src/common/session.ts';
import { createTransport, type Transport } from '../../src/common/transport.ts';
import { controlOf, type Control } from '../sandbox/control.ts';
import { makeCertificate } from '../support/certificate.ts';
import { sandbox, type Sandbox, type SeenRequest } from '../support/sandbox.ts';
import { makeRoot } from './roots.ts';
import { signedIn } from './signedIn.ts';
import { failsWith, file, folder, pattern, readAll, write } from './support.ts';

type Who = 'managed' | 'reader';
type Account = 'contosodata' | 'contosolake';

/** What a datastore is registered with. */
interface Registration {
  readonly service?: 'blob' | 'file' | 'dfs';
  readonly credentials: Readonly<Record<string, unknown>>;
}

const workspaceName = 'vision-research';
const types = {
  blob: { datastoreType: 'AzureBlob', root: 'containerName' },
  file: { datastoreType: 'AzureFile', root: 'fileShareName' },
  dfs: { datastoreType: 'AzureDataLakeGen2', root: 'filesystem' },
};
const accountOf = (service: 'blob' | 'file' | 'dfs'): Account =>
  service === 'dfs' ? 'contosolake' : 'contosodata';

/** Somebody who may manage the workspace and has no role for its data, unless a test gives one. */
describe('the data of a workspace, with the least privilege', function () {
  this.timeout(60_000);
  let running: Sandbox;
  let control: Control;
  let cloud: Cloud;
  let transport: Transport;
  let workspace: Workspace;
  const registered: string[] = [];

  const roleOf = (principal: Who, account: string, role: 'reader' | 'contributor' | null) =>
    running.admin('POST', '/dataRoles', { principal, account, role });
  const keysAllowed = (allowSharedKeyAccess: boolean) =>
    running.admin('POST', '/accounts', { account: 'contosodata', allowSharedKeyAccess });

  const sessionOf = (who: Who): Session => ({
    ...{ id: 'somebody', account: `${who}@contoso.example`, guest: false },
    credential: () => signedIn(running, running.principals[who]),
  });
  const azureAs = (who: Who, dataAccess: DataAccess = 'auto'): AzureMl =>
    createAzureMl({ cloud, sessions: [sessionOf(who)], transport, log: silentLog, dataAccess });

  async function put(name: string, { service = 'blob', credentials }: Registration, root: string) {
    const { datastoreType, root: rootField } = types[service];
    const properties = { datastoreType, accountName: accountOf(service), [rootField]: root, credentials };
    const target = `${control.idOf(workspaceName)}/datastores/${name}?skipValidation=true&api-version=2025-09-01`;
    const { status } = await control.arm(target, { method: 'PUT', body: { properties } });
    assert(status === 200 || status === 201, String(status));
  }

  /** Registers a datastore over a new root and forgets the requests so far. */
  async function register(azure: AzureMl, registration: Registration) {
    const { name: root } = await makeRoot(running, registration.service ?? 'blob');
    const name = root.replace('-', '_');
    await put(name, registration, root);
    registered.push(name);
    const { datastores } = await azure.list(workspace);
    const datastore = datastores.find((one) => one.name === name) ?? assert.fail(name);
    await running.clearRequests();
    return { datastore, root };
  }

  const keyOf = (service: 'blob' | 'file' | 'dfs' = 'blob') => ({
    credentialsType: 'AccountKey',
    secrets: { secretsType: 'AccountKey', key: running.accounts[accountOf(service)].key },
  });
  const sasOf = (sasToken: string) => ({
    credentialsType: 'Sas',
    secrets: { secretsType: 'Sas', sasToken },
  });

  /** What has been asked of the storage, and of the control plane. */
  async function seen(): Promise<{ storage: SeenRequest[]; management: string[] }> {
    const storage = await running.requests({ host: '\\.(blob|file|dfs)\\.' });
    const management = await running.requests({ host: '^management\\.' });
    return {
      storage: storage.requests,
      management: management.requests.map(
        ({ method, path }) => `${method} ${/[^/]*$/.exec(path.replace(/\?.*/, ''))?.[0] ?? ''}`,
      ),
    };
  }
  const refused = ({ storage }: { storage: SeenRequest[] }) =>
    storage.filter(({ status }) => status === 403 || status === 401).length;

  /** The sentence that `work` fails with. */
  async function sentenceOf(work: Promise<unknown>, word: FailureWord): Promise<string> {
    const error = await work.then(
      () => assert.fail('It did not fail.'),
      (reason: unknown) => reason,
    );
    assert(
      isFailure(error, word),
      error instanceof Failure ? `${error.word}: ${error.message}` : String(error),
    );
    return error.message;
  }

  before(async () => {
    running = await sandbox();
    control = controlOf(running);
    cloud = parseCloud(running.cloud);
    transport = createTransport(await reachOf(cloud));
    await roleOf('managed', '*', null);
    const { workspaces } = await azureAs('managed').workspaces();
    workspace = workspaces.find(({ name }) => name === workspaceName) ?? assert.fail();
  });
  afterEach(async () => {
    await running.clearFaults();
    for (const account of ['contosodata', 'contosolake']) await roleOf('managed', account, null);
    await keysAllowed(true);
    for (const name of registered.splice(0))
      await control.arm(`${control.idOf(workspaceName)}/datastores/${name}`, { method: 'DELETE' });
  });
  after(async () => {
    await roleOf('managed', '*', 'contributor');
    transport.agent.destroy();
  });

  for (const service of ['blob', 'file', 'dfs'] as const) {
    const account = accountOf(service);
    for (const role of [null, 'reader'] as const) {
      it(`is reached by the key of a ${service} datastore with ${role ?? 'no'} role: one refusal, one look at the key`, async () => {
        const azure = azureAs('managed');
        await roleOf('managed', account, role);
        const { datastore, root } = await register(azure, { service, credentials: keyOf(service) });
        const storage = await azure.openStorage(workspace, datastore);
        assert.deepEqual(azure.accessOf(workspace, datastore), { by: 'identity' });
        await storage.list(folder(''));
        assert.equal(azure.accessOf(workspace, datastore)?.by, role ? 'identity' : 'datastoreCredential');
        const large = pattern(9 * 2 ** 20);
        await Promise.all(['a', 'b', 'c', 'd'].map((name) => write(storage, `x/${name}`, large)));
        assert(large.equals(await readAll(storage, 'x/c')));
        await (await azure.openStorage(workspace, datastore)).list(folder('x/'));

        const requests = await seen();
        assert.equal(refused(requests), 1);
        assert.deepEqual(requests.management, ['POST listSecrets']);
        const elsewhere = requests.storage.filter(({ path }) => !path.startsWith(`/${root}`));
        assert.deepEqual(elsewhere, [], 'straight to the root of the datastore');
        const access = azure.accessOf(workspace, datastore);
        assert(access?.by === 'datastoreCredential' && access.instead);
        const { message } = access.instead;
        const lacks = role ? 'Contributor' : 'Reader';
        const missing = `${service === 'file' ? 'Storage File Data Privileged' : 'Storage Blob Data'} ${lacks}`;
        assert(message.includes(missing), message);
        assert(message.includes(`${root} of account ${account}`), message);
      });
    }

    it(`is reached as the user where a ${service} datastore has a key that is not needed`, async () => {
      const azure = azureAs('managed');
      await roleOf('managed', account, 'contributor');
      const { datastore } = await register(azure, { service, credentials: keyOf(service) });
      const storage = await azure.openStorage(workspace, datastore);
      await write(storage, 'a', pattern(10));
      const requests = await seen();
      assert.deepEqual([refused(requests), requests.management], [0, []]);
      assert.deepEqual(azure.accessOf(workspace, datastore), { by: 'identity' });
    });
  }

  it('says both refusals to somebody who may not read the key either', async () => {
    const azure = azureAs('reader');
    const { datastore, root } = await register(azureAs('managed'), { credentials: keyOf() });
    const storage = await azure.openStorage(workspace, datastore);
    for (const [role, work] of [
      ['Reader', () => storage.list(folder(''))],
      ['Contributor', () => write(storage, 'a', pattern(10))],
    ] as const) {
      const said = await sentenceOf(work(), 'permissionDenied');
      assert(
        said.includes(`role Storage Blob Data ${role} on container ${root} of account contosodata`),
        said,
      );
      assert.match(said, /workspaces\/datastores\/listSecrets\/action/);
      assert(said.includes(`contosodata.blob.${cloud.storageSuffix}/${root}`), said);
    }
    assert.deepEqual((await seen()).management, ['POST listSecrets']);
    assert.deepEqual(azure.accessOf(workspace, datastore), { by: 'identity' });
  });

  it('does not take the key where a firewall refused the machine', async () => {
    const azure = azureAs('managed');
    const { datastore, root } = await register(azure, { credentials: keyOf() });
    await running.addFault({
      path: `^/${root}`,
      action: { kind: 'status', status: 403, code: 'AuthorizationFailure' },
    });
    const storage = await azure.openStorage(workspace, datastore);
    assert.match(await sentenceOf(storage.list(folder('')), 'permissionDenied'), /firewall/);
    assert.match(await sentenceOf(write(storage, 'a', pattern(10)), 'permissionDenied'), /firewall/);
    assert.deepEqual((await seen()).management, []);
  });

  it('says which role it takes where the account allows no keys, and goes on once that is given', async () => {
    const azure = azureAs('managed');
    const { datastore } = await register(azure, { credentials: keyOf() });
    await keysAllowed(false);
    const storage = await azure.openStorage(workspace, datastore);
    assert.match(
      await sentenceOf(storage.list(folder('')), 'permissionDenied'),
      /account key.*role Storage Blob Data Reader/,
    );
    await roleOf('managed', 'contosodata', 'reader');
    await storage.list(folder(''));
    assert.deepEqual(azure.accessOf(workspace, datastore), { by: 'identity' });
  });

  it('is reached again with a new key after the old one was refused', async () => {
    const azure = azureAs('managed');
    const { datastore, root } = await register(azure, {
      credentials: { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey', key: 'b2xk' } },
    });
    const storage = await azure.openStorage(workspace, datastore);
    await failsWith(storage.list(folder('')), 'unauthenticated');
    await put(datastore.name, { credentials: keyOf() }, root);
    await storage.list(folder(''));
    const { storage: requests } = await seen();
    assert.deepEqual(
      requests.map(({ status }) => status),
      [403, 403, 200],
    );
  });

  it('is reached as the settings say', async () => {
    const { datastore } = await register(azureAs('managed'), { credentials: keyOf() });
    const byKey = azureAs('managed', 'datastoreCredential');
    await (await byKey.openStorage(workspace, datastore)).list(folder(''));
    let requests = await seen();
    assert.deepEqual([refused(requests), requests.management], [0, ['POST listSecrets']]);
    assert.deepEqual(byKey.accessOf(workspace, datastore), { by: 'datastoreCredential' });

    await running.clearRequests();
    const asUser = azureAs('managed', 'identity');
    await failsWith((await asUser.openStorage(workspace, datastore)).list(folder('')), 'permissionDenied');
    requests = await seen();
    assert.deepEqual([refused(requests), requests.management], [1, []]);
    assert.deepEqual(asUser.accessOf(workspace, datastore), { by: 'identity' });
  });

  for (const service of ['blob', 'file', 'dfs'] as const)
    for (const dataAccess of ['datastoreCredential', 'identity'] as const)
      it(`of a ${service} datastore is not reached once the connection has closed, and nothing is half-written (${dataAccess})`, async () => {
        const settings = { cloud: 'custom', customCloud: running.cloud, authentication: 'vscode' } as const;
        const azure = await connect(
          { ...settings, dataAccess },
          () => Promise.resolve([sessionOf('managed')]),
          silentLog,
        );
        await roleOf('managed', accountOf(service), 'contributor');
        const { datastore } = await register(azure, { service, credentials: keyOf(service) });
        const storage = await azure.openStorage(workspace, datastore);
        const bytes = pattern(9 * 2 ** 20);
        const upload = await storage.createUpload(file('half'), { size: bytes.length });
        await upload.put(0, bytes.subarray(0, upload.chunkSize));
        const { management } = await seen();
        azure.close();
        const ended = /has ended, or its settings have changed/;
        for (const work of [
          () => upload.put(upload.chunkSize, bytes.subarray(upload.chunkSize)),
          () => upload.commit(),
          () => storage.list(folder('')),
          () => azure.openStorage(workspace, datastore),
          () => azure.list(workspace),
        ])
          assert.match(await sentenceOf(work(), 'unauthenticated'), ended);
        await upload.abort();
        azure.close();
        assert.deepEqual((await seen()).management, management);

        const after = await azureAs('managed', dataAccess).openStorage(workspace, datastore);
        assert.deepEqual((await after.list(folder(''))).entries, []);
      });

  it('is reached as the user from the moment that is chosen', async () => {
    const azure = azureAs('managed');
    const { datastore } = await register(azure, { credentials: keyOf() });
    const storage = await azure.openStorage(workspace, datastore);
    await storage.list(folder(''));
    azure.useIdentity(workspace, datastore);
    await failsWith(storage.list(folder('')), 'permissionDenied');
    await roleOf('managed', 'contosodata', 'reader');
    await storage.list(folder(''));
    assert.deepEqual((await seen()).management, ['POST listSecrets']);
  });

  it('is not asked for with a SAS that has expired', async () => {
    const azure = azureAs('managed');
    const { datastore } = await register(azure, {
      credentials: sasOf('?sv=2022-11-02&se=2024-05-06T07:08:09Z&sr=c&sp=rl&sig=TOPSECRET'),
    });
    const said = await sentenceOf(azure.openStorage(workspace, datastore), 'unauthenticated');
    assert(
      said.includes(`“${datastore.name}”`) && said.includes('2024') && !said.includes('TOPSECRET'),
      said,
    );
    const requests = await seen();
    assert.deepEqual([requests.storage, requests.management], [[], ['POST listSecrets']]);
  });

  it('is signed for by the certificate that a datastore holds', async () => {
    const azure = azureAs('managed');
    const { certificate, key } = await makeCertificate();
    await running.admin('POST', '/certificates', { principal: 'datastore', certificate });
    const { tenantId, clientId } = running.principals.datastore;
    const credentials = (pem: string) => ({
      ...{ credentialsType: 'Certificate', tenantId, clientId, thumbprint: '0'.repeat(40) },
      authorityUrl: cloud.login,
      secrets: { secretsType: 'Certificate', certificate: pem },
    });
    const { datastore, root } = await register(azure, {
      service: 'dfs',
      credentials: credentials(`${key}\n${certificate}`),
    });
    const storage = await azure.openStorage(workspace, datastore);
    await write(storage, 'a', pattern(10));
    assert.deepEqual(await readAll(storage, 'a'), pattern(10));
    assert.deepEqual(azure.accessOf(workspace, datastore), { by: 'datastoreCredential' });

    const { certificate: unknown, key: own } = await makeCertificate();
    await put(datastore.name, { service: 'dfs', credentials: credentials(`${own}\n${unknown}`) }, root);
    azure.forgetStorages();
    assert.match(
      await sentenceOf(storage.list(folder('')), 'unauthenticated'),
      /AADSTS700027.*certificate is not one of the application’s.*Update the datastore’s credential/,
    );

    await put(datastore.name, { service: 'dfs', credentials: credentials(certificate) }, root);
    assert.match(
      await sentenceOf(storage.list(folder('')), 'unsupported'),
      /no private key.*your own identity/,
    );
    await roleOf('managed', 'contosolake', 'reader');
    azure.useIdentity(workspace, datastore);
    assert.equal((await storage.list(folder(''))).entries.length, 1);
  });

  it('is signed for with tokens of the cloud’s storage, whatever resource a service principal was registered for', async () => {
    const azure = azureAs('managed');
    const { tenantId, clientId, clientSecret } = running.principals.datastore;
    const { datastore } = await register(azure, {
      service: 'dfs',
      credentials: {
        ...{ credentialsType: 'ServicePrincipal', tenantId, clientId, authorityUrl: cloud.login },
        resourceUrl: 'https://datalake.azure.net/',
        secrets: { secretsType: 'ServicePrincipal', clientSecret },
      },
    });
    const storage = await azure.openStorage(workspace, datastore);
    await storage.list(folder(''));
    assert.equal(refused(await seen()), 0);
  });
});
