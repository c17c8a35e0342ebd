import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { Secret } from '../common/secret.ts';
import { datastoreFromArm, datastoreFromV1 } from '../datastores/index.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { theDefault } from '../datastores/refusals.ts';
import { isObject, text } from '../datastores/wire.ts';
import { armSecrets } from '../datastores/wireArm.ts';
import type { Addresses } from './addresses.ts';
import { asFailure, doing } from './failures.ts';
import type { Call, Rest } from './rest.ts';
import type { Workspace } from './workspaces.ts';

export interface DatastoreList {
  readonly datastores: readonly Datastore[];
  /** Why types that only the v1 service knows (databases, Databricks) may be missing. */
  readonly incomplete?: Failure;
}

/** How long the v1 service is waited for after Azure Resource Manager has answered, in milliseconds. */
const grace = 3000;

/** The datastores of workspaces, over both services: ARM, and the older one (v1) that alone knows databases and sets the default. */
export interface DatastoreClient {
  list(workspace: Workspace, call?: Call): Promise<DatastoreList>;
  /** Through v1 only; `unavailable` when that service does not answer. */
  setDefault(workspace: Workspace, name: string, call?: Call): Promise<void>;
  /** Removes the registration; the data stays. Looks again first: `invalidInput` for what is the default by now, `notFound` for what is gone. */
  unregister(workspace: Workspace, datastore: Datastore, call?: Call): Promise<void>;
  /** The secret that the datastore's credential is made of: a key, SAS token, client secret or certificate. */
  secret(
    workspace: Workspace,
    datastore: Pick<Datastore, 'name' | 'credential'>,
    call?: Call,
  ): Promise<Secret>;
}

export function createDatastoreClient(rest: Rest, { arm, v1 }: Addresses, log: Log): DatastoreClient {
  async function listArm(workspace: Workspace, call: Call): Promise<Datastore[]> {
    const all: Datastore[] = [];
    for await (const page of rest.list(arm(workspace, ''), datastoresOf(workspace), call))
      all.push(...page.map(datastoreFromArm));
    return all;
  }

  async function listV1(workspace: Workspace, call: Call): Promise<Datastore[]> {
    const all: Datastore[] = [];
    const base = `${await v1(workspace, '/datastores', call)}?count=100&includeSecret=false`;
    const seen = new Set<string>();
    for (let url = base; ;) {
      const page = await rest.send('GET', url, olderDatastoresOf(workspace), call);
      const members: unknown[] = Array.isArray(page['value']) ? page['value'] : [];
      all.push(...members.filter(isObject).map((dto) => datastoreFromV1(dto, false)));
      const token = text(page, 'continuationToken');
      if (token === '') return all;
      if (seen.has(token)) {
        log.warn(`The pages from ${base} go round in a circle: stopped.`);
        return all;
      }
      seen.add(token);
      url = `${base}&continuationToken=${encodeURIComponent(token)}`;
    }
  }

  /** As the service writes it, which keeps names in lower case. */
  async function defaultOfV1(workspace: Workspace, call: Call): Promise<string> {
    const answer = await rest.send('GET', await v1(workspace, '/default', call), defaultOf(workspace), call);
    return text(answer, 'name');
  }

  /** ARM marks the default only if it knows its type: of a database the older service alone can say that it is. */
  async function markDefault(all: readonly Datastore[], workspace: Workspace, call: Call) {
    if (all.length === 0 || all.some(({ isDefault }) => isDefault)) return all;
    try {
      const name = await defaultOfV1(workspace, call);
      return all.map((datastore) =>
        sameName(datastore.name, name) ? { ...datastore, isDefault: true } : datastore,
      );
    } catch (error) {
      log.warn(asFailure(error, { method: 'GET', what: defaultOf(workspace) }).message);
      return all;
    }
  }

  return {
    async list(workspace, given = {}) {
      const call = through(workspace, given);
      const stop = new AbortController();
      const signal = given.signal ? AbortSignal.any([given.signal, stop.signal]) : stop.signal;
      const listing = Promise.allSettled([listV1(workspace, { ...call, signal })]);
      let timer: NodeJS.Timeout | undefined;
      try {
        const fromArm = await listArm(workspace, call);
        timer = setTimeout(() => stop.abort(), grace);
        const [fromV1] = await listing;
        throwIfAborted(given.signal);
        if (fromV1.status === 'rejected') {
          const incomplete = stop.signal.aborted
            ? tooSlow(workspace)
            : asFailure(fromV1.reason, { method: 'GET', what: olderDatastoresOf(workspace) });
          return { datastores: sorted(fromArm), incomplete };
        }
        const merged = merge(fromArm, fromV1.value);
        const all = await markDefault(merged, workspace, { ...call, signal });
        throwIfAborted(given.signal);
        return { datastores: sorted(all) };
      } catch (error) {
        throw asFailure(error, { method: 'GET', what: datastoresOf(workspace) });
      } finally {
        clearTimeout(timer);
        stop.abort();
      }
    },

    async setDefault(workspace, name, given = {}) {
      const call = through(workspace, given);
      const url = await v1(workspace, `/default/${encodeURIComponent(name)}`, call);
      await rest.send('PUT', url, defaultOf(workspace), call);
    },

    async unregister(workspace, datastore, given = {}) {
      const call = through(workspace, given);
      const { name, kind } = datastore;
      // What was shown may be old: each service removes what it lists, and neither is trusted to keep the default.
      const listed = await listArm(workspace, call);
      const own = listed.find((candidate) => candidate.name === name);
      if (!own && kind?.arm) throw goneAlready(workspace, name);
      const isDefault =
        own?.isDefault ??
        (listed.every((candidate) => !candidate.isDefault) &&
          sameName(await defaultOfV1(workspace, call), name));
      if (isDefault) throw theDefault(name, workspace.name);
      const path = `/${encodeURIComponent(name)}`;
      const url = own ? arm(workspace, path) : await v1(workspace, `/datastores${path}`, call);
      await rest.send('DELETE', url, t('the registration of datastore “{0}”', name), call);
    },

    async secret(workspace, { name, credential }, call = {}) {
      const what = t('the credential of datastore “{0}”', name);
      const url = arm(workspace, `/${encodeURIComponent(name)}/listSecrets`);
      const answer = await rest.send('POST', url, what, { ...through(workspace, call), body: {} });
      const member = armSecrets[credential.type]?.member;
      const value = member === undefined ? '' : text(answer, member);
      if (value === '') throw noSecret(name);
      return new Secret(value);
    },
  };
}

