import assert from 'node:assert/strict';
import { delimiter, dirname } from 'node:path';
import { connect, type Connected, type ConnectSettings } from '../../src/azureml/connect.ts';
import type { WorkspaceList } from '../../src/azureml/workspaces.ts';
import { isFailure } from '../../src/common/failure.ts';
import { silentLog } from '../../src/common/log.ts';
import { root } from '../../src/storage/path.ts';
import { azureCli, sandbox, type Sandbox, type SandboxPrincipal } from '../support/sandbox.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** None of what the machine that runs the tests may say of sign-ins. */
const nobody: Variables = Object.fromEntries(
  [
    ...['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZ_SIGNED_OUT'],
    ...['IDENTITY_ENDPOINT', 'IDENTITY_HEADER', 'MSI_ENDPOINT', 'MSI_SECRET', 'DEFAULT_IDENTITY_CLIENT_ID'],
  ].map((name) => [name, undefined]),
);

function setAll(variables: Variables): Variables {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  return before;
}

const environmentOf = ({ tenantId, clientId, clientSecret }: SandboxPrincipal): Variables => ({
  AZURE_TENANT_ID: tenantId,
  AZURE_CLIENT_ID: clientId,
  AZURE_CLIENT_SECRET: clientSecret,
});

const names = ({ workspaces }: WorkspaceList) => workspaces.map(({ name }) => name);

