import { t } from '@vscode/l10n';
import type { WorkspaceList } from '../azureml/workspaces.ts';
import { factsOf, Failure } from '../common/failure.ts';
import { withLateProgress } from '../ui/progress.ts';
import { pickMany, verbatim } from './pick.ts';
import type { Services } from './services.ts';

/** Lists only the workspaces of some subscriptions, by their ids; asks for them if none are given. None: all of them. */
export async function filterSubscriptions(services: Services, given?: readonly string[]): Promise<void> {
  const subscriptions = given ?? (await choose(services));
  const { choice } = services.tree;
  choice.set({ ...choice.get(), subscriptions });
}

async function choose(services: Services): Promise<readonly string[]> {
  const chosen = services.tree.choice.get().subscriptions;
  const offered = subscriptionsIn(await listAll(services), chosen);
  if (offered.length === 0) {
    throw new Failure(
      'notFound',
      t('You see no subscription with a workspace. Check the account you signed in with.'),
    );
  }
  const choices = offered.map(({ id, name, workspaces }) => ({
    label: verbatim(name),
    description: workspaces === 1 ? t('1 workspace') : t('{0} workspaces', workspaces),
    detail: id,
    picked: chosen.length === 0 || chosen.includes(id),
    value: id,
  }));
  const ids = await pickMany(choices, t('Choose Subscriptions'), t('Which subscriptions are to be listed?'));
  return ids.length === offered.length ? [] : ids;
}

/** What the view knows, unless it has looked at some subscriptions only. */
async function listAll({ azure, tree }: Services): Promise<Pick<WorkspaceList, 'workspaces' | 'refused'>> {
  const found = tree.found();
  if (found?.complete && !found.unlisted && tree.choice.get().subscriptions.length === 0)
    return { workspaces: found.listed, refused: found.refused };
  const client = await azure();
  return withLateProgress(t('Listing your subscriptions'), (signal) => client.workspaces({ signal }));
}

interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly workspaces: number;
}

/** Those that have workspaces, those that could not be read, and those chosen before, by name. */
function subscriptionsIn(
  { workspaces, refused }: Pick<WorkspaceList, 'workspaces' | 'refused'>,
  chosen: readonly string[],
): readonly Subscription[] {
  const found = new Map<string, Subscription>();
  const unread = refused.flatMap(
    (failure) => /^\/subscriptions\/([^/]+)/i.exec(factsOf(failure).resource ?? '')?.[1] ?? [],
  );
  for (const id of [...chosen, ...unread]) found.set(id, { id, name: id, workspaces: 0 });
  for (const { subscriptionId: id, subscription: name } of workspaces)
    found.set(id, { id, name, workspaces: (found.get(id)?.workspaces ?? 0) + 1 });
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}
