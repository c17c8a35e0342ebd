import { t } from '@vscode/l10n';
import type { DatastoreKind } from './datastore.ts';
import { fields, section } from './wire.ts';

/** A lakehouse of Microsoft Fabric. ARM alone knows it; its data is not listed here. */
export const oneLake: DatastoreKind = {
  type: 'OneLake',
  armType: 'OneLake',
  label: () => t('Microsoft Fabric OneLake'),
  fields: [
    { id: 'oneLakeWorkspaceName', label: () => t('Fabric workspace') },
    { id: 'artifactName', label: () => t('Artifact') },
    { id: 'artifactType', label: () => t('Artifact type') },
    { id: 'endpoint', label: () => t('Endpoint') },
  ],
  summary: (values) => `${values['oneLakeWorkspaceName'] ?? '?'}/${values['artifactName'] ?? '?'}`,
  fromArm: (properties) => ({
    ...fields(properties, { oneLakeWorkspaceName: 'oneLakeWorkspaceName', endpoint: 'endpoint' }),
    ...fields(section(properties, 'artifact'), {
      artifactName: 'artifactName',
      artifactType: 'artifactType',
    }),
  }),
};
