import assert from 'node:assert/strict';
import type { AzureMl } from '../../src/azureml/index.ts';
import type { Workspace } from '../../src/azureml/workspaces.ts';
import { isFailure, type Failure } from '../../src/common/failure.ts';
import type { Datastore } from '../../src/datastores/datastore.ts';
import { root } from '../../src/storage/path.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { controlOf, type Control } from '../sandbox/control.ts';
import { connected, enter, type Rewrite } from './connected.ts';

const ws = 'vision-research';
const stranger = 'stranger.example';
const elsewhere = `https://${stranger}/elsewhere`;

/** The failure that `work` ends with. */
async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => assert.fail('It was to fail.'),
    (reason: unknown) => reason,
  );
  assert.ok(isFailure(error), String(error));
  return error;
}

/** Why workspaces are missing, be it all of them or some. */
async function missing(azure: AzureMl): Promise<Failure> {
  const found = azure.workspaces().then(({ refused, locked }) => {
    throw refused[0] ?? locked[0]?.failure ?? new Error('Nothing is missing.');
  });
  return failureOf(found);
}

describe('no token to a stranger', function () {
  this.timeout(60_000);
  let running: Sandbox;
  let control: Control;
  let leave: () => void;
  const open: (() => void)[] = [];

  before(async () => {
    running = await sandbox();
    control = controlOf(running);
    leave = enter(running.principals.user);
  });
  beforeEach(() => running.clearRequests());
  afterEach(async () => {
    await running.clearFaults();
    for (const close of open.splice(0)) close();
  });
  after(() => leave());

  async function connect(rewrite?: Rewrite): Promise<AzureMl> {
    const { azure, close } = await connected(running, rewrite);
    open.push(close);
    return azure;
  }

  async function workspaceOf(azure: AzureMl): Promise<Workspace> {
    const { workspaces } = await azure.workspaces();
    return workspaces.find(({ name }) => name === ws) ?? assert.fail(ws);
  }

  async function datastoreOf(azure: AzureMl, workspace: Workspace, name: string): Promise<Datastore> {
    const { datastores } = await azure.list(workspace);
    return datastores.find((datastore) => datastore.name === name) ?? assert.fail(name);
  }

  /** That nothing that matters has arrived there: no header that signs in, and no body, in which a secret could be. */
  async function strangerSawNothing(): Promise<void> {
    const { requests } = await running.requests({ host: '(^|\\.)stranger\\.example$' });
    assert.deepEqual(
      requests.filter(({ authorization, body }) => authorization || body),
      [],
    );
  }

  const names = (failure: Failure, host: string): void =>
    assert.ok(failure.message.includes(host), `${host} in: ${failure.message}`);

  /** That a failure names the stranger, who got nothing. */
  async function stopped(failure: Failure | undefined, host = stranger): Promise<void> {
    await strangerSawNothing();
    names(failure ?? assert.fail('It was to fail.'), host);
  }

  describe('when a datastore', () => {
    const target = (name: string) => `${control.idOf(ws)}/datastores/${name}`;
    const registered: string[] = [];
    afterEach(async () => {
      for (const name of registered.splice(0)) await control.arm(target(name), { method: 'DELETE' });
    });

    async function register(name: string, properties: object): Promise<void> {
      registered.push(name);
      const reply = await control.arm(target(name), { method: 'PUT', body: { properties } });
      assert.ok(reply.status < 300, JSON.stringify(reply.json));
    }

    const kinds = [
      ['AzureBlob', 'blob', 'contosodata', { containerName: 'images' }],
      ['AzureFile', 'file', 'contosodata', { fileShareName: 'code-391ff5ac-6576-460f-ba4d-7e03433c68b6' }],
      ['AzureDataLakeGen2', 'dfs', 'contosolake', { filesystem: 'research' }],
    ] as const;
    for (const [datastoreType, service, accountName, where] of kinds) {
      it(`of type ${datastoreType} names a host outside the cloud`, async () => {
        const { key } = running.accounts[accountName];
        const credentials =
          service === 'dfs'
            ? { credentialsType: 'None' }
            : { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey', key } };
        const endpoint = { endpoint: stranger, protocol: 'https' };
        await register('led_astray', { datastoreType, accountName, ...where, ...endpoint, credentials });
        const azure = await connect();
        const workspace = await workspaceOf(azure);
        const datastore = await datastoreOf(azure, workspace, 'led_astray');
        const failure = await failureOf(azure.openStorage(workspace, datastore));
        await stopped(failure, `${accountName}.${service}.${stranger}`);
      });
    }

    for (const protocol of ['http', 'wasb']) {
      it(`asks for ${protocol}, which is not encrypted`, async () => {
        const { key } = running.accounts.contosodata;
        await register('in_the_clear', {
          datastoreType: 'AzureBlob',
          ...{ accountName: 'contosodata', containerName: 'images' },
          ...{ endpoint: 'core.windows.net', protocol },
          credentials: { credentialsType: 'AccountKey', secrets: { secretsType: 'AccountKey', key } },
        });
        const azure = await connect();
        const workspace = await workspaceOf(azure);
        const datastore = await datastoreOf(azure, workspace, 'in_the_clear');
        assert.equal(datastore.values['protocol'], protocol);
        // The sandbox hears nothing but TLS.
        const { entries } = await (await azure.openStorage(workspace, datastore)).list(root);
        assert.ok(entries.length > 0);
        const { requests } = await running.requests({ host: '^contosodata\\.blob\\.' });
        assert.ok(requests.length > 0 && requests.every(({ status }) => status === 200));
      });
    }

    it('signs in at another service than the cloud’s own', async () => {
      const { tenantId, clientId, clientSecret } = running.principals.datastore;
      await register('signs_in_astray', {
        datastoreType: 'AzureDataLakeGen2',
        ...{ accountName: 'contosolake', filesystem: 'research' },
        ...{ endpoint: 'core.windows.net', protocol: 'https' },
        credentials: {
          ...{ credentialsType: 'ServicePrincipal', authorityUrl: `https://${stranger}`, tenantId, clientId },
          ...{ resourceUrl: 'https://storage.azure.com/' },
          secrets: { secretsType: 'ServicePrincipal', clientSecret },
        },
      });
      const azure = await connect();
      const workspace = await workspaceOf(azure);
      const datastore = await datastoreOf(azure, workspace, 'signs_in_astray');
      await stopped(await failureOf(azure.openStorage(workspace, datastore)));
    });
  });

  describe('when an answer of the control plane leads away:', () => {
    it('the discovery address of a workspace', async () => {
      const azure = await connect();
      const workspace = { ...(await workspaceOf(azure)), discoveryUrl: `https://${stranger}/discovery` };
      const { datastores, incomplete } = await azure.list(workspace);
      assert.ok(datastores.length > 0);
      await stopped(incomplete);
    });

    it('the discovery document', async () => {
      const azure = await connect((url, body) =>
        url.endsWith('/discovery') ? { ...body, history: `https://${stranger}` } : body,
      );
      const { datastores, incomplete } = await azure.list(await workspaceOf(azure));
      assert.ok(datastores.length > 0);
      await stopped(incomplete);
    });

    it('the next page of the subscriptions', async () => {
      const azure = await connect((url, body) =>
        url.includes('/subscriptions?') ? { ...body, nextLink: elsewhere } : body,
      );
      await stopped(await missing(azure));
    });

    it('the next page of the workspaces', async () => {
      const azure = await connect((url, body) =>
        url.includes('/workspaces?') ? { ...body, nextLink: elsewhere } : body,
      );
      await stopped(await missing(azure));
    });

    it('the next page of the datastores', async () => {
      const azure = await connect((url, body) =>
        url.includes('/datastores?') && !url.includes('/datastore/v1.0')
          ? { ...body, nextLink: elsewhere }
          : body,
      );
      await stopped(await failureOf(azure.list(await workspaceOf(azure))));
    });

    it('the next page, in plain http on the cloud’s own host', async () => {
      const azure = await connect((url, body) => ({ ...body, nextLink: url.replace('https:', 'http:') }));
      names(await missing(azure), 'http://management.azure.com.localhost');
    });
  });

  describe('when a service redirects:', () => {
    const redirect = (host: string, path: string): Promise<string> =>
      running.addFault({ host, path, action: { kind: 'redirect', location: elsewhere } });

    it('Azure Resource Manager', async () => {
      await redirect('^management\\.', '/subscriptions');
      await stopped(await missing(await connect()));
    });

    it('Azure Resource Manager, asked for a secret', async () => {
      const azure = await connect();
      const workspace = await workspaceOf(azure);
      const images = await datastoreOf(azure, workspace, 'shared_readonly');
      await redirect('^management\\.', '/listSecrets');
      await stopped(await failureOf(azure.openStorage(workspace, images)));
    });

    it('the older service', async () => {
      await redirect('\\.api\\.azureml\\.ms', '/datastore/v1\\.0');
      const azure = await connect();
      const workspace = await workspaceOf(azure);
      const { incomplete } = await azure.list(workspace);
      await stopped(incomplete);
      await stopped(await failureOf(azure.setDefault(workspace, 'images')));
    });

    for (const [service, name] of [
      ['blob', 'images'],
      ['blob', 'shared_readonly'],
      ['blob', 'team_identity'],
      ['file', 'workspacefilestore'],
      ['dfs', 'lake'],
      ['dfs', 'lake_identity'],
    ] as const) {
      it(`the ${service} service, of datastore ${name}`, async () => {
        const azure = await connect();
        const workspace = await workspaceOf(azure);
        const storage = await azure.openStorage(workspace, await datastoreOf(azure, workspace, name));
        await redirect(`\\.${service}\\.`, '.');
        await stopped(await failureOf(storage.list(root)));
      });
    }

    it('the sign-in of the environment', async () => {
      await redirect('^login\\.', '/token');
      await stopped(await missing(await connect()));
    });

    it('the sign-in of a datastore’s service principal', async () => {
      const azure = await connect();
      const workspace = await workspaceOf(azure);
      const lake = await datastoreOf(azure, workspace, 'lake');
      await redirect('^login\\.', '/token');
      const storage = await azure.openStorage(workspace, lake);
      await stopped(await failureOf(storage.list(root)));
    });
  });
});
