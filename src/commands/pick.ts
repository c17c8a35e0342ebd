import { window, type QuickPickItem } from 'vscode';
import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { cancelled } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import { parentOf, root, type FolderPath } from '../storage/path.ts';
import { containerNode, type ContainerNode, type DatastoreNode } from '../tree/nodes.ts';

interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** Shows a list that may still be loading; rejects with `cancelled` when the user leaves it. */
export async function pick<T>(
  choices: Promise<readonly Choice<T>[]> | readonly Choice<T>[],
  title: string,
  placeHolder: string,
): Promise<T> {
  const chosen = await window.showQuickPick(choices, {
    title,
    placeHolder,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (!chosen) throw cancelled();
  return chosen.value;
}

/** Lets the user choose a workspace, unless there is but one. */
export async function pickWorkspace(client: AzureMl, title: string): Promise<Workspace> {
  const workspaces = await client.workspaces();
  if (workspaces.length === 0) {
    throw new Failure(
      'notFound',
      t(
        'You see no Azure ML workspace. Check the account you signed in with, or ask for the role Reader on a workspace.',
      ),
    );
  }
  const [only] = workspaces;
  if (only && workspaces.length === 1) return only;
  const choices = workspaces.map((value) => ({
    label: value.name,
    description: `${value.location} · ${value.subscription}`,
    value,
  }));
  return pick(choices, title, t('Choose a workspace'));
}

/** Lets the user choose a datastore; `browsable` offers only those that hold files. */
export async function pickDatastore(
  client: AzureMl,
  title: string,
  within?: Workspace,
  which?: 'browsable',
): Promise<DatastoreNode> {
  const workspace = within ?? (await pickWorkspace(client, title));
  const choices = async () => {
    const { datastores } = await client.list(workspace);
    return datastores
      .filter(({ kind }) => which !== 'browsable' || kind?.openStorage)
      .map((datastore) => ({
        label: datastore.name,
        description: [
          ...(datastore.isDefault ? [t('default')] : []),
          datastore.kind?.label() ?? datastore.type,
        ].join(' · '),
        value: datastore,
      }));
  };
  return {
    kind: 'datastore',
    workspace,
    datastore: await pick(choices(), title, t('Choose a datastore of “{0}”', workspace.name)),
  };
}

type Step = { readonly here: true } | { readonly into: FolderPath } | { readonly page: string };

/** Lets the user walk down to a folder. */
export async function pickFolder(
  client: AzureMl,
  { workspace, datastore }: DatastoreNode,
  title: string,
): Promise<ContainerNode> {
  const storage = await client.openStorage(workspace, datastore);
  let folder: FolderPath = root;
  let page: string | undefined;
  for (;;) {
    const at: FolderPath = folder;
    const choices = async (): Promise<Choice<Step>[]> => {
      const { entries, continuation } = await storage.list(at, { continuation: page });
      return [
        {
          label: `$(check) ${t('Here')}`,
          description: at === root ? t('top of “{0}”', datastore.name) : at,
          value: { here: true },
        },
        ...(at === root ? [] : [{ label: '$(arrow-up) ..', value: { into: parentOf(at) } }]),
        ...entries.flatMap((entry) =>
          entry.kind === 'folder' ? [{ label: `$(folder) ${entry.name}`, value: { into: entry.path } }] : [],
        ),
        ...(continuation === undefined
          ? []
          : [{ label: `$(ellipsis) ${t('More…')}`, value: { page: continuation } }]),
      ];
    };
    const step = await pick(choices(), title, t('Choose a folder of “{0}”', datastore.name));
    if ('here' in step) return containerNode(workspace, datastore, folder);
    page = 'page' in step ? step.page : undefined;
    if ('into' in step) folder = step.into;
  }
}
