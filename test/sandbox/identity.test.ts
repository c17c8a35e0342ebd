import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import {
  ClientCertificateCredential,
  ClientSecretCredential,
  EnvironmentCredential,
  type AuthenticationError,
} from '@azure/identity';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import * as jose from 'jose';
import { makeCertificate } from '../support/certificate.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { send } from './support.ts';

const arm = 'https://management.azure.com.localhost/.default';
const login = 'login.microsoftonline.com.localhost';

describe('The sandbox directory', function () {
  this.timeout(60_000);
  let box: Sandbox;
  before(async () => {
    box = await sandbox();
  });

  const options = (): {
    authorityHost: string;
    additionalPolicies: { policy: PipelinePolicy; position: 'perCall' }[];
    retryOptions: { maxRetries: number };
  } => ({
    authorityHost: box.cloud.login,
    additionalPolicies: [
      {
        position: 'perCall',
        policy: {
          name: 'reachSandbox',
          sendRequest: (request, next) => {
            request.agent = box.agent;
            return next(request);
          },
        },
      },
    ],
    retryOptions: { maxRetries: 0 },
  });
  const signInAs = (name: 'user' | 'reader', secret?: string, more: object = {}): ClientSecretCredential => {
    const { tenantId, clientId, clientSecret } = box.principals[name];
    return new ClientSecretCredential(tenantId, clientId, secret ?? clientSecret, { ...options(), ...more });
  };
  const post = async (
    tenant: string,
    form: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await send(box, login, `/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    return { status: answer.status, body: JSON.parse(answer.body.toString()) as Record<string, unknown> };
  };
  const entraCode = async (attempt: Promise<unknown>): Promise<string> => {
    const error = await attempt.then(
      () => assert.fail('a token was issued'),
      (reason: unknown) => reason as AuthenticationError,
    );
    return /AADSTS\d+/.exec(error.message)?.[0] ?? error.message;
  };

  for (const disableInstanceDiscovery of [true, false]) {
    it(`gives a client with a secret a token that looks like Entra's (instance discovery ${disableInstanceDiscovery ? 'off' : 'on'})`, async () => {
      const { token, expiresOnTimestamp } = await signInAs('user', undefined, {
        disableInstanceDiscovery,
      }).getToken(arm);
      const claims = jose.decodeJwt(token);
      const { tenantId, clientId, objectId } = box.principals.user;
      assert.equal(claims.iss, `https://sts.windows.net/${tenantId}/`);
      assert.equal(claims.aud, 'https://management.azure.com.localhost');
      assert.deepEqual([claims.tid, claims.appid, claims.oid], [tenantId, clientId, objectId]);
      const minutes = (expiresOnTimestamp - Date.now()) / 60_000;
      assert.ok(minutes > 58 && minutes < 61, `${minutes} minutes`);
    });
  }

  it('signs tokens with the key that its OpenID configuration leads to', async () => {
    const { tenantId } = box.principals.user;
    const { token } = await signInAs('user').getToken(arm);
    const configuration = JSON.parse(
      (await send(box, login, `/${tenantId}/v2.0/.well-known/openid-configuration`)).body.toString(),
    ) as { jwks_uri: string };
    const keys = JSON.parse(
      (await send(box, login, new URL(configuration.jwks_uri).pathname)).body.toString(),
    ) as jose.JSONWebKeySet;
    await jose.jwtVerify(token, jose.createLocalJWKSet(keys));
  });

  it('serves EnvironmentCredential', async () => {
    const { tenantId, clientId, clientSecret } = box.principals.user;
    const names = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret };
    const before = { ...process.env };
    Object.assign(process.env, names);
    try {
      const { token } = await new EnvironmentCredential(options()).getToken(arm);
      assert.equal(jose.decodeJwt(token).appid, clientId);
    } finally {
      for (const name of Object.keys(names)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  });

  it('refuses a wrong secret, an unknown application and an unknown tenant with the numbers of Entra', async () => {
    const { tenantId, clientId, clientSecret } = box.principals.user;
    const unknown = '11111111-2222-4333-8444-555555555555';
    assert.equal(await entraCode(signInAs('user', 'wrong').getToken(arm)), 'AADSTS7000215');
    assert.equal(
      await entraCode(new ClientSecretCredential(tenantId, unknown, clientSecret, options()).getToken(arm)),
      'AADSTS700016',
    );
    const noTenant = await post(unknown, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: arm,
    });
    assert.equal(noTenant.status, 400);
    assert.deepEqual(noTenant.body.error_codes, [90002]);
  });

  it('refuses a scope without a resource that it knows', async () => {
    const { tenantId, clientId, clientSecret } = box.principals.user;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const unknown = await post(tenantId, { ...form, scope: 'https://example.invalid/.default' });
    assert.deepEqual([unknown.body.error, unknown.body.error_codes], ['invalid_resource', [500011]]);
    const bare = await post(tenantId, { ...form, scope: 'https://management.azure.com/user_impersonation' });
    assert.deepEqual([bare.body.error, bare.body.error_codes], ['invalid_scope', [1002012]]);
  });

  it('takes an assertion signed by a registered certificate, and no other', async () => {
    const { tenantId, clientId } = box.principals.user;
    const dir = mkdtempSync(join(tmpdir(), 'certificate-'));
    try {
      const registered = join(dir, 'registered.pem');
      const foreign = join(dir, 'foreign.pem');
      await box.admin('POST', '/certificates', {
        principal: 'user',
        certificate: await writeCertificate(registered),
      });
      await writeCertificate(foreign);
      const good = new ClientCertificateCredential(tenantId, clientId, registered, options());
      assert.equal(jose.decodeJwt((await good.getToken(arm)).token).appid, clientId);
      const bad = new ClientCertificateCredential(tenantId, clientId, foreign, options());
      assert.equal(await entraCode(bad.getToken(arm)), 'AADSTS700027');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('renews with a refresh token and refuses a made-up one', async () => {
    const { tenantId, clientId } = box.principals.user;
    const { refreshToken } = (await box.admin('POST', '/tokens', { principal: 'user' })) as {
      refreshToken: string;
    };
    const form = { grant_type: 'refresh_token', client_id: clientId, scope: `${arm} offline_access` };
    const renewed = await post(tenantId, { ...form, refresh_token: refreshToken });
    assert.equal(renewed.status, 200);
    assert.equal(jose.decodeJwt(String(renewed.body.access_token)).oid, box.principals.user.objectId);
    assert.equal(typeof renewed.body.refresh_token, 'string');
    const refused = await post(tenantId, { ...form, refresh_token: 'made-up' });
    assert.deepEqual([refused.status, refused.body.error], [400, 'invalid_grant']);
  });

  it('answers at the managed identity endpoint of App Service, to callers with its header', async () => {
    const ask = async (secret: string): Promise<{ status: number; body: Record<string, string> }> => {
      const query = new URLSearchParams({
        resource: 'https://storage.azure.com',
        'api-version': '2019-08-01',
      });
      const outgoing = httpRequest(`${box.managedIdentity.endpoint}?${query.toString()}`, {
        headers: { 'x-identity-header': secret },
      }).end();
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      return { status: answer.statusCode ?? 0, body: (await json(answer)) as Record<string, string> };
    };
    const { status, body } = await ask(box.managedIdentity.header);
    assert.equal(status, 200);
    assert.equal(jose.decodeJwt(body.access_token ?? '').oid, box.principals.managed.objectId);
    assert.ok(Number(body.expires_on) > Date.now() / 1000);
    assert.equal((await ask('wrong')).status, 401);
  });
});

/** Writes a new key and its certificate to `file`; returns the certificate alone. */
async function writeCertificate(file: string): Promise<string> {
  const { certificate, key } = await makeCertificate();
  writeFileSync(file, `${key}\n${certificate}\n`, { mode: 0o600 });
  return certificate;
}
