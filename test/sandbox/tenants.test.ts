import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthenticationError } from '@azure/identity';
import { loadState } from '../../sandbox/state.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { secretCredential } from './clients.ts';
import { controlOf, names, rows, type Control } from './control.ts';
import { blobClient, credentialOf, send, tokenFrom } from './support.ts';

const arm = 'https://management.azure.com.localhost/.default';

describe('The tenants of the sandbox', () => {
  let box: Sandbox;
  let control: Control;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
  });

  const tenant = (name: string): string =>
    box.directories.find(({ displayName }) => displayName === name)!.tenantId;
  const tokenOf = async (who: 'user' | 'reader', name: string): Promise<string> =>
    (await secretCredential(box, who, tenant(name)).getToken(arm)).token;
  const refusal = async (who: 'user' | 'reader', name: string): Promise<string> => {
    const error = await tokenOf(who, name).then(
      () => assert.fail('a token was issued'),
      (reason: unknown) => reason as AuthenticationError,
    );
    return error.message;
  };

  it('give tokens to their guests, and to no others', async () => {
    const token = await tokenOf('user', 'Tailspin');
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { tid: string };
    assert.equal(claims.tid, tenant('Tailspin'));
    assert.match(await refusal('reader', 'Tailspin'), /AADSTS700016/);
    assert.match(await refusal('user', 'Fabrikam'), /AADSTS700016/);
  });

  it('ask for a second factor, refuse for good, or do neither, in the words of Entra', async () => {
    assert.match(await refusal('user', 'Adventure Works'), /AADSTS50076: .* multi-factor authentication/);
    assert.match(
      await refusal('user', 'Northwind'),
      /AADSTS53003: .* blocked by Conditional Access policies/,
    );
    const { clientId, clientSecret } = box.principals.user;
    const ask = (more: Record<string, string>) =>
      send(box, 'login.microsoftonline.com.localhost', `/${tenant('Adventure Works')}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope: arm,
          ...more,
        }).toString(),
      });
    const refused = JSON.parse((await ask({})).body.toString()) as Record<string, unknown>;
    assert.deepEqual([refused['error'], refused['error_codes']], ['interaction_required', [50076]]);
    assert.equal((await ask({ mfa: 'approved' })).status, 200);
  });

  it('are listed for an account: its own and those that it is a guest of', async () => {
    assert.deepEqual(
      rows(await control.arm('/tenants')).map((row) => [row['displayName'], row['defaultDomain']]),
      [
        ['Contoso', 'contoso.example'],
        ['Adventure Works', 'adventure-works.example'],
        ['Northwind', 'northwind.example'],
        ['Tailspin', 'tailspin.example'],
      ],
    );
    const reader = rows(await control.arm('/tenants', { as: 'reader' }));
    assert.deepEqual(
      reader.map((row) => row['tenantId']),
      [box.tenants[0]],
    );
  });

  it('each show their own subscriptions and workspaces only', async () => {
    const seen = async (name: string): Promise<unknown[][]> => {
      const token = await tokenFrom(box, {
        principal: 'user',
        resource: 'https://management.azure.com',
        tenantId: tenant(name),
      });
      const subscriptions = rows(await control.arm('/subscriptions', { token }));
      const provider = 'providers/Microsoft.MachineLearningServices/workspaces';
      const lists = subscriptions.map(({ id }) => control.arm(`${String(id)}/${provider}`, { token }));
      return [
        subscriptions.map((row) => row['displayName']),
        (await Promise.all(lists)).flatMap((list) => names(list)),
      ];
    };
    assert.deepEqual(await seen('Contoso'), [
      ['Contoso Research', 'Contoso Production'],
      ['vision-research', 'forecasting', 'churn-production'],
    ]);
    assert.deepEqual(await seen('Tailspin'), [['Tailspin Data'], ['tailspin-shared']]);
    assert.deepEqual(await seen('Adventure Works'), [['Adventure Works Planning'], ['adventure-forecast']]);
    assert.deepEqual(await seen('Northwind'), [[], []]);
  });

  it('keep the data of a workspace for tokens of its own tenant', async () => {
    const { workspaceId, storageAccount, tenantId } = box.guestWorkspaces.find(
      ({ name }) => name === 'tailspin-shared',
    )!;
    const read = async (from: string): Promise<string> => {
      const token = await tokenFrom(box, { principal: 'user', tenantId: from });
      const client = blobClient(box, credentialOf(token), { account: storageAccount });
      const container = client.getContainerClient(`azureml-blobstore-${workspaceId}`);
      return (await container.getBlobClient('README.md').downloadToBuffer()).toString();
    };
    assert.match(await read(tenantId), /^# tailspin-shared/);
    await assert.rejects(read(box.tenants[0]!), { statusCode: 401 });
  });
});

describe('The state of an older sandbox', () => {
  it('is kept, and gets what it lacks', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
    try {
      const { tenants, guestWorkspaces, principals, accounts, ...old } = await loadState(dir);
      assert.equal(guestWorkspaces.length, 2);
      const { platform, ...others } = principals;
      const { contosodata, contosolake, contosoprod } = accounts;
      const before = {
        ...old,
        adminToken: randomUUID(),
        tenants: tenants.slice(0, 2),
        principals: others,
        accounts: { contosodata, contosolake, contosoprod },
      };
      writeFileSync(join(dir, 'state.json'), JSON.stringify(before));
      const after = await loadState(dir);
      assert.deepEqual(
        [after.adminToken, after.tokenKey, after.workspaces],
        [before.adminToken, before.tokenKey, before.workspaces],
      );
      assert.deepEqual(after.tenants.slice(0, 2), before.tenants);
      assert.deepEqual({ ...after.principals, platform }, principals);
      assert.deepEqual(after.accounts['contosolake'], contosolake);
      assert.equal(after.accounts['tailspindata']?.tenantId, after.tenants[4]);
      const { virtualNetwork, subscriptionId } = after.accounts['contosovnet']!;
      assert.deepEqual([virtualNetwork, subscriptionId], [true, contosodata!.subscriptionId]);
      assert.deepEqual(JSON.parse(readFileSync(join(dir, 'state.json'), 'utf8')), after);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
