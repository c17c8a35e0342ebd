import assert from 'node:assert/strict';
import { folderIn, parentOf, root } from '../../../src/storage/path.ts';

describe('the folder above a path', () => {
  it('is the root for the root and for a folder without a name', () => {
    assert.equal(parentOf(root), root);
    assert.equal(parentOf(folderIn(root, '')), root);
  });

  it('is one step nearer to the root, whatever the names', () => {
    assert.equal(parentOf(folderIn(folderIn(root, ''), '')), '/');
    assert.equal(parentOf(folderIn(folderIn(root, 'a'), 'b')), 'a/');
  });
});
