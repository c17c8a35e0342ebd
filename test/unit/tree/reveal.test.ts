import assert from 'node:assert/strict';
import { isFailure } from '../../../src/common/failure.ts';
import { fileIn, folderIn, root } from '../../../src/storage/path.ts';
import type { Page } from '../../../src/storage/storage.ts';
import { createLevels } from '../../../src/tree/levels.ts';
import { nodeId, type Node } from '../../../src/tree/nodes.ts';
import { findShown } from '../../../src/tree/reveal.ts';
import { createRoot } from '../../../src/tree/root.ts';
import { everything } from '../../../src/tree/shown.ts';
import { createTop } from '../../../src/tree/top.ts';
import { azureWith, datastore, workspace, workspaceNamed } from './fixtures.ts';

const train = folderIn(root, 'train');
const file = (name: string) => ({ kind: 'file' as const, path: fileIn(train, name), name, size: 1 });

describe('finding a node on the screen', () => {
  function over(pages: readonly Page[]) {
    const azure = azureWith((folder, options) =>
      Promise.resolve(
        folder === root
          ? { entries: [{ kind: 'folder', path: train, name: 'train' }] }
          : (pages[Number(options?.continuation ?? 0)] ?? assert.fail()),
      ),
    );
    const top = createTop({
      root: createRoot({ azure: () => Promise.resolve(azure), asked: () => everything, onChange: () => {} }),
      ...{ choice: () => everything, detected: () => [] },
    });
    return createLevels({ azure: () => Promise.resolve(azure), pageSize: () => 1, top });
  }
  const wanted = (name: string): Node => ({ kind: 'file', workspace, datastore, entry: file(name) });

  it('opens what is above it, page by page', async () => {
    const levels = over([
      { entries: [file('a')], continuation: '1' },
      { entries: [file('b')], continuation: '2' },
      { entries: [file('c')] },
    ]);
    let told = 0;
    const found = await findShown(levels, wanted('c'), () => told++);
    assert.equal(nodeId(found), nodeId(wanted('c')));
    assert.equal(told, 2);
  });

  it('gives the nearest that there is', async () => {
    const found = await findShown(over([{ entries: [file('a')] }]), wanted('gone'), () => {});
    assert.equal(found.kind === 'folder' && found.entry.path, 'train/');
  });

  it('says so where the workspace is not in the view', async () => {
    const other: Node = { kind: 'workspace', workspace: workspaceNamed('other') };
    await assert.rejects(
      findShown(over([]), other, () => {}),
      (error) => isFailure(error, 'notFound') && error.message.includes('“other” is not in the view'),
    );
  });
});
