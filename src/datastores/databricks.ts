import { t } from '@vscode/l10n';
import type { DatastoreKind } from './datastore.ts';

/** A name and nothing else: the Databricks compute that runs a step knows the rest. */
export const databricks: DatastoreKind = {
  type: 'DBFS',
  label: () => t('Databricks file system'),
  fields: [],
  summary: () => '',
  fromV1: () => ({ values: {}, credential: { type: 'none' } }),
};
