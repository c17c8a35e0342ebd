import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension.ts';
import type { CommandArguments, CommandId } from '../../src/contributions.ts';
import type { Node } from '../../src/tree/nodes.ts';
import { sandbox } from '../support/sandbox.ts';

export const extensionId = 'azureml-datastores.azureml-datastores';

/** What the view shows, through the extension's own door. */
export async function provider(): Promise<vscode.TreeDataProvider<Node>> {
  const extension = vscode.extensions.getExtension<Api>(extensionId);
  assert.ok(extension, `${extensionId} is not installed`);
  return (await extension.activate()).nodes;
}

/** The members of a node, as the view asks for them. */
export async function children(node?: Node): Promise<readonly Node[]> {
  return (await (await provider()).getChildren(node)) ?? [];
}

/** The next time the view says that what it shows has changed. */
export async function changed(): Promise<void> {
  const { onDidChangeTreeData } = await provider();
  await new Promise<void>((resolve) => {
    const listener = onDidChangeTreeData?.(() => {
      listener?.dispose();
      resolve();
    });
  });
}

export async function treeItem(node: Node): Promise<vscode.TreeItem> {
  return (await provider()).getTreeItem(node);
}

export async function label(node: Node): Promise<string> {
  const { label: shown } = await treeItem(node);
  return typeof shown === 'object' ? shown.label : (shown ?? '');
}

/** The node at the end of a path of labels: `['vision-research', 'images', 'train']`. */
export async function nodeAt(...labels: readonly string[]): Promise<Node> {
  let node: Node | undefined;
  for (const wanted of labels) {
    const members: readonly Node[] = await children(node);
    const all = await Promise.all(members.map(label));
    node = members[all.indexOf(wanted)];
    assert.ok(node, `no “${wanted}” among ${all.join(', ')}`);
  }
  assert.ok(node);
  return node;
}

/** The long URI of a place in a datastore of one of the sandbox's workspaces. */
export async function uri(workspace: string, datastore: string, path = ''): Promise<string> {
  const found = (await sandbox()).workspaces.find(({ name }) => name === workspace);
  assert.ok(found);
  const scope = `subscriptions/${found.subscriptionId}/resourcegroups/${found.resourceGroup}/workspaces/${workspace}`;
  return `azureml://${scope}/datastores/${datastore}/paths/${path}`;
}

/** Runs a command of the extension with its arguments checked. */
export async function run<Id extends CommandId>(id: Id, ...given: CommandArguments[Id]): Promise<unknown> {
  return vscode.commands.executeCommand(id, ...given);
}
