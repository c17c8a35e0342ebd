import { workspacesOf } from '../estate.ts';
import type { SandboxEnv } from '../service.ts';
import type { DatastoreRecord } from './records.ts';
import type { Row } from './seedRow.ts';
import { rowsOf } from './seedRows.ts';
import type { Seeded } from './store.ts';

function record(row: Row, index: number): DatastoreRecord {
  const at = new Date(Date.UTC(2026, 0, 12, 9, index)).toISOString();
  const stamp = { by: 'ml-admin@contoso.example', byType: 'User', at } as const;
  const { name, type, settings = {}, credential = 'None', credentialSettings = {}, description = null } = row;
  return {
    ...{ name, type, settings, credential: { type: credential, settings: credentialSettings }, description },
    ...{
      tags: {},
      properties: null,
      validated: type === 'AzureBlob' || type === 'AzureFile',
      created: stamp,
      modified: stamp,
    },
  };
}

/** The datastores that a new workspace has. */
export function seededDatastores(env: SandboxEnv, workspaceId: string): Seeded {
  const workspace = workspacesOf(env.state).find((one) => one.workspaceId === workspaceId);
  const rows = workspace ? rowsOf(env, workspace) : [];
  const vault = rows.flatMap(({ name, secret }) => (secret ? [[`${workspaceId}/${name}`, secret]] : []));
  return {
    registered: { defaultName: 'workspaceblobstore', datastores: rows.map(record) },
    vault: Object.fromEntries(vault) as Seeded['vault'],
  };
}
