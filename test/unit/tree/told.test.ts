import assert from 'node:assert/strict';
import { nodeId } from '../../../src/tree/nodes.ts';
import { createTold } from '../../../src/tree/told.ts';
import { store } from './fixtures.ts';

const other = { ...store, datastore: { ...store.datastore, name: 'other' } };
const id = nodeId(store);

function telling() {
  const drawn: string[] = [];
  return { drawn, told: createTold((node) => drawn.push(nodeId(node))) };
}

describe('a datastore that says how it is reached', () => {
  it('is drawn anew once when that has changed', () => {
    const { drawn, told } = telling();
    told.said(store);
    told.changed(other);
    assert.deepEqual(drawn, []);
    told.changed(store);
    told.changed(store);
    assert.deepEqual(drawn, [id]);
    told.said(store);
    told.changed(store);
    assert.deepEqual(drawn, [id, id]);
  });

  it('is drawn anew after it has been opened, also where that failed', async () => {
    const { drawn, told } = telling();
    for (const end of ['resolve', 'reject'] as const) {
      let ends = { resolve: () => {}, reject: () => {} };
      const promise = new Promise<void>((resolve, reject) => (ends = { resolve, reject }));
      told.said(store);
      const openings = [told.during(store, Promise.resolve()), told.during(store, promise)];
      told.changed(store);
      await openings[0];
      assert.deepEqual(drawn.splice(0), []);
      ends[end]();
      await Promise.allSettled(openings);
      assert.deepEqual(drawn.splice(0), [id]);
    }
  });
});