/** What both have is ARM's, with the values that the older service alone knows. */
function merge(fromArm: readonly Datastore[], fromV1: readonly Datastore[]): Datastore[] {
  const known = new Set(fromArm.map(({ name }) => name.toLowerCase()));
  const older = new Map(fromV1.map((datastore) => [datastore.name.toLowerCase(), datastore]));
  const both = fromArm.map((datastore) => {
    const other = older.get(datastore.name.toLowerCase());
    if (other?.type !== datastore.type) return datastore;
    return { ...datastore, values: { ...other.values, ...datastore.values } };
  });
  return [...both, ...fromV1.filter(({ name }) => !known.has(name.toLowerCase()))];
}

/** All that is asked about a workspace carries the tokens that found it. */
const through = ({ via }: Workspace, call: Call): Call => ({ ...call, via });

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const sorted = (datastores: readonly Datastore[]): Datastore[] =>
  [...datastores].sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name));

const datastoresOf = ({ name }: Workspace): string => t('the datastores of workspace “{0}”', name);
const olderDatastoresOf = ({ name }: Workspace): string =>
  t('the databases and Databricks datastores of workspace “{0}”', name);
const defaultOf = ({ name }: Workspace): string => t('the default datastore of workspace “{0}”', name);

function tooSlow(workspace: Workspace): Failure {
  const message = t(
    '{0} failed: their service took more than {1} seconds longer than the others. Refresh the view to ask again.',
    doing({ method: 'GET', what: olderDatastoresOf(workspace) }),
    grace / 1000,
  );
  return new Failure('unavailable', message);
}

function goneAlready(workspace: Workspace, name: string): Failure {
  const message = t(
    'Datastore “{0}” is no longer registered in workspace “{1}”. Refresh the view.',
    name,
    workspace.name,
  );
  return new Failure('notFound', message);
}

function noSecret(name: string): Failure {
  const message = t(
    'Datastore “{0}” holds no credential that could be read. Update its credential in Azure Machine Learning studio, or register it again.',
    name,
  );
  return new Failure('notFound', message);
}
