import { t } from '@vscode/l10n';
import type { DatastoreKind, Field } from './datastore.ts';
import { databaseCredential, fields, section } from './wire.ts';

const server: Field = { id: 'serverName', label: () => t('Server') };
const database: Field = { id: 'databaseName', label: () => t('Database') };
const port: Field = { id: 'portNumber', label: () => t('Port') };
const endpoint: Field = { id: 'endpoint', label: () => t('Endpoint') };

/** What the three databases share: a server and a database, known to the v1 API only, never browsed. */
export function databaseKind(own: {
  type: string;
  /** Its section in the v1 DTO. */
  section: string;
  more?: readonly Field[];
  readonly label: () => string;
}): DatastoreKind {
  const all = [server, database, port, endpoint, ...(own.more ?? [])];
  const names = Object.fromEntries(all.map(({ id }) => [id, id]));
  return {
    type: own.type,
    label: own.label,
    fields: all,
    summary: (values) => `${values['serverName'] ?? '?'}/${values['databaseName'] ?? '?'}`,
    fromV1: (dto) => {
      const wire = section(dto, own.section);
      return { values: fields(wire, names), credential: databaseCredential(wire) };
    },
  };
}
