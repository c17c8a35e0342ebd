import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { Secret } from '../common/secret.ts';
import {
  datastoreFromArm,
  datastoreFromV1,
  datastoreToArm,
  datastoreToV1,
  sectionOfV1,
  writtenThrough,
} from '../datastores/index.ts';
import type { Datastore, DatastoreDraft, WireObject } from '../datastores/datastore.ts';
import { isObject, secretInV1, text } from '../datastores/wire.ts';
import type { Addresses } from './addresses.ts';
import type { DatastoreClient } from './datastores.ts';
import { asFailure } from './failures.ts';
import type { Call, Rest } from './rest.ts';
import type { Workspace } from './workspaces.ts';

/** What is registered under a name, as it was read, without its secret. */
export interface Registered {
  readonly datastore: Datastore;
  readonly from: 'arm' | 'v1';
  readonly wire: WireObject;
}

export interface WriteOptions {
  /** What the user has seen under this name and wants replaced; absent: the name is to be new. */
  readonly replaces?: Registered | undefined;
  /** Whether the service registers it without looking whether the storage can be reached. */
  readonly skipValidation?: boolean | undefined;
}

/** `Failure.facts.code` of a write that went otherwise than the user had been told. */
export const writeCodes = {
  /** It had been registered or changed since it was looked at; nothing was written. */
  changed: 'ChangedMeanwhile',
  /** Somebody registered the name in the same moment, and this write has replaced it. */
  replaced: 'ReplacedByAccident',
} as const;

/** Registers datastores, and never replaces one by accident. */
export interface Registrar {
  /** What has this name now, asked of both services. Names are compared without regard to case. */
  find(workspace: Workspace, name: string, call?: Call): Promise<Registered | undefined>;
  /** The secret that a registered datastore holds, to be written with it again. `permissionDenied` where it may not be read. */
  secretOf(workspace: Workspace, registered: Registered, call?: Call): Promise<Secret | undefined>;
  /**
   * Writes the whole datastore, after looking once more what has its name. `alreadyExists` when that is not what the
   * user has seen: with the code `ChangedMeanwhile` nothing was written.
   */
  write(
    workspace: Workspace,
    draft: DatastoreDraft,
    secret: Secret | undefined,
    options?: WriteOptions,
    call?: Call,
  ): Promise<void>;
}

/** How long the v1 service is waited for when ARM alone is written to, in milliseconds. */
const patience = 5000;

