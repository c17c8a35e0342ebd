import assert from 'node:assert/strict';
import type { AzureMl } from '../../../src/azureml/index.ts';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import type { Page } from '../../../src/storage/storage.ts';
import { fileIn, folderIn, root } from '../../../src/storage/path.ts';
import { createLevels, type LevelsOptions } from '../../../src/tree/levels.ts';
import { nodeId, type FolderNode, type MoreNode, type Node } from '../../../src/tree/nodes.ts';
import { createRoot } from '../../../src/tree/root.ts';
import { everything } from '../../../src/tree/shown.ts';
import { createTop } from '../../../src/tree/top.ts';
import { azureWith, datastore, store, until, workspace } from './fixtures.ts';

const file = (name: string) => ({ kind: 'file' as const, path: fileIn(root, name), name, size: 1 });
const levelsOver = (azure: () => Promise<AzureMl>, more: Partial<LevelsOptions> = {}) => {
  const root = createRoot({ azure, asked: () => everything, onChange: () => {} });
  const top = createTop({ root, choice: () => everything, detected: () => [] });
  return createLevels({ azure, pageSize: () => 2, top, ...more });
};
const levelsOf = (azure: AzureMl) => levelsOver(() => Promise.resolve(azure));
const names = (nodes: readonly Node[]) =>
  nodes.map((node) => (node.kind === 'file' || node.kind === 'folder' ? node.entry.name : node.kind));

