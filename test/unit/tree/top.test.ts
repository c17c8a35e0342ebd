import assert from 'node:assert/strict';
import type { AzureMl } from '../../../src/azureml/index.ts';
import type { ListCall, Workspace, WorkspaceList } from '../../../src/azureml/workspaces.ts';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import type { WorkspaceName } from '../../../src/datastores/uri.ts';
import { nodeId, type Node } from '../../../src/tree/nodes.ts';
import { createRoot } from '../../../src/tree/root.ts';
import {
  everything,
  withAdded,
  withDeclined,
  withFilter,
  withHidden,
  withoutAdded,
  withPinned,
  type Shown,
} from '../../../src/tree/shown.ts';
import { keyOf } from '../../../src/azureml/workspaceReference.ts';
import { createTop, type Detected } from '../../../src/tree/top.ts';
import { azureWith, listOf, until, workspaceNamed } from './fixtures.ts';

const [a, b, c] = ['a', 'b', 'c'].map((name) => workspaceNamed(name)) as [Workspace, Workspace, Workspace];
const nameOf = ({ subscriptionId, resourceGroup, name }: Workspace): WorkspaceName => ({
  subscriptionId,
  resourceGroup,
  workspace: name,
});

interface Given {
  readonly azure?: Partial<AzureMl>;
  readonly shown?: Shown;
  readonly detected?: readonly Detected[];
}

/** A top level over a service that the test plays. */
function topWith({ azure = {}, shown = everything, detected = [] }: Given = {}) {
  const client = azureWith(() => Promise.reject(new Error('not part of this test')), azure);
  const state = { shown, changes: 0 };
  const root = createRoot({
    azure: () => Promise.resolve(client),
    asked: () => state.shown,
    onChange: () => state.changes++,
  });
  const top = createTop({ root, choice: () => state.shown, detected: () => detected });
  /** The nodes when everybody has answered. */
  const all = async () => {
    await root.when(() => false);
    return top.nodes();
  };
  return { state, root, top, all };
}

/** A listing that the test answers bit by bit. */
function slowListing() {
  const calls: {
    readonly call: ListCall;
    answer(list: WorkspaceList): void;
    refuse(error: Error): void;
  }[] = [];
  const workspaces = (call: ListCall = {}) =>
    new Promise<WorkspaceList>((answer, refuse) => calls.push({ call, answer, refuse }));
  return { calls, workspaces };
}

const labels = (nodes: readonly Node[]) =>
  nodes.map((node) => (node.kind === 'workspace' ? node.workspace.name : node.kind));
const refusal = new Failure('permissionDenied', 'Your account may not list subscriptions.');
const listing = (...workspaces: Workspace[]) => ({ workspaces: () => Promise.resolve(listOf(workspaces)) });