export function createRegistrar(
  rest: Rest,
  { arm, v1 }: Addresses,
  secrets: Pick<DatastoreClient, 'secret'>,
  log: Log,
): Registrar {
  const partOf = (name: string): string => `/${encodeURIComponent(name.toLowerCase())}`;

  async function findInArm(workspace: Workspace, name: string, call: Call): Promise<Registered | undefined> {
    try {
      const wire = await rest.send('GET', arm(workspace, partOf(name)), named(name), call);
      return { datastore: datastoreFromArm(wire), from: 'arm', wire };
    } catch (error) {
      if (isFailure(error, 'notFound')) return undefined;
      throw asFailure(error, { method: 'GET', what: named(name) });
    }
  }

  /** Listed by its name: to read one by its address answers with its secret. */
  async function findInV1(workspace: Workspace, name: string, call: Call): Promise<Registered | undefined> {
    const query = `?dataStoreNames=${encodeURIComponent(name.toLowerCase())}&count=100&includeSecret=false`;
    const page = await rest.send('GET', await v1(workspace, `/datastores${query}`, call), named(name), call);
    const members: unknown[] = Array.isArray(page['value']) ? page['value'] : [];
    const wire = members.filter(isObject).find((dto) => sameName(text(dto, 'name'), name));
    return wire && { datastore: datastoreFromV1(wire, false), from: 'v1', wire };
  }

  /** `needsV1`: whether it matters that the older service does not answer. */
  async function lookUp(
    workspace: Workspace,
    name: string,
    needsV1: boolean,
    given: Call = {},
  ): Promise<Registered | undefined> {
    const call = { ...given, via: workspace.via };
    const limits = [
      ...(given.signal ? [given.signal] : []),
      ...(needsV1 ? [] : [AbortSignal.timeout(patience)]),
    ];
    const signal = AbortSignal.any(limits);
    const [fromArm, fromV1] = await Promise.allSettled([
      findInArm(workspace, name, call),
      findInV1(workspace, name, { ...call, signal }),
    ]);
    throwIfAborted(given.signal);
    if (fromArm.status === 'rejected') throw fromArm.reason as Error;
    // What v1 alone knows of a datastore that both have must not be lost with the next write.
    const both = fromV1.status === 'fulfilled' ? fromV1.value : undefined;
    if (both && fromArm.value && both.datastore.kind && writtenThrough(draftOf(both)) === 'v1')
      return { ...both, datastore: { ...both.datastore, isDefault: fromArm.value.datastore.isDefault } };
    if (fromArm.value) return fromArm.value;
    if (fromV1.status === 'rejected') {
      if (needsV1) throw fromV1.reason as Error;
      // ARM says by its status whether a write made something new.
      log.warn(asFailure(fromV1.reason, { method: 'GET', what: named(name) }).message);
      return undefined;
    }
    return fromV1.value;
  }

  async function send(
    workspace: Workspace,
    draft: DatastoreDraft,
    secret: Secret | undefined,
    { replaces, skipValidation = false }: WriteOptions,
    call: Call,
  ): Promise<void> {
    const { name } = draft;
    const doing = replaces ? t('Changing datastore “{0}”', name) : t('Registering datastore “{0}”', name);
    if (writtenThrough(draft) === 'arm') {
      let status = 0;
      const url = `${arm(workspace, partOf(name))}${skipValidation ? '&skipValidation=true' : ''}`;
      const body = datastoreToArm(draft, secret, replaces?.from === 'arm' ? replaces.wire : {});
      await rest.send('PUT', url, named(name), { ...call, doing, body, onStatus: (got) => (status = got) });
      if (!replaces && status === 200) throw replacedByAccident(workspace, name);
      return;
    }
    const query = skipValidation ? '?skipValidation=true' : '';
    const body = datastoreToV1(draft, secret, replaces?.from === 'v1' ? replaces.wire : {});
    // POST refuses a name that is taken, which PUT would replace.
    const [method, path] = replaces ? (['PUT', partOf(name)] as const) : (['POST', ''] as const);
    const url = await v1(workspace, `/datastores${path}${query}`, call);
    await rest.send(method, url, named(name), { ...call, doing, body });
  }

  return {
    find: (workspace, name, call) => lookUp(workspace, name, false, call),

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
      const { replaces } = options;
      const needsV1 = replaces?.from === 'v1' || writtenThrough(draft) === 'v1';
      const now = await lookUp(workspace, draft.name, needsV1, call);
      if (now && !replaces) throw taken(workspace, now.datastore);
      if (replaces && !(now && sameWire(now, replaces))) throw changed(workspace, draft.name);
      throwIfAborted(given.signal);
      await send(workspace, draft, secret, options, call);
    },
  };
}

/** A registered datastore as a draft of itself. Only for known types. */
export function draftOf({ datastore }: Registered): DatastoreDraft {
  const { name, kind, description = '', tags = {}, credential, values } = datastore;
  if (!kind) throw new TypeError(`${datastore.type} cannot be written`);
  return { name, kind, description, tags, credential, values };
}

const named = (name: string): string => t('datastore “{0}”', name);

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether nothing has been written since. What follows from other things, such as which one is the default, may change. */
function sameWire(one: Registered, other: Registered): boolean {
  const plain = ({ datastore }: Registered) => {
    const { type, description, tags, credential, values } = datastore;
    return JSON.stringify([type, description, tags, credential, values]);
  };
  return plain(one) === plain(other);
}

function taken({ name: workspace }: Workspace, { name, kind, type }: Datastore): Failure {
  const message = t(
    'Workspace “{0}” has a datastore “{1}” already ({2}). Choose another name, or choose to replace it.',
    workspace,
    name,
    kind?.label() ?? type,
  );
  return new Failure('alreadyExists', message, { facts: { code: writeCodes.changed } });
}

function changed({ name: workspace }: Workspace, name: string): Failure {
  const message = t(
    'Datastore “{0}” of workspace “{1}” has been changed or removed since you looked at it, so nothing was written. Look at it again, then decide.',
    name,
    workspace,
  );
  return new Failure('alreadyExists', message, { facts: { code: writeCodes.changed } });
}

function replacedByAccident({ name: workspace }: Workspace, name: string): Failure {
  const message = t(
    'Somebody else registered a datastore “{0}” in workspace “{1}” at the same moment, and yours has replaced it: the service has no way to refuse that. Ask who else works there, and register theirs again under another name.',
    name,
    workspace,
  );
  return new Failure('alreadyExists', message, { facts: { code: writeCodes.replaced } });
}
