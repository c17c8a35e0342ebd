import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { isFailure, type Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { Secret } from '../common/secret.ts';
import { datastoreToArm, datastoreToV1, sectionOfV1, writtenThrough } from '../datastores/index.ts';
import type { DatastoreDraft, WireObject } from '../datastores/datastore.ts';
import { isObject, text } from '../datastores/wire.ts';
import { secretInV1 } from '../datastores/wireV1.ts';
import type { Addresses } from './addresses.ts';
import type { DatastoreClient } from './datastores.ts';
import { asFailure } from './failures.ts';
import { baseOf, registeredFrom, sameRegistered, type Registered } from './registered.ts';
import type { Call, Rest } from './rest.ts';
import type { Workspace } from './workspaces.ts';
import { changed, notAsked, replacedByAccident, taken } from './writeFailures.ts';

/** What was found under a name. */
export interface LookedUp {
  readonly registered?: Registered;
  /** Why the older service could not be asked: a database may have the name, or the datastore values that it alone keeps. */
  readonly unsure?: Failure;
}

export interface WriteOptions {
  /** What the user has seen under this name and wants replaced; absent: the name is to be new. */
  readonly replaces?: Registered | undefined;
  /** Whether the service registers it without looking whether the storage can be reached. */
  readonly skipValidation?: boolean | undefined;
  /** Whether the user knows that the older service could not be asked. */
  readonly unsure?: boolean | undefined;
}

/** Registers datastores, and never replaces one by accident. */
export interface Registrar {
  /** What has this name now, asked of both services. Names are compared without regard to case. */
  lookUp(workspace: Workspace, name: string, call?: Call): Promise<LookedUp>;
  /** The same for those who only want to see it. */
  find(workspace: Workspace, name: string, call?: Call): Promise<Registered | undefined>;
  /** The secret that a registered datastore holds, to be written with it again. `permissionDenied` where it may not be read. */
  secretOf(workspace: Workspace, registered: Registered, call?: Call): Promise<Secret | undefined>;
  /**
   * Writes the whole datastore, after looking once more what has its name. `alreadyExists` when that is not what the
   * user has seen: with the code `ChangedMeanwhile` nothing was written. `unavailable` when the older service cannot be
   * asked and nobody has agreed to that.
   */
  write(
    workspace: Workspace,
    draft: DatastoreDraft,
    secret: Secret | undefined,
    options?: WriteOptions,
    call?: Call,
  ): Promise<void>;
}

/** How long the v1 service is waited for, in milliseconds. */
const patience = 5000;

export function createRegistrar(
  rest: Rest,
  { arm, v1 }: Addresses,
  secrets: Pick<DatastoreClient, 'secret'>,
  log: Log,
): Registrar {
  const partOf = (name: string): string => `/${encodeURIComponent(name.toLowerCase())}`;

  async function findInArm(workspace: Workspace, name: string, call: Call): Promise<WireObject | undefined> {
    return rest.send('GET', arm(workspace, partOf(name)), named(name), call).catch(nothing(name));
  }

  /** Listed by its name: to read one by its address answers with its secret. */
  async function findInV1(workspace: Workspace, name: string, call: Call): Promise<WireObject | undefined> {
    const query = `?dataStoreNames=${encodeURIComponent(name.toLowerCase())}&count=100&includeSecret=false`;
    const url = await v1(workspace, `/datastores${query}`, call);
    const page = await rest.send('GET', url, named(name), call).catch(nothing(name));
    const members: unknown[] = Array.isArray(page?.['value']) ? page['value'] : [];
    return members.filter(isObject).find((dto) => sameName(text(dto, 'name'), name));
  }

  async function lookUp(workspace: Workspace, name: string, given: Call = {}): Promise<LookedUp> {
    const call = { ...given, via: workspace.via };
    const limit = AbortSignal.timeout(patience);
    const signal = given.signal ? AbortSignal.any([given.signal, limit]) : limit;
    const [inArm, inV1] = await Promise.allSettled([
      findInArm(workspace, name, call),
      findInV1(workspace, name, { ...call, signal }),
    ]);
    throwIfAborted(given.signal);
    if (inArm.status === 'rejected') throw inArm.reason as Error;
    const registered = registeredFrom(inArm.value, inV1.status === 'fulfilled' ? inV1.value : undefined);
    const unsure = inV1.status === 'rejected' ? notAsked(workspace, name, inV1.reason) : undefined;
    if (unsure) log.warn(`${unsure.message} ${String(unsure.cause)}`);
    return { ...(registered && { registered }), ...(unsure && { unsure }) };
  }

  /** Writes through ARM; what was there before is known from the status. */
  async function writeArm(given: Writing): Promise<void> {
    const { workspace, draft, secret, replaces, skipValidation, call } = given;
    const address = arm(workspace, partOf(draft.name), draft.kind.arm?.apiVersion);
    const url = `${address}${skipValidation ? '&skipValidation=true' : ''}`;
    const body = datastoreToArm(draft, secret, baseOf(replaces, draft, 'arm'));
    let last = { status: 0, times: 0 };
    const onAnswer = (status: number, times: number) => (last = { status, times });
    await rest.send('PUT', url, named(draft.name), { ...call, body, onAnswer });
    // Sent more than once, the first time may have made it.
    if (replaces || last.status !== 200 || (last.times > 1 && (await holds(given)))) return;
    throw replacedByAccident(workspace, draft.name);
  }

  /** Writes through v1, whose POST refuses a name that is taken, which PUT would replace. */
  async function writeV1(given: Writing): Promise<void> {
    const { workspace, draft, secret, replaces, skipValidation, call } = given;
    const query = skipValidation ? '?skipValidation=true' : '';
    const body = datastoreToV1(draft, secret, baseOf(replaces, draft, 'v1'));
    const [method, path] = replaces ? (['PUT', partOf(draft.name)] as const) : (['POST', ''] as const);
    const url = await v1(workspace, `/datastores${path}${query}`, call);
    let sent = 0;
    const onAnswer = (_status: number, times: number) => (sent = times);
    try {
      await rest.send(method, url, named(draft.name), { ...call, body, onAnswer });
    } catch (error) {
      if (!isFailure(error, 'alreadyExists') || sent < 2 || !(await holds(given))) throw error;
    }
  }

  /** Whether what is registered now is what was to be written. */
  async function holds({ workspace, draft, call }: Writing): Promise<boolean> {
    const { registered } = await lookUp(workspace, draft.name, call);
    if (!registered || registered.datastore.type !== draft.kind.type) return false;
    const { values, credential, description = '' } = registered.datastore;
    const same = Object.entries(draft.values).every(([id, value]) => values[id] === value);
    return same && credential.type === draft.credential.type && description === draft.description;
  }

  return {
    lookUp,
    find: async (workspace, name, call) => (await lookUp(workspace, name, call)).registered,

    async secretOf(workspace, registered, given = {}) {
      const { datastore, from } = registered;
      const { name, credential, kind } = datastore;
      if (credential.type === 'none' || !kind) return undefined;
      const call = { ...given, via: workspace.via };
      if (from === 'arm') return secrets.secret(workspace, { name, credential }, call);
      const what = t('the credential of datastore “{0}”', name);
      const dto = await rest.send('GET', await v1(workspace, `/datastores${partOf(name)}`, call), what, call);
      const held = secretInV1(kind, sectionOfV1(dto, kind));
      return held === '' ? undefined : new Secret(held);
    },

    async write(workspace, draft, secret, options = {}, given = {}) {
      const call = { ...given, via: workspace.via };
      const { replaces, skipValidation = false } = options;
      const { registered: now, unsure } = await lookUp(workspace, draft.name, call);
      const needsV1 = replaces?.from === 'v1' || writtenThrough(draft) === 'v1';
      if (unsure && (needsV1 || !options.unsure)) throw unsure;
      if (now && !replaces) throw taken(workspace, now.datastore, draft);
      if (replaces && !(now && sameRegistered(now, replaces))) throw changed(workspace, draft.name);
      throwIfAborted(given.signal);
      const doing = replaces
        ? t('Changing datastore “{0}”', draft.name)
        : t('Registering datastore “{0}”', draft.name);
      // What is replaced is what is there now: members that nobody here knows may have changed.
      const writing = { workspace, draft, secret, replaces: now, skipValidation, call: { ...call, doing } };
      await (writtenThrough(draft) === 'arm' ? writeArm(writing) : writeV1(writing));
    },
  };
}

interface Writing {
  readonly workspace: Workspace;
  readonly draft: DatastoreDraft;
  readonly secret: Secret | undefined;
  readonly replaces: Registered | undefined;
  readonly skipValidation: boolean;
  readonly call: Call;
}

/** What is not there is no failure of a look-up. */
const nothing =
  (name: string) =>
  (error: unknown): undefined => {
    if (isFailure(error, 'notFound')) return undefined;
    throw asFailure(error, { method: 'GET', what: named(name) });
  };

const named = (name: string): string => t('datastore “{0}”', name);

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
