import assert from 'node:assert/strict';
import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { networkFailure, refusal, type Asked } from '../../../src/azureml/failures.ts';
import { saysWhy, signInFailure } from '../../../src/common/signInFailure.ts';
import type { Failure } from '../../../src/common/failure.ts';

const workspaceId =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';
const asked: Asked = {
  method: 'GET',
  what: 'datastore “d”',
  signInRemedy: 'Sign in again.',
  signIn: { account: 'ada', tenantId: 'home' },
};
interface Answered {
  readonly status: number;
  readonly error?: object;
  readonly headers?: Record<string, string>;
  readonly url?: string;
  readonly by?: Asked;
}
function refused({ status, error = {}, headers = {}, url, by = asked }: Answered): Failure {
  const request = createPipelineRequest({
    url: url ?? `https://management.azure.com${workspaceId}/datastores/d?x`,
  });
  return refusal({ request, status, headers: createHttpHeaders(headers) }, { error }, by);
}
const tenant = '11111111-aaaa-4bbb-8ccc-222222222222';

describe('a failure of the control plane', () => {
  it('of an unknown code shows status, code and request id, in the words of its status', () => {
    const words = [
      [400, 'invalidInput'],
      [401, 'unauthenticated'],
      [403, 'permissionDenied'],
      [404, 'notFound'],
      [409, 'alreadyExists'],
      [418, 'invalidInput'],
      [429, 'throttled'],
      [503, 'unavailable'],
    ] as const;
    for (const [status, word] of words) {
      const failure = refused({
        status,
        error: { code: 'BrandNew' },
        headers: { 'x-ms-request-id': 'id-1' },
      });
      assert.equal(failure.word, word);
      assert.match(failure.message, /^Reading datastore “d” .*\.$/);
      assert(failure.message.includes(`HTTP ${status} BrandNew, request id-1`), failure.message);
    }
  });

  it('is told by the deepest code that has a meaning', () => {
    const innerError = { code: 'Conflict', innerError: { code: 'BrandNew' } };
    const failure = refused({ status: 400, error: { code: 'UserError', innerError } });
    assert.equal(failure.word, 'unavailable');
    assert.equal(failure.facts.code, 'Conflict');
    assert.match(String(failure.cause), /BrandNew in Conflict in UserError/);
  });

  it('knows what the portal can show, on any host', () => {
    const resourceOf = (url: string): string | undefined => refused({ status: 403, url }).facts.resource;
    assert.equal(
      resourceOf(`https://management.azure.com${workspaceId}/datastores/d?api-version=1`),
      workspaceId,
    );
    assert.equal(
      resourceOf(`https://eastus.api.azureml.ms/datastore/v1.0${workspaceId}/datastores`),
      workspaceId,
    );
    assert.equal(
      resourceOf('https://management.azure.com/subscriptions/s/providers/A/b?x'),
      '/subscriptions/s',
    );
    assert.equal(resourceOf('https://management.azure.com/subscriptions?api-version=1'), undefined);
  });

  it('asks for the sign-in that mends it: the tenant that is named, the claims that are wanted', () => {
    const message = `The access token is from the wrong issuer 'https://sts.windows.net/x/'. It must match the tenant 'https://sts.windows.net/${tenant}/' associated with this subscription.`;
    const wrong = refused({ status: 401, error: { code: 'InvalidAuthenticationTokenTenant', message } });
    assert.deepEqual(wrong.facts.signIn, { account: 'ada', tenantId: tenant });
    assert.match(wrong.message, /Sign in to that tenant\.$/);
    const challenge =
      'Bearer authorization_uri="https://login.example/", error="insufficient_claims", claims="e30="';
    const headers = { 'www-authenticate': challenge };
    const stale = refused({ status: 401, error: { code: 'InvalidAuthenticationToken' }, headers });
    assert.deepEqual(stale.facts.signIn, { account: 'ada', tenantId: 'home', claims: '{}' });
    const denied = refused({ status: 403, error: { code: 'AuthorizationFailed' }, headers });
    assert.equal(denied.facts.signIn, undefined);
  });

  it('asks for none where the environment says who signs in', () => {
    const by = { ...asked, signIn: undefined, signInRemedy: 'Check AZURE_TENANT_ID.' };
    const failure = refused({ status: 401, error: { code: 'ExpiredAuthenticationToken' }, by });
    assert.equal(failure.facts.signIn, undefined);
    assert.match(failure.message, /Check AZURE_TENANT_ID\.$/);
  });

  it('names the host that did not answer', () => {
    const url = `https://management.azure.com${workspaceId}`;
    for (const [code, says] of [
      ['ENOTFOUND', /the name management\.azure\.com is not known here/],
      ['EHOSTUNREACH', /management\.azure\.com does not answer/],
      ['CERT_HAS_EXPIRED', /certificate of management\.azure\.com is not valid today/],
      ['EBRANDNEW', /management\.azure\.com gave no answer \(EBRANDNEW\)/],
    ] as const) {
      const failure = networkFailure(new RestError('lost', { code }), url, asked);
      assert.equal(failure.word, 'unavailable');
      assert.match(failure.message, says);
      assert.deepEqual(failure.facts, { code, host: 'management.azure.com' });
    }
  });
});

describe('a sign-in without a token', () => {
  const who = {
    who: 'the service principal 1234',
    remedy: 'Update the credential.',
    signIn: { account: 'ada' },
  };
  const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

  it('is a matter of the network where Node says so', () => {
    const lost = named('AuthenticationRequiredError', 'network_error: getaddrinfo ENOTFOUND login.example');
    const failure = signInFailure(lost, undefined, who);
    assert.equal(failure.word, 'unavailable');
    assert.match(failure.message, /^Signing in failed: the name login\.example is not known here/);
    const untrusted = named(
      'RestError',
      'request to https://login.example/t failed: SELF_SIGNED_CERT_IN_CHAIN',
    );
    assert.match(
      signInFailure(untrusted, undefined, who).message,
      /certificate of login\.example is not trusted/,
    );
  });

  it('tells why by a code of Entra’s or of Node’s, also where what is thrown is no error', () => {
    for (const error of [
      new Error('AADSTS50020: User account does not exist in tenant.'),
      'AADSTS65001: The user or administrator has not consented.',
      new Error('request failed, reason: getaddrinfo ENOTFOUND login.example'),
      'connect ECONNREFUSED 10.0.0.1:8080',
      Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    ])
      assert(saysWhy(error), String(error));
    for (const error of [undefined, new Error('User did not consent to login.'), 'Cancelled'])
      assert(!saysWhy(error), String(error));
    const cut = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    assert.match(signInFailure(cut, undefined, who).message, /was cut/);
    assert.equal(signInFailure('AADSTS53003: Blocked.', undefined, who).word, 'permissionDenied');
  });

  it('shows the code and the trace of what is not known', () => {
    const failure = signInFailure(
      named('E', 'AADSTS99999: New. Trace ID: id-1 Correlation ID: c'),
      undefined,
      who,
    );
    assert.equal(
      failure.message,
      'Microsoft Entra refused the service principal 1234 (AADSTS99999, request id-1). Update the credential.',
    );
    assert.deepEqual(failure.facts, { code: 'AADSTS99999', requestId: 'id-1', signIn: { account: 'ada' } });
  });

  it('says so where there is no code at all', () => {
    const { word, message } = signInFailure(named('Odd', 'no idea'), undefined, who);
    assert.equal(word, 'unauthenticated');
    assert.match(message, /gave no token \(Odd\)\. Update the credential\.$/);
  });
});
