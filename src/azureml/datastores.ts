import { t } from '@vscode/l10n';
import { Failure, isFailure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';
import { datastoreFromArm, datastoreFromV1 } from '../datastores/index.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import type { Call, Rest } from './rest.ts';
import { workspacesVersion, type Workspace } from './workspaces.ts';

export interface DatastoreList {
  readonly datastores: readonly Datastore[];
  /** Why types that only the v1 service knows (databases, Databricks) may be missing. */
  readonly incomplete?: Failure;
}

/** The datastores of workspaces, over both services: ARM, and the older one (v1) that alone knows databases and sets the default. */
export interface DatastoreClient {
  list(workspace: Workspace, call?: Call): Promise<DatastoreList>;
  /** Through v1 only; `unavailable` when that service does not answer. */
  setDefault(workspace: Workspace, name: string, call?: Call): Promise<void>;
  /** Removes the registration; the data stays. */
  unregister(workspace: Workspace, datastore: Datastore, call?: Call): Promise<void>;
  /** The key, SAS token or client secret that the datastore holds. */
  secret(workspace: Workspace, name: string, call?: Call): Promise<Secret>;
}

export function createDatastoreClient(cloud: Cloud, rest: Rest): DatastoreClient {
  const discovered = new Map<string, Promise<string>>();

  /** The v1 service's base address, which SDK v1 finds in the `history` entry of the discovery document. */
  function discover(workspace: Workspace, call: Call): Promise<string> {
    const known = discovered.get(workspace.id);
    if (known) return known;
    const what = t('the services of workspace “{0}”', workspace.name);
    const base = rest
      .send('GET', workspace.discoveryUrl, what, { signal: call.signal, anonymous: true })
      .then((document) => {
        const history = text(document, 'history');
        if (history === '')
          throw new Failure(
            'unavailable',
            t('Workspace “{0}” does not say where its datastore service is.', workspace.name),
          );
        return history.replace(/\/$/, '');
      });
    discovered.set(workspace.id, base);
    base.catch(() => discovered.delete(workspace.id));
    return base;
  }

  const v1 = async (workspace: Workspace, path: string, call: Call): Promise<string> =>
    `${await discover(workspace, call)}/datastore/v1.0${workspace.id}${path}`;
  const arm = (workspace: Workspace, path: string): string =>
    `${cloud.resourceManager}${workspace.id}/datastores${path}?api-version=${workspacesVersion}`;
  const inTenant = (workspace: Workspace, call: Call): Call => ({ ...call, tenantId: workspace.tenantId });

  async function listArm(workspace: Workspace, call: Call): Promise<Datastore[]> {
    const all: Datastore[] = [];
    const what = t('the datastores of workspace “{0}”', workspace.name);
    for await (const page of rest.list(arm(workspace, ''), what, inTenant(workspace, call)))
      all.push(...page.map(datastoreFromArm));
    return all;
  }

  async function listV1(workspace: Workspace, call: Call): Promise<Datastore[]> {
    const all: Datastore[] = [];
    const what = t('the older datastores of workspace “{0}”', workspace.name);
    const base = `${await v1(workspace, '/datastores', call)}?count=100&includeSecret=false`;
    for (let token: string | undefined = ''; token !== undefined;) {
      const url: string = token === '' ? base : `${base}&continuationToken=${encodeURIComponent(token)}`;
      const page = await rest.send('GET', url, what, inTenant(workspace, call));
      const members = Array.isArray(page['value']) ? page['value'] : [];
      all.push(...members.map((dto) => datastoreFromV1(dto as Record<string, unknown>, false)));
      token = text(page, 'continuationToken') || undefined;
    }
    return all;
  }

  return {
    async list(workspace, call = {}) {
      const [fromArm, fromV1] = await Promise.allSettled([listArm(workspace, call), listV1(workspace, call)]);
      if (fromArm.status === 'rejected') throw fromArm.reason as Error;
      const known = new Set(fromArm.value.map(({ name }) => name));
      const older = fromV1.status === 'fulfilled' ? fromV1.value.filter(({ name }) => !known.has(name)) : [];
      const datastores = [...fromArm.value, ...older].sort(
        (a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name),
      );
      if (fromV1.status === 'fulfilled') return { datastores };
      if (isFailure(fromV1.reason, 'cancelled')) throw fromV1.reason;
      return { datastores, incomplete: fromV1.reason as Failure };
    },

    async setDefault(workspace, name, call = {}) {
      const what = t('the default datastore of workspace “{0}”', workspace.name);
      await rest.send(
        'PUT',
        await v1(workspace, `/default/${encodeURIComponent(name)}`, call),
        what,
        inTenant(workspace, call),
      );
    },

    async unregister(workspace, datastore, call = {}) {
      const path = `/${encodeURIComponent(datastore.name)}`;
      const what = t('datastore “{0}”', datastore.name);
      const url = datastore.kind?.armType
        ? arm(workspace, path)
        : await v1(workspace, `/datastores${path}`, call);
      await rest.send('DELETE', url, what, inTenant(workspace, call));
    },

    async secret(workspace, name, call = {}) {
      const what = t('the credential of datastore “{0}”', name);
      const url = arm(workspace, `/${encodeURIComponent(name)}/listSecrets`);
      const answer = await rest.send('POST', url, what, { ...inTenant(workspace, call), body: {} });
      const value =
        text(answer, 'key') ||
        text(answer, 'sasToken') ||
        text(answer, 'clientSecret') ||
        text(answer, 'certificate');
      if (value === '')
        throw new Failure('notFound', t('Datastore “{0}” holds no credential that could be read.', name));
      return new Secret(value);
    },
  };
}
