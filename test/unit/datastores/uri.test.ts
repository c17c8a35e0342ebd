import assert from 'node:assert/strict';
import fc from 'fast-check';
import { longDatastoreUri, parseDatastoreUri, shortDatastoreUri } from '../../../src/datastores/uri.ts';

const name = { subscriptionId: 's-1', resourceGroup: 'rg', workspace: 'ws' };

describe('a datastore URI', () => {
  it('in its short form names datastore and path', () => {
    assert.equal(shortDatastoreUri('images', 'train/'), 'azureml://datastores/images/paths/train/');
    assert.equal(shortDatastoreUri('images', ''), 'azureml://datastores/images/paths/');
  });

  it('in its long form reads back as it was written, whatever the path holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        assert.deepEqual(parseDatastoreUri(longDatastoreUri(name, 'images', path)), {
          name,
          datastore: 'images',
          path,
        });
      }),
    );
  });

  it('is also read as ARM spells its scope', () => {
    const uri =
      'azureml://subscriptions/s-1/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/ws/datastores/d';
    assert.deepEqual(parseDatastoreUri(uri), { name, datastore: 'd', path: '' });
  });

  for (const wrong of ['', 'azureml://datastores/a/paths/b', 'https://x/subscriptions/s', 'azureml:data:1']) {
    it(`is not “${wrong}”`, () => assert.equal(parseDatastoreUri(wrong), undefined));
  }
});
