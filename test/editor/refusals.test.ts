import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FailureNode, Node } from '../../src/tree/nodes.ts';
import type { TransferReport } from '../../src/transfer/transfer.ts';
import { sandbox } from '../support/sandbox.ts';
import { children, label, nodeAt, provider, run, treeItem, uri } from './support.ts';

const ws = 'vision-research';
type Levers = Readonly<Record<string, unknown>>;

/** What a row that failed says. */
async function refusalOf(node: Node): Promise<string> {
  const rows = await children(node);
  const failed = rows.find(({ kind }) => kind === 'failure');
  assert.ok(failed, `${await label(node)} is listed`);
  return String((await treeItem(failed)).description);
}

async function hover(node: Node): Promise<string> {
  const tree = await provider();
  const item = await tree.getTreeItem(node);
  const { token } = new vscode.CancellationTokenSource();
  const { tooltip } = (await tree.resolveTreeItem?.(item, node, token)) ?? item;
  const text = typeof tooltip === 'object' ? tooltip.value : (tooltip ?? '');
  return text.replaceAll('&nbsp;', ' ').replaceAll(/\\(.)/g, '$1');
}

describe('what the view says where the service refuses', () => {
  const set = async (lever: string, body: Levers) => (await sandbox()).admin('POST', lever, body);
  const roleOnData = (role: string | null) => set('/dataRoles', { principal: 'user', account: '*', role });

  beforeEach(() => run('azuremlDatastores.refreshAll'));
  afterEach(async () => {
    await (await sandbox()).clearFaults();
    await roleOnData('contributor');
    await set('/listSecrets', { principal: 'user', allowed: true });
    await set('/accounts', { account: 'contosodata', allowSharedKeyAccess: true, firewall: false });
  });
  after(() => run('azuremlDatastores.refreshAll'));

  it('an identity without a role: which role, on which container of which account', async () => {
    await roleOnData(null);
    assert.match(
      await refusalOf(await nodeAt(ws, 'team_identity')),
      /lacks the role Storage Blob Data Reader on container team of account contosodata: ask an owner/,
    );
  });

  it('an identity without a role, where the datastore’s key does: nothing but in the tooltip', async () => {
    await roleOnData(null);
    const store = await nodeAt(ws, 'images');
    assert.ok((await children(store)).every(({ kind }) => kind !== 'failure'));
    assert.match(
      await hover(store),
      /Access with: the datastore’s account key, because your own identity was refused: .*Storage Blob Data Reader on container images of account contosodata/,
    );
  });

  it('an identity that has lost its role: the tooltip follows', async () => {
    const store = await nodeAt(ws, 'workspaceblobstore');
    const rows = await children(store);
    const read = rows.find((node) => node.kind === 'file' || node.kind === 'folder') ?? assert.fail();
    assert.match(await hover(store), /Access with: your own identity/);
    const drawn: unknown[] = [];
    const listener = (await provider()).onDidChangeTreeData?.((node) => drawn.push(node));
    const dir = await mkdtemp(join(tmpdir(), 'refusals-'));
    try {
      await roleOnData(null);
      const given = { to: dir, conflict: 'overwrite' } as const;
      const report = (await run('azuremlDatastores.download', read, given)) as TransferReport;
      assert.deepEqual(report.failed, []);
      assert.deepEqual(drawn, [store]);
      assert.match(await hover(store), /Access with: the datastore’s account key/);
    } finally {
      listener?.dispose();
      await rm(dir, { recursive: true });
    }
  });

  it('secrets that may not be read: the role, and the permission to read the key', async () => {
    await roleOnData(null);
    await set('/listSecrets', { principal: 'user', allowed: false });
    assert.match(
      await refusalOf(await nodeAt(ws, 'images')),
      /role Storage Blob Data Reader on container images.*account key that datastore “images” holds.*datastores\/listSecrets\/action/,
    );
  });

  it('shared keys that are disabled: no key, and the role instead', async () => {
    await roleOnData(null);
    await set('/accounts', { account: 'contosodata', allowSharedKeyAccess: false });
    assert.match(
      await refusalOf(await nodeAt(ws, 'images')),
      /contosodata allows no access with its account key.*Storage Blob Data Reader/,
    );
  });

  it('a firewall: the network first, then the role', async () => {
    await set('/accounts', { account: 'contosodata', firewall: true });
    assert.match(
      await refusalOf(await nodeAt(ws, 'images')),
      /Check the network first.*firewall of the storage account.*privatelink.*After that, check the role/,
    );
  });

  it('a SAS that has expired: when, and that a new one is needed', async () => {
    const store = await nodeAt(ws, 'expired_sas');
    assert.match(
      await refusalOf(store),
      /SAS of datastore “expired_sas” expired on .*20\d\d.*Make a new SAS and update the datastore’s credential/,
    );
    const [failed] = await children(store);
    assert.ok(failed);
    // A sign-in does not mend it: the user's identity may.
    assert.equal((await treeItem(failed)).contextValue, 'failure identity portal');
    await run('azuremlDatastores.useIdentity', failed as FailureNode);
    const rows = await children(await nodeAt(ws, 'expired_sas'));
    assert.ok(rows.every(({ kind }) => kind !== 'failure'));
  });

  it('a SAS that only reads: which permission a file’s upload lacks', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'refusals-'));
    try {
      await writeFile(join(dir, 'a.csv'), 'a');
      const target = await uri(ws, 'shared_readonly');
      const given = { from: [join(dir, 'a.csv')], conflict: 'overwrite' } as const;
      const report = (await run('azuremlDatastores.uploadFiles', target, given)) as TransferReport;
      assert.equal(report.failed.length, 1);
      assert.match(
        String(report.failed[0]?.failure.message),
        /SAS for container shared-reference of account contosodata lacks the permission (write \(w\)|create \(c\))/,
      );
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('a certificate that nobody can open: that, and the way without it', async () => {
    const store = await nodeAt(ws, 'unreadable_certificate');
    assert.match(
      await refusalOf(store),
      /certificate.*unreadable_certificate|unreadable_certificate.*certificate/,
    );
    const [failed] = await children(store);
    assert.ok(failed);
    assert.match(String((await treeItem(failed)).contextValue), /\bidentity\b/);
  });

  it('Azure Resource Manager that is throttled: to wait', async () => {
    const box = await sandbox();
    const action = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: 120 } as const;
    await box.addFault({ host: '^management\\.', path: '/datastores\\?', action });
    assert.match(await refusalOf(await nodeAt(ws)), /too many requests.*(minute|later)/);
  });

  it('an older service that is gone: what is missing, beside all that is there', async () => {
    const box = await sandbox();
    const action = { kind: 'status', status: 404, code: 'NotFound' } as const;
    await box.addFault({ host: '\\.api\\.azureml\\.ms', action });
    const workspace = await nodeAt(ws);
    assert.match(await refusalOf(workspace), /may be missing here: .*SQL.*Databricks/);
    const labels = await Promise.all((await children(workspace)).map(label));
    assert.ok(labels.includes('images') && !labels.includes('sales_sql'));
  });

  it('a OneLake datastore and a type that nobody knows: by name, and not browsed', async () => {
    for (const [name, shown] of [
      ['onelake_sales', 'Microsoft Fabric OneLake'],
      ['graph_store', 'AzureGraph'],
    ] as const) {
      const node = await nodeAt(ws, name);
      const item = await treeItem(node);
      assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.None);
      assert.match(await hover(node), new RegExp(`Type: ${shown}`));
    }
  });
});