describe('the top of the tree', () => {
  it('shows the first workspaces at once, and the others as they come', async () => {
    const { calls, workspaces } = slowListing();
    const { top, state } = topWith({ azure: { workspaces } });
    const first = top.nodes();
    await until(() => calls.length === 1);
    calls[0]?.call.onProgress?.(listOf([], { complete: false }));
    calls[0]?.call.onProgress?.(listOf([b], { complete: false }));
    const early = await first;
    assert.deepEqual(labels(early), ['b']);
    const changes = state.changes;
    calls[0]?.call.onProgress?.(listOf([b, a], { complete: false }));
    assert.ok(state.changes > changes, 'the view is told');
    assert.deepEqual(labels(await top.nodes()), ['a', 'b']);
    calls[0]?.answer(listOf([a, b, c]));
    await until(() => top.shown().length === 2);
    const last = await top.nodes();
    assert.deepEqual(labels(last), ['a', 'b', 'c']);
    assert.equal(last[1], early[0], 'what is on the screen stays the same object');
    assert.equal(calls.length, 1);
  });

  it('drops what an old listing says after a refresh', async () => {
    const { calls, workspaces } = slowListing();
    const { top, root } = topWith({ azure: { workspaces } });
    const old = top.nodes();
    await until(() => calls.length === 1);
    top.forget('reload');
    const fresh = top.nodes();
    await until(() => calls.length === 2);
    assert.equal(calls[0]?.call.signal?.aborted, true);
    calls[0].call.onProgress?.(listOf([a], { complete: false }));
    calls[0].answer(listOf([a]));
    calls[1]?.answer(listOf([b]));
    assert.deepEqual(labels(await fresh), ['b']);
    assert.deepEqual(labels(await old), ['b']);
    assert.deepEqual(root.known()?.listed, [b]);
  });

  it('lists only the chosen subscriptions', async () => {
    const asked: unknown[] = [];
    const workspaces = (call: ListCall = {}) => {
      asked.push(call.subscriptions);
      return Promise.resolve(listOf([a]));
    };
    const { top, state } = topWith({ azure: { workspaces } });
    await top.nodes();
    state.shown = { ...everything, subscriptions: ['s'] };
    top.forget('reload');
    await top.nodes();
    assert.deepEqual(asked, [undefined, ['s']]);
  });

  it('follows filters, pins and what is hidden without asking again', async () => {
    let asked = 0;
    const { top, state } = topWith({
      azure: { workspaces: () => Promise.resolve((asked++, listOf([a, b, c]))) },
      shown: withPinned(everything, [c], true),
    });
    const nodes = await top.nodes();
    assert.deepEqual(labels(nodes), ['c', 'a', 'b']);
    assert.equal(nodes[0]?.kind === 'workspace' && nodes[0].pinned, true);
    state.shown = withHidden(state.shown, [a]);
    assert.deepEqual(labels(await top.nodes()), ['c', 'b']);
    state.shown = withFilter(state.shown, 'B');
    assert.deepEqual(labels(await top.nodes()), ['b']);
    assert.equal(asked, 1);
  });

  it('says that a filter leaves nothing, or that all is hidden', async () => {
    const { top, state } = topWith({ azure: listing(a, b) });
    state.shown = withFilter(everything, 'nonesuch');
    assert.deepEqual(await top.nodes(), [{ kind: 'noMatch', why: 'filtered' }]);
    state.shown = withHidden(everything, [a, b]);
    assert.deepEqual(await top.nodes(), [{ kind: 'noMatch', why: 'hidden' }]);
  });

  it('is empty where there is no workspace, so that the welcome text shows', async () => {
    const { top } = topWith({ azure: listing() });
    assert.deepEqual(await top.nodes(), []);
  });

  it('ends with the subscriptions that were refused, then the locked tenants, then the offers', async () => {
    const tenant = {
      via: { account: 'ada', tenantId: 'x' },
      name: 'Adventure Works',
      account: 'ada@contoso.example',
      failure: new Failure('unauthenticated', 'Sign in.'),
    };
    const { all } = topWith({
      azure: {
        workspaces: () => Promise.resolve(listOf([a], { refused: [refusal, refusal], locked: [tenant] })),
      },
      detected: [
        { name: nameOf(a), file: 'config.json' },
        { name: nameOf(b), file: 'b/config.json' },
      ],
    });
    const nodes = await all();
    assert.deepEqual(labels(nodes), ['a', 'failure', 'tenant', 'offer']);
    assert.equal(new Set(nodes.map(nodeId)).size, nodes.length, 'every id once, or VS Code shows nothing');
  });

  it('offers nothing while the listing goes on, nor what was declined', async () => {
    const { calls, workspaces } = slowListing();
    const { top, state } = topWith({
      azure: { workspaces },
      detected: [{ name: nameOf(b), file: 'config.json' }],
    });
    const first = top.nodes();
    await until(() => calls.length === 1);
    calls[0]?.call.onProgress?.(listOf([a], { complete: false }));
    assert.deepEqual(labels(await first), ['a']);
    calls[0]?.answer(listOf([a]));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    assert.deepEqual(labels(await top.nodes()), ['a', 'offer']);
    state.shown = withDeclined(everything, nameOf(b));
    assert.deepEqual(labels(await top.nodes()), ['a']);
  });
});

describe('workspaces added by hand', () => {
  const shown = withAdded(everything, nameOf(b));
  const found = { workspace: () => Promise.resolve(b) };

  it('stand among the others, once each', async () => {
    const { all, state } = topWith({ azure: { ...listing(a), ...found }, shown });
    const nodes = await all();
    assert.deepEqual(labels(nodes), ['a', 'b']);
    assert.deepEqual(
      nodes.map((node) => node.kind === 'workspace' && node.added),
      [false, true],
    );
    state.shown = withoutAdded(shown, b);
    assert.deepEqual(labels(await all()), ['a']);
    const listed = topWith({ azure: { ...listing(a, b), ...found }, shown });
    const [, second] = await listed.all();
    assert.equal(second?.kind === 'workspace' && second.added, false, 'the account lists it itself');
  });

  it('are shown when subscriptions may not be listed, which is said beside them', async () => {
    const { all } = topWith({ azure: { workspaces: () => Promise.reject(refusal), ...found }, shown });
    const nodes = await all();
    assert.deepEqual(labels(nodes), ['b', 'failure']);
    assert.equal(nodes[1]?.kind === 'failure' && nodes[1].failure, refusal);
  });

  it('are shown when there is no subscription', async () => {
    const { all } = topWith({ azure: { ...listing(), ...found }, shown });
    assert.deepEqual(labels(await all()), ['b']);
  });

  it('say in place why they cannot be read', async () => {
    const gone = new Failure('notFound', 'Azure finds nothing there.');
    const { all, root } = topWith({
      azure: { ...listing(a), workspace: () => Promise.reject(gone) },
      shown,
    });
    const nodes = await all();
    assert.deepEqual(labels(nodes), ['a', 'failure']);
    assert.ok(nodes[1]?.kind === 'failure');
    assert.deepEqual(nodes[1].added, nameOf(b));
    assert.match(nodes[1].failure.message, /no workspace “b” in resource group “g”/);
    root.add(b);
    assert.deepEqual(labels(await all()), ['a', 'b'], 'until they have been read');
  });

  it('can be put in without listing anew', async () => {
    const { all, state, root } = topWith({ azure: listing(a) });
    await all();
    state.shown = shown;
    root.add(b);
    assert.deepEqual(labels(await all()), ['a', 'b']);
  });
});

