import assert from 'node:assert/strict';
import type { WorkspaceNode } from '../../src/tree/nodes.ts';
import { sandbox } from '../support/sandbox.ts';
import { nodeAt, run, treeItem } from './support.ts';

const ws = 'vision-research';

describe('registering by code', () => {
  after(async () => (await sandbox()).reset());

  async function register(name: string, secret: string): Promise<void> {
    const box = await sandbox();
    const found = box.workspaces.find((workspace) => workspace.name === ws) ?? assert.fail();
    const { subscriptionId, resourceGroup } = found;
    await run('azuremlDatastores.registerDatastore', {
      workspace: { subscriptionId, resourceGroup, workspace: ws },
      answers: {
        ...{ type: 'AzureBlob', accountName: 'contosodata', containerName: 'images' },
        ...{ credential: 'accountKey', name, description: 'By code' },
      },
      secret,
    });
  }

  it('asks nobody, and the tree shows what it registered', async () => {
    await register('by_code', (await sandbox()).accounts.contosodata.key);
    const node = await nodeAt(ws, 'by_code');
    assert.equal((await treeItem(node)).description, 'contosodata/images');
    await nodeAt(ws, 'by_code', 'train');
  });

  it('fails with the sentence of what is wrong, and without the secret', async () => {
    const { key } = (await sandbox()).accounts.contosodata;
    const failing = (text: RegExp) => (error: Error) => {
      assert.match(error.message, text);
      assert.ok(!error.message.includes(key));
      return true;
    };
    await assert.rejects(register('by_code', key), failing(/“by_code” is taken/));
    await assert.rejects(register('By-Code', key), failing(/lower-case letters, digits and underscores/));
    await assert.rejects(register('by_code_2', 'no key'), failing(/64 bytes in Base64/));
  });

  it('is offered where a workspace holds no datastores yet', async () => {
    const parent = (await nodeAt(ws)) as WorkspaceNode;
    const { command, description } = await treeItem({ kind: 'empty', parent });
    assert.deepEqual(
      [command?.command, command?.arguments, description],
      ['azuremlDatastores.registerDatastore', [parent], 'Register one…'],
    );
  });
});
