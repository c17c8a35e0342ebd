import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connectionEnded, endingWith } from '../../../src/azureml/ending.ts';
import { isFailure } from '../../../src/common/failure.ts';
import { createCredentials } from '../../../src/common/tokens.ts';
import { azureOver, session, workspace } from './fixtures.ts';

const scope = 'https://management.azure.com/.default';
const ended = (error: unknown) => isFailure(error, 'unauthenticated') && /has ended/.test(error.message);

describe('a connection that has been closed', () => {
  it('gives no token, neither one that was kept nor one that comes late', async () => {
    const end = new AbortController();
    let give = () => {};
    const credential = createCredentials(async ({ scopes }) => {
      if (scopes.includes('late')) await new Promise<void>((resolve) => (give = resolve));
      return { token: 'kept', expiresOnTimestamp: Date.now() + 1e9 };
    });
    const own = endingWith(end.signal, { ...session, credential });
    const tokens = own.credential('tenant');
    assert.equal((await tokens.getToken(scope))?.token, 'kept');
    const late = tokens.getToken('late');
    end.abort(connectionEnded());
    give();
    await assert.rejects(late, ended);
    await assert.rejects(tokens.getToken(scope), ended);
    await assert.rejects(own.credential().getToken(scope), ended);
  });

  it('leaves no way to the tokens', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const end = new AbortController();
    let seen: WeakRef<object> | undefined;
    const make = () => {
      const answer = { token: 'kept', expiresOnTimestamp: Date.now() + 1e9 };
      seen = new WeakRef(answer);
      const kept = Promise.resolve(answer);
      return endingWith(end.signal, { ...session, credential: () => ({ getToken: () => kept }) });
    };
    const own = make();
    const credential = own.credential();
    const reached = async (): Promise<boolean> => {
      await setImmediate();
      collectGarbage();
      return seen?.deref() !== undefined;
    };
    assert(await reached(), 'it is kept while the connection lasts');
    end.abort(connectionEnded());
    assert(!(await reached()), 'nothing leads to it afterwards');
    await assert.rejects(credential.getToken(scope), ended);
  });

  it('asks the control plane nothing', async () => {
    const { azure, sent } = azureOver(() => ({ body: {} }));
    azure.close();
    azure.close();
    await assert.rejects(azure.list(workspace), ended);
    assert.deepEqual(
      sent.filter(({ authorization }) => authorization !== undefined),
      [],
    );
  });
});
