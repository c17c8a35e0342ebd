import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isParent, type Node } from '../../src/tree/nodes.ts';
import { sandbox, type Fault } from '../support/sandbox.ts';
import { children, nodeAt, provider, run } from './support.ts';

const plainText = (text: string | vscode.MarkdownString | undefined): string => {
  if (text === undefined || typeof text === 'string') return text ?? '';
  // What is hidden from a reader of the source by escapes is on the screen all the same.
  return `${text.value}\n${text.value.replace(/\\(?=\W)/g, '').replaceAll('&nbsp;', ' ')}`;
};

/** Everything that is shown of a node. */
async function textsOf(node: Node): Promise<string[]> {
  const tree = await provider();
  const item = await tree.getTreeItem(node);
  const resolved = await tree.resolveTreeItem?.(item, node, new vscode.CancellationTokenSource().token);
  const { label, description, accessibilityInformation, id } = item;
  return [
    ...[id, typeof label === 'object' ? label.label : label, String(description ?? '')],
    ...[accessibilityInformation?.label, plainText((resolved ?? item).tooltip)],
    ...(node.kind === 'failure' ? [node.failure.message, JSON.stringify(node.failure)] : []),
  ].map((text) => text ?? '');
}

describe('what the tree says', () => {
  const lines: string[] = [];
  after(async () => {
    // The search for secrets reads it.
    appendFileSync(join(process.env['ARTIFACTS'] ?? '', 'texts.log'), `${lines.join('\n')}\n`);
    await (await sandbox()).clearFaults();
    await run('azuremlDatastores.refreshAll');
  });

  /** Keeps what is said of a node and of all that is below it, one folder deep. Returns its failures. */
  async function keep(node: Node, depth: number): Promise<string[]> {
    lines.push(...(await textsOf(node)));
    const failures = node.kind === 'failure' ? [node.failure.message] : [];
    if (depth === 0 || !isParent(node)) return failures;
    if (node.kind === 'datastore' && node.datastore.kind?.openStorage === undefined) return failures;
    for (const member of await children(node)) failures.push(...(await keep(member, depth - 1)));
    return failures;
  }

  it('is kept, of a workspace with datastores of every kind', async () => {
    await run('azuremlDatastores.refreshAll');
    await keep(await nodeAt('vision-research'), 2);
    assert.ok(lines.length > 100);
    assert.ok(lines.some((line) => line.includes('Blob')));
  });

  const refusals: readonly (readonly [string, Fault])[] = [
    [
      'the storage wants another sign-in',
      { host: '\\.(blob|file|dfs)\\.', action: { kind: 'status', status: 401 } },
    ],
    [
      'the storage refuses keys',
      {
        host: '\\.(blob|file|dfs)\\.',
        action: { kind: 'status', status: 403, code: 'KeyBasedAuthenticationNotPermitted' },
      },
    ],
    [
      'the storage is behind a firewall',
      {
        host: '\\.(blob|file|dfs)\\.',
        action: { kind: 'status', status: 403, code: 'AuthorizationFailure' },
      },
    ],
    ['secrets may not be read', { path: '/listSecrets', action: { kind: 'status', status: 403 } }],
  ];
  for (const [what, fault] of refusals) {
    it(`is kept, when ${what}`, async () => {
      const box = await sandbox();
      const workspace = await nodeAt('vision-research');
      await run('azuremlDatastores.refresh', workspace);
      await box.addFault(fault);
      try {
        const failures = await keep(workspace, 2);
        assert.ok(failures.length > 0, 'something is refused');
      } finally {
        await box.clearFaults();
      }
    });
  }
});
