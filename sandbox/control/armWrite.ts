import { credentialFields, fieldsOf } from './armSchema.ts';
import {
  authorityOut,
  endpointOut,
  present,
  type DatastoreRecord,
  type Json,
  type VaultEntry,
} from './records.ts';

function credentialsOut({ credential }: DatastoreRecord, publicName: boolean): Record<string, Json> {
  const { type, settings } = credential;
  const fields = credentialFields[type];
  if (!fields) return { credentialsType: 'None' };
  const open = fields
    .filter((field) => field.secret === undefined)
    .map(({ wire }) => {
      const value = settings[wire] ?? null;
      return [wire, wire === 'authorityUrl' ? authorityOut(value, publicName) : value];
    });
  const secrets = type === 'None' ? {} : { secrets: { secretsType: type } };
  return { credentialsType: type, ...(Object.fromEntries(open) as Record<string, Json>), ...secrets };
}

/** The ARM resource of a record: no secret in it, ever. */
export function toArm(
  record: DatastoreRecord,
  workspaceArmId: string,
  more: { isDefault: boolean; publicName: boolean; version: string },
): Record<string, unknown> {
  const fields = fieldsOf(record.type, more.version)?.map(({ wire, kept }) => [
    wire,
    record.settings[kept ?? wire] ?? null,
  ]);
  const settings = Object.fromEntries(fields ?? Object.entries(record.settings)) as Record<string, Json>;
  if ('endpoint' in settings) settings['endpoint'] = endpointOut(settings['endpoint'], more.publicName);
  if (record.type === 'OneLake') settings['artifact'] = record.settings['artifact'] ?? null;
  const { created, modified } = record;
  return {
    id: `${workspaceArmId}/datastores/${record.name}`,
    name: record.name,
    type: 'Microsoft.MachineLearningServices/workspaces/datastores',
    systemData: {
      ...{ createdAt: created.at, createdBy: created.by, createdByType: created.byType },
      ...{ lastModifiedAt: modified.at, lastModifiedBy: modified.by, lastModifiedByType: modified.byType },
    },
    properties: {
      datastoreType: record.type,
      ...settings,
      credentials: credentialsOut(record, more.publicName),
      description: record.description,
      tags: record.tags,
      properties: record.properties,
      isDefault: more.isDefault,
    },
  };
}

/** The answer of listSecrets; undefined for credentials that have none. */
export function secretsOut(record: DatastoreRecord, secret: VaultEntry): Record<string, string> | undefined {
  const hidden = credentialFields[record.credential.type]?.find((field) => field.secret !== undefined);
  if (!hidden?.secret) return undefined;
  return { secretsType: record.credential.type, ...present({ [hidden.wire]: secret[hidden.secret] }) };
}
