import assert from 'node:assert/strict';
import { Agent } from 'node:https';
import { environmentSession } from '../../../src/azureml/environmentSession.ts';
import { isFailure } from '../../../src/common/failure.ts';
import { cloud } from './fixtures.ts';

/** A session whose library fails with `error`. */
const failing = (error: Error) => {
  class EnvironmentCredential {
    getToken(): Promise<never> {
      return Promise.reject(error);
    }
  }
  return environmentSession(cloud, { agent: new Agent() }, () =>
    Promise.resolve({ EnvironmentCredential } as never),
  ).credential();
};
const named = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('signing in as the environment says', () => {
  it('that times out is unavailable, and cancelled only where the caller has stopped', async () => {
    const credential = failing(named('AbortError'));
    await assert.rejects(credential.getToken('s'), (error) => isFailure(error, 'unavailable'));
    await assert.rejects(credential.getToken('s', { abortSignal: AbortSignal.abort() }), (error) =>
      isFailure(error, 'cancelled'),
    );
  });

  it('says what is missing', async () => {
    const credential = failing(named('CredentialUnavailableError'));
    await assert.rejects(
      credential.getToken('s'),
      (error) => isFailure(error, 'unauthenticated') && error.message.includes('AZURE_CLIENT_SECRET'),
    );
  });

  it('names Entra’s code when it is refused', async () => {
    const credential = failing(named('AuthenticationError', 'AADSTS7000215: Invalid client secret.'));
    await assert.rejects(
      credential.getToken('s'),
      (error) => isFailure(error, 'unauthenticated') && error.message.includes('AADSTS7000215'),
    );
  });
});