describe('the levels of the tree', () => {
  it('ask the service once, however often they are shown', async () => {
    let asked = 0;
    const levels = levelsOf(azureWith(() => Promise.resolve({ entries: [file(`a${String(++asked)}`)] })));
    await Promise.all([levels.children(store), levels.children(store)]);
    assert.deepEqual(names(await levels.children(store)), ['a1']);
    assert.equal(asked, 1);
  });

  it('show a page at a time, one request each, with the setting’s page size', async () => {
    const asked: unknown[] = [];
    const levels = levelsOf(
      azureWith((_, options) => {
        asked.push([options?.pageSize, options?.continuation]);
        const page: Page = options?.continuation
          ? { entries: [file('c')] }
          : { entries: [file('a'), file('b')], continuation: 'p2' };
        return Promise.resolve(page);
      }),
    );
    const first = await levels.children(store);
    assert.deepEqual(names(first), ['a', 'b', 'more']);
    await Promise.all([levels.more(first[2] as MoreNode), levels.more(first[2] as MoreNode)]);
    assert.deepEqual(names(await levels.children(store)), ['a', 'b', 'c']);
    assert.deepEqual(asked, [
      [2, undefined],
      [2, 'p2'],
    ]);
  });

  it('keep what is shown when the next page fails, so that it can be asked for again', async () => {
    let broken = true;
    const levels = levelsOf(
      azureWith((_, options) => {
        if (!options?.continuation) return Promise.resolve({ entries: [file('a')], continuation: 'p2' });
        return broken
          ? Promise.reject(new Failure('unavailable', 'No network.'))
          : Promise.resolve({ entries: [file('b')] });
      }),
    );
    const [, more] = await levels.children(store);
    await assert.rejects(levels.more(more as MoreNode), (error) => isFailure(error, 'unavailable'));
    assert.deepEqual(names(await levels.children(store)), ['a', 'more']);
    broken = false;
    await levels.more(more as MoreNode);
    assert.deepEqual(names(await levels.children(store)), ['a', 'b']);
  });

  it('show a folder once when its marker and its members come on different pages', async () => {
    const folder = { kind: 'folder' as const, path: folderIn(root, 'x'), name: 'x' };
    const levels = levelsOf(
      azureWith((_, options) =>
        Promise.resolve(
          options?.continuation ? { entries: [folder] } : { entries: [folder], continuation: 'p2' },
        ),
      ),
    );
    const [, more] = await levels.children(store);
    await levels.more(more as MoreNode);
    assert.deepEqual(names(await levels.children(store)), ['x']);
  });

  it('show a failure in place, asked for once, until it is refreshed', async () => {
    let asked = 0;
    const levels = levelsOf(
      azureWith(() =>
        ++asked === 1
          ? Promise.reject(new Failure('permissionDenied', 'No role.'))
          : Promise.resolve({ entries: [] }),
      ),
    );
    for (let i = 0; i < 2; i++) assert.deepEqual(names(await levels.children(store)), ['failure']);
    assert.equal(asked, 1);
    levels.forget(store, 'reload');
    assert.deepEqual(names(await levels.children(store)), ['empty']);
  });

  it('let one datastore fail while the others live on, and say what the older service did not tell', async () => {
    const incomplete = new Failure('unavailable', 'The service does not answer.');
    const levels = levelsOf(
      azureWith(() => Promise.reject(new Error('x')), {
        list: () => Promise.resolve({ datastores: [datastore], incomplete }),
      }),
    );
    const nodes = await levels.children({ kind: 'workspace', workspace });
    assert.deepEqual(names(nodes), ['datastore', 'failure']);
    assert.equal(names(await levels.children(store)).at(0), 'failure');
  });

  it('say that a workspace has no datastores', async () => {
    const levels = levelsOf(
      azureWith(() => Promise.reject(new Error('x')), { list: () => Promise.resolve({ datastores: [] }) }),
    );
    assert.deepEqual(names(await levels.children({ kind: 'workspace', workspace })), ['empty']);
  });

  it('tell of every failure that they show, so that its cause reaches the log', async () => {
    const told: unknown[] = [];
    const cause = new Failure('permissionDenied', 'No role.');
    const azure = azureWith(() => Promise.reject(cause));
    const levels = levelsOver(() => Promise.resolve(azure), { onFailure: (error) => told.push(error) });
    await levels.children(store);
    assert.deepEqual(told, [cause]);
  });

  it('never let a late answer replace a newer one', async () => {
    const answers: ((page: Page) => void)[] = [];
    const levels = levelsOf(azureWith(() => new Promise<Page>((answer) => answers.push(answer))));
    const old = levels.children(store);
    await until(() => answers.length === 1);
    levels.forget(store, 'reload');
    const fresh = levels.children(store);
    await until(() => answers.length === 2);
    answers[1]?.({ entries: [file('new')] });
    assert.deepEqual(names(await fresh), ['new']);
    answers[0]?.({ entries: [file('old')] });
    assert.deepEqual(names(await old), ['new']);
    assert.deepEqual(names(await levels.children(store)), ['new']);
  });

  it('stop listing what is forgotten, and all below it', async () => {
    const signals: AbortSignal[] = [];
    const levels = levelsOf(
      azureWith((_, options) => {
        if (options?.signal) signals.push(options.signal);
        return new Promise<Page>((_answer, refuse) => {
          options?.signal?.addEventListener('abort', () => refuse(new Failure('cancelled', 'Cancelled.')));
        });
      }),
    );
    const folder: FolderNode = {
      kind: 'folder',
      workspace,
      datastore,
      entry: { kind: 'folder', path: folderIn(root, 'x'), name: 'x' },
    };
    const shown = levels.children(folder);
    await until(() => signals.length === 1);
    levels.forget(store);
    assert.equal(signals[0]?.aborted, true);
    assert.deepEqual(await shown, []);
  });

  it('know the object on the screen for a node made elsewhere', async () => {
    const levels = levelsOf(azureWith(() => Promise.resolve({ entries: [] })));
    const [shown] = await levels.children({ kind: 'workspace', workspace });
    assert.equal(levels.shown({ ...store }), shown);
    assert.equal(levels.shown({ kind: 'workspace', workspace }), undefined);
  });

  it('reject at the root, where a welcome text says why', async () => {
    const levels = levelsOver(() => Promise.reject(new Failure('unauthenticated', 'Sign in.')));
    await assert.rejects(levels.children(), (error) => isFailure(error, 'unauthenticated'));
    await assert.rejects(levels.children(), (error) => isFailure(error, 'unauthenticated'));
  });

  it('have ids that differ for a file and a folder of one name', () => {
    const common = { workspace, datastore };
    const folder: Node = {
      kind: 'folder',
      ...common,
      entry: { kind: 'folder', path: folderIn(root, 'x'), name: 'x' },
    };
    const named: Node = {
      kind: 'file',
      ...common,
      entry: { kind: 'file', path: fileIn(root, 'x/'), name: 'x/', size: 0 },
    };
    assert.notEqual(nodeId(folder), nodeId(named));
  });
});
