import assert from 'node:assert/strict';
import {
  Failure,
  factsOf,
  withFacts,
  type FailureFacts,
  type FailureWord,
} from '../../../src/common/failure.ts';
import { failureDetails, helpFor } from '../../../src/common/failureDetails.ts';

const workspaceId =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w';

describe('the details of a failure', () => {
  it('are all that is known, of the cause too, and no secret', () => {
    const facts = {
      code: 'AuthorizationFailure',
      status: 403,
      requestId: 'id-1',
      host: 'a.blob.core.windows.net',
    };
    const cause = new Failure('permissionDenied', 'No.', { facts });
    const failure = new Failure('permissionDenied', 'GET https://a/b?sig=hush was refused.', {
      cause,
      time: new Date('2024-05-06T07:08:09Z'),
      facts: { resource: workspaceId },
    });
    assert.equal(
      failureDetails(failure, '1.2.3'),
      [
        'GET https://a/b?sig=*** was refused.',
        '',
        'Kind: permissionDenied',
        'Code: AuthorizationFailure',
        'Status: 403',
        'Request id: id-1',
        'Host: a.blob.core.windows.net',
        `Resource: ${workspaceId}`,
        'Time: 2024-05-06T07:08:09.000Z',
        'Extension: Azure ML Datastores 1.2.3',
      ].join('\n'),
    );
  });

  it('keep their time when more becomes known', () => {
    const failure = new Failure('unexpected', 'Oh.', { time: new Date(0), facts: { code: 'A' } });
    const more = withFacts(failure, { code: 'B', host: 'h' });
    assert.deepEqual([more.time, factsOf(more)], [new Date(0), { code: 'A', host: 'h' }]);
    const signed = withFacts(withFacts(more, { signIn: { account: 'ada' } }), {
      signIn: { account: 'bob', claims: '{}' },
    });
    assert.deepEqual(signed.facts.signIn, { account: 'ada', claims: '{}' });
  });
});

describe('what helps with a failure', () => {
  const help = (word: FailureWord, facts: FailureFacts): readonly string[] =>
    helpFor(
      new Failure('unexpected', 'These may be missing.', { cause: new Failure(word, 'No.', { facts }) }),
    );
  const own = (word: FailureWord, facts: FailureFacts = {}): readonly string[] =>
    helpFor(new Failure(word, 'No.', { facts }));

  it('is a new sign-in where that mends it', () => {
    assert.deepEqual(own('unauthenticated', { signIn: {} }), ['signIn']);
    assert.deepEqual(own('unauthenticated', { code: 'A', host: 'h', signIn: {} }), ['signIn', 'details']);
    assert.deepEqual(own('permissionDenied', { code: 'A', host: 'h', signIn: {} }), ['portal', 'details']);
  });

  it('is the portal where something there has refused', () => {
    assert.deepEqual(own('permissionDenied', { code: 'A', status: 403, host: 'h' }), ['portal', 'details']);
    assert.deepEqual(own('unauthenticated', { code: 'A', resource: '/subscriptions/s' }), [
      'portal',
      'details',
    ]);
    assert.deepEqual(own('unauthenticated', { code: 'AADSTS7000222' }), ['details']);
    assert.deepEqual(own('unavailable', { code: 'ECONNRESET', host: 'h' }), ['details']);
  });

  it('is nothing where nobody has answered anything', () => {
    assert.deepEqual(own('invalidInput'), []);
  });

  it('is that of the cause where a failure tells of another one', () => {
    assert.deepEqual(help('unavailable', { status: 503 }), ['details']);
  });
});