describe('the top of the tree, when nothing can be listed', () => {
  it('rejects, so that a welcome text says what to do, and asks once until it is refreshed', async () => {
    let asked = 0;
    const { top, root } = topWith({ azure: { workspaces: () => Promise.reject((asked++, refusal)) } });
    for (let i = 0; i < 2; i++) await assert.rejects(top.nodes(), refusal);
    assert.equal(asked, 1);
    assert.equal(root.failed(), true);
    top.forget('reload');
    await assert.rejects(top.nodes(), refusal);
    assert.equal(asked, 2);
  });

  it('still offers what a file names to those who may not list subscriptions', async () => {
    const { top } = topWith({
      azure: { workspaces: () => Promise.reject(refusal) },
      detected: [{ name: nameOf(b), file: 'config.json' }],
    });
    assert.deepEqual(labels(await top.nodes()), ['failure', 'offer']);
  });

  it('offers nothing while Azure cannot be reached', async () => {
    const { top } = topWith({
      azure: { workspaces: () => Promise.reject(new Failure('unavailable', 'No network.')) },
      detected: [{ name: nameOf(b), file: 'config.json' }],
    });
    await assert.rejects(top.nodes(), (error) => isFailure(error, 'unavailable'));
  });

  it('rejects when nobody is signed in, whatever was added by hand', async () => {
    const { top } = topWith({
      azure: {
        workspaces: () => Promise.reject(new Failure('unauthenticated', 'Sign in.')),
        workspace: () => Promise.reject(new Failure('unauthenticated', 'Sign in.')),
      },
      shown: withAdded(everything, nameOf(b)),
    });
    await assert.rejects(top.nodes(), (error) => isFailure(error, 'unauthenticated'));
  });

  it('hands on what should not have happened', async () => {
    const { top } = topWith({ azure: { workspaces: () => Promise.reject(new TypeError('x is undefined')) } });
    await assert.rejects(top.nodes(), TypeError);
  });

  it('ends with those who wait when it is closed', async () => {
    const { workspaces } = slowListing();
    const { top } = topWith({ azure: { workspaces } });
    const nodes = top.nodes();
    top.forget();
    await assert.rejects(nodes, (error) => isFailure(error, 'cancelled'));
  });
});

describe('a row’s id', () => {
  it('does not change when a workspace is pinned', async () => {
    const { top, state } = topWith({ azure: listing(a) });
    const [before] = await top.nodes();
    state.shown = withPinned(everything, [a], true);
    const [after] = await top.nodes();
    assert.ok(before && after);
    assert.equal(nodeId(before), nodeId(after));
    assert.notEqual(before, after);
    assert.equal(nodeId({ kind: 'offer', name: nameOf(b), file: '' }), `#offer:${keyOf(b)}`);
  });

  it('says whether it would be answered otherwise now', async () => {
    const { calls, workspaces } = slowListing();
    const { state, root, top } = topWith({ azure: { workspaces } });
    const first = top.nodes();
    await until(() => calls.length === 1);
    calls[0]?.call.onProgress?.({ ...listOf([a, b]), complete: false });
    assert.deepEqual(labels(await first), ['a', 'b']);
    assert.ok(!top.differs());
    calls[0]?.answer(listOf([a, b]));
    await root.complete();
    assert.ok(!top.differs(), 'that all have answered changes no row');
    state.shown = withPinned(everything, [b], true);
    assert.ok(top.differs());
    await top.nodes();
    assert.ok(!top.differs());
    root.forget();
    assert.ok(top.differs());
  });
});
