import { t } from '@vscode/l10n';
import type { DatastoreKind } from './datastore.ts';

/** A name and nothing else: the Databricks compute that runs a step knows the rest. */
export const databricks: DatastoreKind = {
  type: 'DBFS',
  v1: { names: {}, credential: 'none' },
  label: () => t('Databricks file system'),
  fields: [],
  credentials: ['none'],
  options: [],
  note: () =>
    t(
      'Only the Databricks steps (DatabricksStep) of pipelines use it, as their input or output. It has no settings: the Databricks compute that runs the step knows the rest.',
    ),
  clients: { v1: { method: 'register_dbfs', names: {} } },
  summary: () => '',
};