describe('Azure Machine Learning, signed in', function () {
  this.timeout(60_000);
  let box: Sandbox;
  let azure: Connected | undefined;
  let before: Variables = {};

  const signedIn = async (
    authentication: ConnectSettings['authentication'],
    variables: Variables,
  ): Promise<Connected> => {
    before = setAll({ ...nobody, ...variables });
    const settings = { cloud: 'custom', customCloud: box.cloud, authentication } as const;
    return (azure = await connect(settings, () => assert.fail('Nobody is to be asked.'), silentLog));
  };
  const own = () => box.workspaces.map(({ name }) => name).sort();

  // A hook of this name is mocha's own.
  globalThis.before(async () => {
    box = await sandbox();
  });
  afterEach(async () => {
    azure?.close();
    azure = undefined;
    setAll(before);
    await box.clearFaults();
  });

  describe('as whom the Azure CLI has', () => {
    const cli = (more: Variables = {}) =>
      signedIn('azureCli', {
        PATH: [azureCli, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
        AZUREML_SANDBOX: box.dir,
        ...more,
      });

    it('sees the workspaces of every tenant that lets the account in, and the others locked', async () => {
      const list = await (await cli()).workspaces();
      assert.deepEqual(names(list), [...own(), 'tailspin-shared'].sort());
      assert.deepEqual(list.refused, []);
      assert.deepEqual(
        list.locked.map(({ name }) => name),
        ['Adventure Works', 'Northwind'],
      );
      for (const { via, failure } of list.locked)
        assert(failure.message.includes(`“az login --tenant ${via.tenantId}”`), failure.message);
    });

    it('reads the data of a tenant in which the account is a guest', async () => {
      const guest = await cli();
      const { workspaces } = await guest.workspaces();
      const shared = workspaces.find(({ name }) => name === 'tailspin-shared') ?? assert.fail();
      const { datastores, incomplete } = await guest.list(shared);
      assert.equal(incomplete, undefined);
      const store = datastores.find(({ kind }) => kind?.openStorage) ?? assert.fail();
      const { entries } = await (await guest.openStorage(shared, store)).list(root);
      assert(entries.length > 0);
    });

    it('finds a workspace of another tenant by its name', async () => {
      const guest = await cli();
      const { subscriptionId, resourceGroup, name, tenantId } =
        box.guestWorkspaces.find((one) => one.name === 'tailspin-shared') ?? assert.fail();
      const found = await guest.workspace({ subscriptionId, resourceGroup, workspace: name });
      assert.deepEqual([found.name, found.tenantId, found.via.tenantId], [name, tenantId, tenantId]);
    });

    for (const [what, variables, sentence] of [
      ['nobody is signed in', { AZ_SIGNED_OUT: '1' }, /Run “az login” in a terminal/],
      ['it is not installed', { PATH: '/nowhere' }, /The Azure CLI \(az\) was not found/],
    ] as const) {
      it(`says what to do when ${what}`, async () => {
        const nobodyThere = await cli(variables);
        await assert.rejects(
          nobodyThere.workspaces(),
          (error) => isFailure(error, 'unauthenticated') && sentence.test(error.message),
        );
      });
    }
  });

  describe('as the machine', () => {
    it('sees the workspaces from a compute instance, with nothing to type', async () => {
      const { endpoint, secret, clientId } = box.managedIdentity.compute;
      const variables = { MSI_ENDPOINT: endpoint, MSI_SECRET: secret, DEFAULT_IDENTITY_CLIENT_ID: clientId };
      const machine = await signedIn('managedIdentity', variables);
      assert.deepEqual(names(await machine.workspaces()), own());
    });

    it('says which identity to choose when the one that is named is not there', async () => {
      const { endpoint, header } = box.managedIdentity;
      const machine = await signedIn('managedIdentity', {
        IDENTITY_ENDPOINT: endpoint,
        IDENTITY_HEADER: header,
        AZURE_CLIENT_ID: box.principals.user.clientId,
      });
      await assert.rejects(
        machine.workspaces(),
        (error) => isFailure(error, 'unauthenticated') && error.message.includes('AZURE_CLIENT_ID'),
      );
    });
  });

  describe('as a team with 250 workspaces', () => {
    const platform = () => signedIn('environment', environmentOf(box.principals.platform));

    it('sees those of one subscription while the others have not answered, and all in the end', async () => {
      const team = await platform();
      const action = { kind: 'hang' } as const;
      const held = await box.addFault({ host: '^management\\.', path: '/workspaces', skip: 1, action });
      const stop = new AbortController();
      const first = await new Promise<WorkspaceList>((resolve) => {
        const listed = team.workspaces({ signal: stop.signal, onProgress: resolve });
        listed.catch(() => {});
      });
      stop.abort();
      await box.removeFault(held);
      assert.deepEqual([first.workspaces.length, first.complete], [25, false]);
      const list = await team.workspaces();
      assert.deepEqual([list.workspaces.length, list.refused.length, list.complete], [250, 0, true]);
    });

    it('sees them although Azure has too many requests for a while', async () => {
      const team = await platform();
      const action = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: 1 } as const;
      await box.addFault({ host: '^management\\.', path: '/workspaces', count: 10, action });
      const list = await team.workspaces();
      assert.deepEqual([list.workspaces.length, list.refused.length], [250, 0]);
    });

    it('sees all 120 datastores of one of them, each once', async () => {
      const team = await platform();
      const { workspaces } = await team.workspaces();
      const first = workspaces.find(({ name }) => name === 'team-01-ws-01') ?? assert.fail();
      const { datastores, incomplete } = await team.list(first);
      assert.equal(incomplete, undefined);
      assert.equal(datastores.length, 120);
      assert.equal(new Set(datastores.map(({ name }) => name)).size, 120);
      assert.equal(datastores.filter(({ isDefault }) => isDefault).length, 1);
    });
  });

  describe('as a service principal', () => {
    const user = () => signedIn('environment', environmentOf(box.principals.user));
    const stranger = async () => (await box.requests({ host: 'stranger\\.example$' })).requests;

    it('sees types that have no files, or that nobody knows', async () => {
      const one = await user();
      const { workspaces } = await one.workspaces();
      const workspace = workspaces.find(({ name }) => name === box.workspaces[0]?.name) ?? assert.fail();
      const { datastores } = await one.list(workspace);
      const lakehouse = datastores.find(({ name }) => name === 'onelake_sales') ?? assert.fail();
      assert.equal(lakehouse.kind?.label(), 'Microsoft Fabric OneLake');
      assert.deepEqual(Object.keys(lakehouse.values).sort(), [
        'artifactName',
        'artifactType',
        'endpoint',
        'oneLakeWorkspaceName',
      ]);
      await assert.rejects(
        one.openStorage(workspace, lakehouse),
        (error) => isFailure(error, 'unsupported') && error.message.includes('Microsoft Fabric OneLake'),
      );
      const unknown = datastores.find(({ name }) => name === 'graph_store') ?? assert.fail();
      assert.deepEqual([unknown.type, unknown.kind], ['AzureGraph', undefined]);
    });

    it('gives Azure the claims that it asks for', async () => {
      const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
      const challenge = `Bearer authorization_uri="${box.cloud.login}", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
      const action = { kind: 'status', status: 401, headers: { 'www-authenticate': challenge } } as const;
      await box.addFault({ host: '^management\\.', count: 1, action });
      assert.deepEqual(names(await (await user()).workspaces()), own());
      const always = await box.addFault({ host: '^management\\.', action });
      const refused = await azure?.workspaces().then(
        () => assert.fail(),
        (error: unknown) => error,
      );
      await box.removeFault(always);
      assert(isFailure(refused, 'unauthenticated'));
      assert.match(refused.message, /AZURE_CLIENT_SECRET/);
      assert.equal(refused.facts.signIn, undefined);
    });

    for (const [what, host] of [
      ['its sign-in service', '^login\\.'],
      ['Azure', '^management\\.'],
    ] as const) {
      it(`sends nothing to where ${what} redirects`, async () => {
        await box.clearRequests();
        const location = 'https://stranger.example/steal';
        await box.addFault({ host, action: { kind: 'redirect', location } });
        await assert.rejects((await user()).workspaces(), (error) => isFailure(error));
        assert.deepEqual(await stranger(), []);
      });
    }

    it('names the host to which Azure redirects', async () => {
      const location = 'https://stranger.example/steal';
      await box.addFault({ host: '^management\\.', action: { kind: 'redirect', location } });
      await assert.rejects(
        (await user()).workspaces(),
        (error) => isFailure(error, 'permissionDenied') && error.message.includes('stranger.example'),
      );
    });
  });
});
