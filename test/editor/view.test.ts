import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { sandbox } from '../support/sandbox.ts';
import { changed, children, label, nodeAt, run, treeItem, uri } from './support.ts';
import type { Node, WorkspaceNode } from '../../src/tree/nodes.ts';

const labels = async () => Promise.all((await children()).map(label));
const workspaceNode = async (name: string) => (await nodeAt(name)) as WorkspaceNode;
const all = ['churn-production', 'forecasting', 'vision-research'];

/** The studio's address of one of the sandbox's workspaces. */
async function studio(name: string): Promise<string> {
  const { subscriptionId, resourceGroup } = await found(name);
  const id = `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/workspaces/${name}`;
  return `https://ml.azure.com/home?wsid=${encodeURIComponent(id)}`;
}

async function found(name: string) {
  const workspace = (await sandbox()).workspaces.find((candidate) => candidate.name === name);
  assert.ok(workspace);
  return workspace;
}

async function named(name: string) {
  const { subscriptionId, resourceGroup } = await found(name);
  return { subscriptionId, resourceGroup, workspace: name };
}

describe('the view', () => {
  beforeEach(async () => {
    await run('azuremlDatastores.refreshAll');
    assert.deepEqual(await labels(), all);
  });
  afterEach(async () => {
    await (await sandbox()).clearFaults();
    await run('azuremlDatastores.clearFilters');
    await run('azuremlDatastores.refreshAll');
  });

  it('shows the workspaces that a name filter lets through, and says what to do when it lets none', async () => {
    await run('azuremlDatastores.filterWorkspaces', 'ECAST');
    assert.deepEqual(await labels(), ['forecasting']);
    await run('azuremlDatastores.filterWorkspaces', 'nonesuch');
    const [none] = await children();
    assert.equal(none?.kind, 'noMatch');
    const { command, label: text } = await treeItem(none);
    assert.deepEqual([text, command?.command], ['No workspace matches', 'azuremlDatastores.clearFilters']);
    await run('azuremlDatastores.clearFilters');
    assert.deepEqual(await labels(), all);
  });

  it('asks only the chosen subscriptions', async () => {
    const box = await sandbox();
    const { subscriptionId } = await found('vision-research');
    await box.clearRequests();
    await run('azuremlDatastores.filterSubscriptions', [subscriptionId]);
    const shown = await children();
    for (const node of shown)
      assert.equal(node.kind === 'workspace' && node.workspace.subscriptionId, subscriptionId);
    const { requests } = await box.requests({ host: '^management\\.', path: '/workspaces' });
    assert.ok(requests.length > 0);
    for (const { path } of requests) assert.match(path, new RegExp(subscriptionId));
  });

  it('keeps pinned workspaces first, and says that they are pinned', async () => {
    await run('azuremlDatastores.pinWorkspace', await workspaceNode('vision-research'));
    assert.deepEqual(await labels(), ['vision-research', 'churn-production', 'forecasting']);
    const item = await treeItem(await nodeAt('vision-research'));
    assert.match(String(item.description), /^pinned · /);
    assert.equal(item.contextValue, 'workspace pinned');
    await run('azuremlDatastores.unpinWorkspace', await workspaceNode('vision-research'));
    assert.deepEqual(await labels(), all);
  });

  it('hides several workspaces at once, until they are added again', async () => {
    const nodes = [await workspaceNode('forecasting'), await workspaceNode('vision-research')];
    await run('azuremlDatastores.hideWorkspace', nodes[0], nodes);
    assert.deepEqual(await labels(), ['churn-production']);
    await run('azuremlDatastores.addWorkspace', await studio('forecasting'));
    await run('azuremlDatastores.addWorkspace', await named('vision-research'));
    assert.deepEqual(await labels(), all);
    const item = await treeItem(await nodeAt('forecasting'));
    assert.equal(item.contextValue, 'workspace unpinned', 'what is listed anyway cannot be removed');
  });

  it('adds a workspace that the account does not list, and takes it out again', async () => {
    const { subscriptionId } = await found('vision-research');
    const other = (await sandbox()).workspaces.find((each) => each.subscriptionId !== subscriptionId);
    assert.ok(other);
    await run('azuremlDatastores.filterSubscriptions', [subscriptionId]);
    await run('azuremlDatastores.addWorkspace', await studio(other.name));
    const node = await workspaceNode(other.name);
    const item = await treeItem(node);
    assert.equal(item.contextValue, 'workspace unpinned added');
    assert.match(String(item.description), /^added by hand · /);
    assert.ok((await children(node)).length > 0);
    await run('azuremlDatastores.removeWorkspace', node);
    assert.ok(!(await labels()).includes(other.name));
  });

  it('shows what was added by hand where listing is refused, and why the rest is missing', async () => {
    const box = await sandbox();
    await run('azuremlDatastores.filterSubscriptions', ['00000000-0000-0000-0000-000000000000']);
    await run('azuremlDatastores.addWorkspace', await studio('forecasting'));
    await box.addFault({
      host: '^management\\.',
      path: '^/subscriptions\\?',
      action: { kind: 'status', status: 403, code: 'AuthorizationFailed' },
    });
    await run('azuremlDatastores.clearFilters');
    const nodes = await children();
    assert.deepEqual(
      nodes.map(({ kind }) => kind),
      ['workspace', 'failure'],
    );
    await box.clearFaults();
    await run('azuremlDatastores.retry', nodes[1]);
    assert.deepEqual(await labels(), all);
    await run('azuremlDatastores.removeWorkspace', nodes[0] as WorkspaceNode);
    assert.deepEqual(await labels(), all, 'the account lists it itself');
  });

  it('says which words name no workspace', async () => {
    await assert.rejects(
      async () => run('azuremlDatastores.addWorkspace', 'https://ml.azure.com/home'),
      /names no workspace/,
    );
  });

  it('copies the URIs of all that is selected, each in a line of its own', async () => {
    const nodes = [await nodeAt('vision-research', 'images'), await nodeAt('vision-research', 'lake')];
    await run('azuremlDatastores.copyUri', nodes[0] as never, nodes);
    assert.equal(
      await vscode.env.clipboard.readText(),
      'azureml://datastores/images/paths/\nazureml://datastores/lake/paths/',
    );
    await run('azuremlDatastores.copyUri', await uri('vision-research', 'images', 'train/'));
    assert.equal(await vscode.env.clipboard.readText(), 'azureml://datastores/images/paths/train/');
  });

  it('says each thing of a datastore once to a screen reader', async () => {
    const item = await treeItem(await nodeAt('vision-research', 'databricks_fs'));
    assert.equal(item.accessibilityInformation?.label, 'Datastore databricks_fs, Databricks file system');
  });

  it('has words for menus on what failed', async () => {
    const box = await sandbox();
    const status = (status: number) => ({ kind: 'status' as const, status, code: 'X' });
    await box.addFault({ host: '^management\\.', path: '/datastores\\?', action: status(401) });
    const [refused] = await children(await nodeAt('forecasting'));
    assert.ok(refused);
    // The environment signs in here: there is nothing to sign in to by hand.
    assert.equal((await treeItem(refused)).contextValue, 'failure portal');
  });

  describe('with a config.json in the opened folder', () => {
    const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const file = () => join(folder(), '.azureml/config.json');
    const offers = async () => (await children()).filter(({ kind }) => kind === 'offer');
    const write = async (content: unknown) => {
      await mkdir(dirname(file()), { recursive: true });
      await writeFile(file(), JSON.stringify(content));
    };
    /** Asks again at each change of the view, until the answer is right. */
    const until = async (right: (nodes: readonly Node[]) => boolean) => {
      for (let next = changed(); !right(await offers()); next = changed()) await next;
    };
    after(() => rm(dirname(file()), { recursive: true, force: true }));

    it('offers the workspace that it names, if the list lacks it, until it is declined', async () => {
      const { subscriptionId } = await found('vision-research');
      const unlisted = {
        subscription_id: subscriptionId,
        resource_group: 'elsewhere',
        workspace_name: 'not-listed',
      };
      const offered = until((nodes) => nodes.length === 1);
      await write(unlisted);
      await offered;
      const [offer] = await offers();
      assert.ok(offer?.kind === 'offer');
      const item = await treeItem(offer);
      assert.deepEqual([item.label, item.description], ['Add “not-listed”', '.azureml/config.json']);
      const gone = until((nodes) => nodes.length === 0);
      await run('azuremlDatastores.declineOffer', offer);
      await gone;
    });

    it('offers nothing that is listed', async () => {
      const offered = until((nodes) => nodes.length === 1);
      await write({
        subscription_id: (await found('forecasting')).subscriptionId,
        resource_group: 'x',
        workspace_name: 'new-one',
      });
      await offered;
      const gone = until((nodes) => nodes.length === 0);
      const { subscriptionId, resourceGroup } = await found('forecasting');
      await write({
        subscription_id: subscriptionId,
        resource_group: resourceGroup,
        workspace_name: 'forecasting',
      });
      await gone;
      assert.deepEqual(await labels(), all);
    });

    it('offers it however many files of other tools have that name', async () => {
      const others = Array.from({ length: 120 }, (_, index) => join(folder(), `tool-${index}`));
      try {
        for (const other of others) {
          await mkdir(other);
          await writeFile(join(other, 'config.json'), '{"name":"of another tool"}');
        }
        const offered = until((nodes) => nodes.length === 1);
        await write({
          subscription_id: (await found('forecasting')).subscriptionId,
          resource_group: 'x',
          workspace_name: 'among-many',
        });
        await offered;
        const gone = until((nodes) => nodes.length === 0);
        await rm(file());
        await gone;
      } finally {
        await Promise.all(others.map((other) => rm(other, { recursive: true, force: true })));
      }
    });
  });
});
