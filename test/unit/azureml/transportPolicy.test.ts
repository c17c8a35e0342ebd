import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import { Agent } from 'node:https';
import { createPipelineRequest, createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import { transportPolicy } from '../../../src/azureml/transportPolicy.ts';

describe('what went wrong on the way of a sign-in', () => {
  const policy = transportPolicy({ agent: new Agent() });
  const request = () => createPipelineRequest({ url: 'https://login.example/t/token' });
  const lost = new RestError('lost', { code: 'ENOTFOUND' });
  const fails = () => policy.sendRequest(request(), () => Promise.reject(lost)).catch(() => undefined);
  const answers = () =>
    policy.sendRequest(request(), () =>
      Promise.resolve({ request: request(), headers: createHttpHeaders(), status: 401 }),
    );

  it('is told to who asked, and not to others who ask at the same time', async () => {
    const first = policy.watched(async (problem) => {
      await fails();
      await soon();
      return problem();
    });
    const second = policy.watched(async (problem) => {
      await answers();
      await soon();
      return problem();
    });
    assert.deepEqual(await Promise.all([first, second]), [lost, undefined]);
  });

  it('is over with the next answer', async () => {
    const problem = await policy.watched(async (latest) => {
      await fails();
      await answers();
      return latest();
    });
    assert.equal(problem, undefined);
  });
});
