import { window, type QuickPickItem } from 'vscode';
import { t } from '@vscode/l10n';
import type { AzureMl } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { cancelled } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import { visibleName, visiblePath } from '../common/format.ts';
import { parentOf, root, type FolderPath } from '../storage/path.ts';
import type { FolderEntry } from '../storage/storage.ts';
import { toToken } from '../ui/cancellation.ts';
import { setting } from '../ui/settings.ts';
import { withLateProgress } from '../ui/progress.ts';
import { containerNode, type ContainerNode, type DatastoreNode } from '../tree/nodes.ts';
import type { Services } from './services.ts';

interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** Shows a list that may still be loading; rejects with `cancelled` when the user leaves it or `signal` is aborted. */
export async function pick<T>(
  choices: Promise<readonly Choice<T>[]> | readonly Choice<T>[],
  title: string,
  placeHolder: string,
  signal?: AbortSignal,
): Promise<T> {
  const options = { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true };
  const chosen = await window.showQuickPick(choices, options, toToken(signal));
  if (!chosen) throw cancelled();
  return chosen.value;
}

/** The same for any number of choices; those with `picked` are chosen from the start. */
export async function pickMany<T>(
  choices: readonly Choice<T>[],
  title: string,
  placeHolder: string,
): Promise<readonly T[]> {
  const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true, ignoreFocusOut: true };
  const chosen = await window.showQuickPick(choices, { ...options, canPickMany: true });
  if (!chosen) throw cancelled();
  return chosen.map(({ value }) => value);
}

/** Lets the user choose a workspace, unless there is but one. */
export async function pickWorkspace({ tree }: Services, title: string): Promise<Workspace> {
  const workspaces = await withLateProgress(t('Listing your workspaces'), (signal) =>
    tree.workspaces(signal),
  );
  const [only] = workspaces;
  if (!only) {
    throw new Failure(
      'notFound',
      t(
        'You see no Azure ML workspace. Check the account you signed in with, ask for the role Reader on a workspace, or add one by its address.',
      ),
    );
  }
  if (workspaces.length === 1) return only;
  const choices = workspaces.map((value) => ({
    label: value.name,
    description: `${value.location} · ${value.subscription}`,
    value,
  }));
  return pick(choices, title, t('Choose a workspace'));
}

/** Lets the user choose a datastore; `browsable` offers only those that hold files. */
export async function pickDatastore(
  services: Services,
  title: string,
  within?: Workspace,
  which?: 'browsable',
): Promise<DatastoreNode> {
  const workspace = within ?? (await pickWorkspace(services, title));
  const client = await services.azure();
  const choices = async () => {
    const { datastores } = await client.list(workspace);
    const offered = datastores.filter(({ kind }) => which !== 'browsable' || kind?.openStorage);
    if (offered.length === 0) {
      const sentence = t(
        'Workspace “{0}” has no datastore for this. Choose another workspace, or register one.',
        workspace.name,
      );
      throw new Failure('notFound', sentence);
    }
    return offered.map((datastore) => ({
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

type Step = 'here' | 'more' | { readonly into: FolderPath };

/** A name from outside in a label, where `$(name)` would be drawn as an icon and nothing could not be read. */
export function verbatim(name: string): string {
  return visibleName(name).replaceAll('$(', '$\u200b(');
}

/** Lets the user walk down to a folder, page by page where there are many. */
export async function pickFolder(
  client: AzureMl,
  { workspace, datastore }: DatastoreNode,
  title: string,
): Promise<ContainerNode> {
  const storage = await withLateProgress(t('Opening datastore “{0}”', datastore.name), (signal) =>
    client.openStorage(workspace, datastore, { signal }),
  );
  const pageSize = setting('pageSize');
  let at: FolderPath = root;
  let folders: readonly FolderEntry[] = [];
  let continuation: string | undefined;
  for (;;) {
    const place: FolderPath = at;
    const choices = async (): Promise<Choice<Step>[]> => {
      const page = await storage.list(place, { pageSize, continuation });
      folders = [...folders, ...page.entries.filter((entry) => entry.kind === 'folder')];
      continuation = page.continuation;
      return [
        {
          label: `$(check) ${t('Here')}`,
          description: place === root ? t('top of “{0}”', datastore.name) : visiblePath(place),
          value: 'here',
        },
        ...(place === root ? [] : [{ label: '$(arrow-up) ..', value: { into: parentOf(place) } }]),
        ...folders.map(({ name, path }) => ({ label: `$(folder) ${verbatim(name)}`, value: { into: path } })),
        ...(continuation === undefined
          ? []
          : [{ label: `$(ellipsis) ${t('More…')}`, value: 'more' as const }]),
      ];
    };
    const step: Step = await pick(choices(), title, t('Choose a folder of “{0}”', datastore.name));
    if (step === 'here') return containerNode(workspace, datastore, place);
    if (step === 'more') continue;
    at = step.into;
    folders = [];
    continuation = undefined;
  }
}
