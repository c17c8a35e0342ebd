import { t } from '@vscode/l10n';
import { throwIfAborted, untilAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { Secret } from '../common/secret.ts';
import { datastoreFromArm, datastoreFromV1 } from '../datastores/index.ts';
import type { Datastore, DatastoreCredential } from '../datastores/datastore.ts';
import { theDefault } from '../datastores/refusals.ts';
import { isObject, text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import { asFailure, doing } from './failures.ts';
import type { Call, Rest } from './rest.ts';
import { workspacesVersion, type Workspace } from './workspaces.ts';

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

export function createDatastoreClient(cloud: Cloud, rest: Rest, log: Log): DatastoreClient {
  const discover = createDiscovery(rest);
  const v1 = async (workspace: Workspace, path: string, call: Call): Promise<string> =>
    `${await discover(workspace, call.signal)}/datastore/v1.0${workspace.id}${path}`;
  const arm = (workspace: Workspace, path: string): string =>
    `${cloud.resourceManager}${workspace.id}/datastores${path}?api-version=${workspacesVersion}`;

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
        const known = new Set(fromArm.map(({ name }) => name.toLowerCase()));
        const older = fromV1.value.filter(({ name }) => !known.has(name.toLowerCase()));
        const all = await markDefault([...fromArm, ...older], workspace, { ...call, signal });
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
      if (!own && kind?.armType) throw goneAlready(workspace, name);
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
      const member = secretMembers[credential.type];
      const value = member === undefined ? '' : text(answer, member);
      if (value === '') throw noSecret(name);
      return new Secret(value);
    },
  };
}

/** Where ARM's answer has the secret of a credential. */
const secretMembers: Readonly<Partial<Record<DatastoreCredential['type'], string>>> = {
  accountKey: 'key',
  sas: 'sasToken',
  servicePrincipal: 'clientSecret',
  certificate: 'certificate',
};

/** All that is asked about a workspace carries the tokens that found it. */
const through = ({ via }: Workspace, call: Call): Call => ({ ...call, via });

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const sorted = (datastores: readonly Datastore[]): Datastore[] =>
  [...datastores].sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name));

/** Finds the v1 service's base address, which SDK v1 takes from the `history` entry of the discovery document, once for each workspace. */
function createDiscovery(rest: Rest): (workspace: Workspace, signal?: AbortSignal) => Promise<string> {
  const known = new Map<string, Promise<string>>();

  async function ask(workspace: Workspace): Promise<string> {
    if (workspace.discoveryUrl === '') throw noServices(workspace);
    const what = t('the addresses of the services of workspace “{0}”', workspace.name);
    const document = await rest.send('GET', workspace.discoveryUrl, what, { anonymous: true });
    const history = text(document, 'history');
    if (history === '') throw noServices(workspace);
    return history.replace(/\/+$/, '');
  }

  return (workspace, signal) => {
    const { id } = workspace;
    let base = known.get(id);
    if (!base) {
      // Asked for everyone who waits, so nobody's signal stops it.
      const asked = (base = ask(workspace));
      known.set(id, asked);
      asked.catch(() => {
        if (known.get(id) === asked) known.delete(id);
      });
    }
    return untilAborted(base, signal);
  };
}

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

function noServices({ name }: Workspace): Failure {
  const message = t(
    'Workspace “{0}” does not say where its services are. Ask its owner whether it was set up completely, then refresh the view.',
    name,
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
