import assert from 'node:assert/strict';
import { delimiter, dirname } from 'node:path';
import { AzureCliCredential, ManagedIdentityCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { azureCli, sandbox, type Sandbox } from '../support/sandbox.ts';

const arm = 'https://management.azure.com.localhost/.default';

describe('Signing in to the sandbox', () => {
  let box: Sandbox;
  before(async () => {
    box = await sandbox();
  });

  /** Runs `attempt` with these variables in the environment (absent when undefined). */
  async function within<T>(
    variables: Readonly<Record<string, string | undefined>>,
    attempt: () => Promise<T>,
  ): Promise<T> {
    const set = (name: string, value: string | undefined): void => {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    };
    const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
    for (const [name, value] of Object.entries(variables)) set(name, value);
    try {
      return await attempt();
    } finally {
      for (const [name, value] of before) set(name, value);
    }
  }

  describe('through the Azure CLI', () => {
    const path = [azureCli, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    const ask = (more: Record<string, string> = {}, tenantId?: string) =>
      within({ PATH: path, AZUREML_SANDBOX: box.dir, AZ_SIGNED_OUT: undefined, ...more }, () =>
        new AzureCliCredential({ additionallyAllowedTenants: ['*'] }).getToken(
          arm,
          tenantId === undefined ? {} : { tenantId },
        ),
      );

    it('gives tokens of the user, in the tenants that know the user', async () => {
      const { token, expiresOnTimestamp } = await ask();
      assert.equal(decodeJwt(token)['oid'], box.principals.user.objectId);
      assert.ok(expiresOnTimestamp > Date.now() + 50 * 60_000);
      const { tenantId } = box.directories.find(({ displayName }) => displayName === 'Tailspin')!;
      assert.equal(decodeJwt((await ask({}, tenantId)).token)['tid'], tenantId);
    });

    it('asks to sign in when nobody is, or when a tenant wants more', async () => {
      await assert.rejects(ask({ AZ_SIGNED_OUT: '1' }), /Please run 'az login'/);
      const { tenantId } = box.directories.find(({ signIn }) => signIn === 'approval')!;
      await assert.rejects(ask({}, tenantId), { name: 'CredentialUnavailableError' });
    });
  });

  describe('as a managed identity', () => {
    const none = {
      IDENTITY_ENDPOINT: undefined,
      IDENTITY_HEADER: undefined,
      MSI_ENDPOINT: undefined,
      MSI_SECRET: undefined,
      DEFAULT_IDENTITY_CLIENT_ID: undefined,
    };

    it('works as on App Service', async () => {
      const { endpoint, header } = box.managedIdentity;
      const { token } = await within({ ...none, IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header }, () =>
        new ManagedIdentityCredential().getToken(arm),
      );
      assert.equal(decodeJwt(token)['oid'], box.principals.managed.objectId);
    });

    it('works as on a compute instance, with the identity of the machine or one that is named', async () => {
      const { endpoint, secret, clientId } = box.managedIdentity.compute;
      const variables = { MSI_ENDPOINT: endpoint, MSI_SECRET: secret, DEFAULT_IDENTITY_CLIENT_ID: clientId };
      const storage = 'https://storage.azure.com/.default';
      for (const credential of [
        () => new ManagedIdentityCredential(),
        () => new ManagedIdentityCredential({ clientId }),
      ]) {
        const { token } = await within({ ...none, ...variables }, () => credential().getToken(storage));
        assert.equal(decodeJwt(token)['oid'], box.principals.managed.objectId);
      }
      const other = new ManagedIdentityCredential({ clientId: box.principals.user.clientId });
      await assert.rejects(within({ ...none, ...variables }, () => other.getToken(storage)));
      const ask = (headers: Record<string, string>) =>
        fetch(`${endpoint}?resource=https://storage.azure.com&api-version=2017-09-01`, { headers });
      assert.equal((await ask({ secret })).status, 200);
      assert.equal((await ask({ secret: 'wrong' })).status, 401);
    });
  });
});
