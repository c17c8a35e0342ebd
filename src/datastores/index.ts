import { blob } from './blob.ts';
import { databricks } from './databricks.ts';
import { dataLakeGen1 } from './dataLakeGen1.ts';
import { dataLakeGen2 } from './dataLakeGen2.ts';
import type { Datastore, DatastoreKind, WireObject } from './datastore.ts';
import { fileShare } from './fileShare.ts';
import { mySql } from './mySql.ts';
import { oneLake } from './oneLake.ts';
import { postgreSql } from './postgreSql.ts';
import { sqlDatabase } from './sqlDatabase.ts';
import { credentialFromArm, section, text } from './wire.ts';

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
  const kind = datastoreKinds.find((candidate) => candidate.armType === armType);
  return {
    name: text(resource, 'name'),
    type: kind?.type ?? armType,
    ...(kind ? { kind } : {}),
    isDefault: properties['isDefault'] === true,
    ...describe(properties),
    credential: credentialFromArm(section(properties, 'credentials')),
    values: kind?.fromArm?.(properties) ?? {},
  };
}

/** Reads a datastore from the v1 API's DTO, which does not say whether it is the default. */
export function datastoreFromV1(dto: WireObject, isDefault: boolean): Datastore {
  const type = text(dto, 'dataStoreType');
  const kind = datastoreKinds.find((candidate) => candidate.type === type);
  return {
    name: text(dto, 'name'),
    type,
    ...(kind ? { kind } : {}),
    isDefault,
    ...describe(dto),
    ...(kind?.fromV1?.(dto) ?? { values: {}, credential: { type: 'none' } as const }),
  };
}

function describe(wire: WireObject): { description?: string } {
  const description = text(wire, 'description');
  return description === '' ? {} : { description };
}
