import assert from 'node:assert/strict';
import type { Order } from '../../../src/mover/mover.ts';
import { root, type FilePath } from '../../../src/storage/path.ts';
import { retryOrder } from '../../../src/transfers/retry.ts';
import { download, failed, upload } from './fixtures.ts';

const retried = (order: Order, ...paths: string[]) =>
  retryOrder(order, paths.map(failed)).items.map(({ path, kind, as }) => `${kind} ${path} → ${as}`);

describe('a transfer of what has failed', () => {
  it('takes each file to where it would have landed', () => {
    assert.deepEqual(retried(upload, 'a.csv', 'deep/b c.csv'), [
      'file a.csv → data/a.csv',
      'file deep/b c.csv → data/deep/b c.csv',
    ]);
    assert.deepEqual(retried(download, 'train/cat/1.png'), ['file train/cat/1.png → train/cat/1.png']);
  });

  it('takes a folder that could not be listed as a whole, and nothing in it besides', () => {
    assert.deepEqual(retried(download, 'train/cat/', 'train/cat/1.png', 'train/cats.png'), [
      'folder train/cat/ → train/cat/',
      'file train/cats.png → train/cats.png',
    ]);
  });

  it('takes everything where the source itself could not be listed', () => {
    assert.deepEqual(retried(upload, '/home/me/data'), ['folder  → data/']);
    const items = download.items.map((item) => ({ ...item, path: root, as: 'images/' }));
    const all = { ...download, items };
    assert.deepEqual(retried(all, 'https://contoso.blob.core.windows.net/images'), ['folder  → images/']);
  });

  it('knows a file that was chosen by itself, and one of a name that two sources have', () => {
    const from = { kind: 'local', folder: '/home/me' } as const;
    const file = { from, path: 'a.csv' as FilePath, kind: 'file', as: 'a.csv' } as const;
    const order = { ...upload, items: [...upload.items, file] };
    assert.deepEqual(retried(order, 'a.csv'), ['file a.csv → data/a.csv', 'file a.csv → a.csv']);
    assert.deepEqual(retried({ ...upload, items: [file] }, 'a.csv'), ['file a.csv → a.csv']);
  });
});
