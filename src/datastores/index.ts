import type { Secret } from '../common/secret.ts';
import { blob } from './blob.ts';
import { databricks } from './databricks.ts';
import { dataLakeGen1 } from './dataLakeGen1.ts';
import { dataLakeGen2 } from './dataLakeGen2.ts';
import type { Datastore, DatastoreDraft, DatastoreKind, WireObject } from './datastore.ts';
import { fileShare } from './fileShare.ts';
import { mySql } from './mySql.ts';
import { oneLake } from './oneLake.ts';
import { postgreSql } from './postgreSql.ts';
import { sqlDatabase } from './sqlDatabase.ts';
import { fields, section, text, topKeys, wireOf, without } from './wire.ts';
import { credentialFromArm, credentialToArm } from './wireArm.ts';
import { credentialFromV1, credentialKeysOfV1, credentialToV1 } from './wireV1.ts';

/** Every datastore type that is known here. */
export const datastoreKinds: readonly DatastoreKind[] = [
  blob,
  fileShare,
  dataLakeGen2,
  dataLakeGen1,
  sqlDatabase,
  postgreSql,
  mySql,
  databricks,
  oneLake,
];

/** Reads a datastore from ARM's resource; a type unknown here keeps ARM's word. */
export function datastoreFromArm(resource: WireObject): Datastore {
  const properties = section(resource, 'properties');
  const armType = text(properties, 'datastoreType');
  const kind = datastoreKinds.find(({ arm }) => arm?.type === armType);
  return {
    name: text(resource, 'name'),
    type: kind?.type ?? armType,
    ...(kind ? { kind } : {}),
    isDefault: properties['isDefault'] === true,
    ...describe(properties),
    credential: credentialFromArm(section(properties, 'credentials')),
    values: kind?.arm ? fields(properties, kind.arm.names) : {},
  };
}

/** Reads a datastore from the v1 API's DTO, which does not say whether it is the default. */
export function datastoreFromV1(dto: WireObject, isDefault: boolean): Datastore {
  const type = text(dto, 'dataStoreType');
  const kind = datastoreKinds.find((candidate) => candidate.type === type);
  const wire = sectionOfV1(dto, kind);
  return {
    name: text(dto, 'name'),
    type,
    ...(kind ? { kind } : {}),
    isDefault,
    ...describe(dto),
    credential: kind?.v1 ? credentialFromV1(kind, wire) : { type: 'none' },
    values: kind?.v1 ? fields(wire, kind.v1.names) : {},
  };
}

/** The part of a v1 DTO that holds a type's own fields. */
export function sectionOfV1(dto: WireObject, kind: DatastoreKind | undefined): WireObject {
  const name = kind?.v1?.section;
  return name === undefined ? {} : section(dto, name);
}

/**
 * The body that registers `draft` through ARM, secret and all. A write replaces the whole resource: `base`, the resource
 * that it replaces, keeps what the draft does not know of.
 */
export function datastoreToArm(
  draft: DatastoreDraft,
  secret: Secret | undefined,
  base: WireObject = {},
): WireObject {
  const { kind, values, credential, description, tags } = draft;
  if (!kind.arm) throw new TypeError(`ARM does not know ${kind.type}`);
  const own = [
    'isDefault',
    'datastoreType',
    'credentials',
    'description',
    'tags',
    ...topKeys(kind.arm.names),
  ];
  return {
    properties: {
      ...without(section(base, 'properties'), own),
      datastoreType: kind.arm.type,
      ...wireOf(values, kind.arm.names),
      credentials: credentialToArm(credential, secret),
      ...(description && { description }),
      tags,
    },
  };
}

/** The DTO that registers `draft` through the v1 API; `base` as above. */
export function datastoreToV1(
  draft: DatastoreDraft,
  secret: Secret | undefined,
  base: WireObject = {},
): WireObject {
  const { name, kind, values, credential, description, tags } = draft;
  if (!kind.v1) throw new TypeError(`The v1 API does not know ${kind.type}`);
  const own = [...topKeys(kind.v1.names), ...credentialKeysOfV1];
  const part = kind.v1.section;
  return {
    ...without(base, [
      'description',
      'hasBeenValidated',
      'createdBy',
      'createdTime',
      'modifiedBy',
      'modifiedTime',
    ]),
    name,
    dataStoreType: kind.type,
    ...(description && { description }),
    tags,
    ...(part !== undefined && {
      [part]: {
        ...without(sectionOfV1(base, kind), own),
        ...wireOf(values, kind.v1.names),
        ...credentialToV1(kind, credential, secret),
      },
    }),
  };
}

/** Which API a datastore is written through: ARM, unless its type or one of its values is known to the other alone. */
export function writtenThrough({ kind, values }: Pick<DatastoreDraft, 'kind' | 'values'>): 'arm' | 'v1' {
  const { arm, v1 } = kind;
  if (!arm) return 'v1';
  const others = Object.keys(v1?.names ?? {}).filter((id) => !Object.hasOwn(arm.names, id));
  return others.some((id) => (values[id] ?? '') !== '') ? 'v1' : 'arm';
}

function describe(wire: WireObject): Pick<Datastore, 'description' | 'tags'> {
  const description = text(wire, 'description');
  const tags = section(wire, 'tags');
  const written = Object.keys(tags).map((key) => [key, text(tags, key)] as const);
  return {
    ...(description === '' ? {} : { description }),
    ...(written.length === 0 ? {} : { tags: Object.fromEntries(written) }),
  };
}
