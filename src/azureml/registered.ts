import { datastoreFromArm, datastoreFromV1, writtenThrough } from '../datastores/index.ts';
import type { Datastore, DatastoreDraft, WireObject } from '../datastores/datastore.ts';

/** What is registered under a name, as it was read, without its secret. */
export interface Registered {
  readonly datastore: Datastore;
  /** The service that its next write goes to: v1 where that alone knows its type or one of its values. */
  readonly from: Service;
  /** As each service has it. */
  readonly wires: Readonly<Partial<Record<Service, WireObject>>>;
}

export type Service = 'arm' | 'v1';

/** A registered datastore as a draft of itself. Only for known types. */
export function draftOf({ datastore }: Registered): DatastoreDraft {
  const { name, kind, description = '', tags = {}, credential, values } = datastore;
  if (!kind) throw new TypeError(`${datastore.type} cannot be written`);
  return { name, kind, description, tags, credential, values };
}

/** Whether nothing has been written since. What follows from other things, such as which one is the default, may change. */
export function sameRegistered(one: Registered, other: Registered): boolean {
  const plain = ({ datastore }: Registered) => {
    const { type, description, tags, credential, values } = datastore;
    return JSON.stringify([type, description, tags, credential, values]);
  };
  return plain(one) === plain(other);
}

/** Of another type nothing is kept: its members would be read as this one's. */
export function baseOf(
  replaces: Registered | undefined,
  { kind }: DatastoreDraft,
  service: Service,
): WireObject {
  return replaces?.datastore.kind === kind ? (replaces.wires[service] ?? {}) : {};
}

/** What ARM and the older service have of one datastore. */
export function registeredFrom(
  arm: WireObject | undefined,
  v1: WireObject | undefined,
): Registered | undefined {
  const older = v1 && datastoreFromV1(v1, false);
  const newer = arm && datastoreFromArm(arm);
  const wires = { ...(arm && { arm }), ...(v1 && { v1 }) };
  if (!newer) return older && { datastore: older, from: 'v1', wires };
  if (older?.kind && writtenThrough({ kind: older.kind, values: older.values }) === 'v1')
    return { datastore: { ...older, isDefault: newer.isDefault }, from: 'v1', wires };
  return { datastore: newer, from: 'arm', wires };
}
