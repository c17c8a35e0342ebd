import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { PickerName } from '../datastores/checks.ts';
import type { FieldValues } from '../datastores/datastore.ts';
import type { Cloud } from './cloud.ts';
import { asFailure } from './failures.ts';
import { sources, subscriptionPick, type Pick, type Source } from './pickSources.ts';
import type { Call, Rest } from './rest.ts';
import { subscriptionsVersion, type Workspace } from './workspaces.ts';

/** What Azure Resource Manager lists beside datastores, for those who would rather pick than type. */
export interface Neighbours {
  /**
   * What the field's value may be, given the values of others. `invalidInput` while one is missing that says where to
   * look; `permissionDenied` where it may not be listed: the value can be typed all the same.
   */
  list(picker: PickerName, values: FieldValues, workspace: Workspace, call?: Call): Promise<readonly Pick[]>;
}

export function createNeighbours(cloud: Cloud, rest: Rest): Neighbours {
  async function all(url: string, what: string, call: Call, pick: Source['pick']): Promise<readonly Pick[]> {
    const found: Pick[] = [];
    try {
      for await (const page of rest.list(url, what, call))
        found.push(...page.map(pick).filter((one) => one !== undefined));
    } catch (error) {
      throw asFailure(error, { method: 'GET', what });
    }
    return found.sort((a, b) => (a.label ?? a.value).localeCompare(b.label ?? b.value));
  }

  /** The ARM id of the resource that a value names: its group is known if it was picked, else looked for. */
  async function parentId(
    { field, type }: NonNullable<Source['parent']>,
    values: FieldValues,
    subscriptionId: string,
    call: Call,
  ): Promise<string> {
    const name = values[field] ?? '';
    const scope = `/subscriptions/${encodeURIComponent(subscriptionId)}`;
    const group = values['resourceGroup'] ?? '';
    if (group !== '')
      return `${scope}/resourceGroups/${encodeURIComponent(group)}/providers/${type}/${encodeURIComponent(name)}`;
    const source = Object.values(sources).find(({ path }) => path === `/providers/${type}`);
    if (!source) throw new TypeError(`nothing lists ${type}`);
    const url = `${cloud.resourceManager}${scope}${source.path}?api-version=${source.version}`;
    const found = (await all(url, source.what(subscriptionId), call, source.pick)).find(
      ({ value }) => value.toLowerCase() === name.toLowerCase(),
    );
    const id = found?.fills['resourceGroup'];
    if (id === undefined) throw notThere(name, subscriptionId);
    return `${scope}/resourceGroups/${encodeURIComponent(id)}/providers/${type}/${encodeURIComponent(name)}`;
  }

  return {
    async list(picker, values, workspace, given = {}) {
      const call = { ...given, via: workspace.via };
      if (picker === 'subscriptions') {
        const url = `${cloud.resourceManager}/subscriptions?api-version=${subscriptionsVersion}`;
        return all(url, t('your subscriptions'), call, subscriptionPick);
      }
      const { path, version, what, parent, pick } = sources[picker];
      const subscriptionId = values['subscriptionId'] || workspace.subscriptionId;
      const name = parent ? (values[parent.field] ?? '') : subscriptionId;
      if (name === '') throw new Failure('invalidInput', chooseFirst(parent?.field));
      const scope = parent
        ? await parentId(parent, values, subscriptionId, call)
        : `/subscriptions/${encodeURIComponent(subscriptionId)}`;
      return all(`${cloud.resourceManager}${scope}${path}?api-version=${version}`, what(name), call, pick);
    },
  };
}

function chooseFirst(field: string | undefined): string {
  return field === 'serverName'
    ? t('Choose a server first, or type the name.')
    : t('Choose a storage account first, or type the name.');
}

function notThere(name: string, subscriptionId: string): Failure {
  const message = t(
    'Subscription {1} shows no “{0}”, so what is in it cannot be listed. Choose the subscription it is in, or type the name.',
    name,
    subscriptionId,
  );
  return new Failure('notFound', message);
}
