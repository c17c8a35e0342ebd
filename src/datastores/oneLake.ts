import { t } from '@vscode/l10n';
import { artifactName, fabricName, hostEnd } from './checks.ts';
import type { DatastoreKind } from './datastore.ts';

/** A lakehouse of Microsoft Fabric. ARM alone knows it; its data is not listed here. */
export const oneLake: DatastoreKind = {
  type: 'OneLake',
  arm: {
    type: 'OneLake',
    // The lowest stable version that is confirmed to have it: the types of go-azure-sdk for 2025-06-01.
    apiVersion: '2025-06-01',
    names: {
      ...{ oneLakeWorkspaceName: 'oneLakeWorkspaceName', endpoint: 'endpoint' },
      ...{ artifactName: 'artifact.artifactName', artifactType: 'artifact.artifactType' },
      serviceDataAccessAuthIdentity: 'serviceDataAccessAuthIdentity',
    },
  },
  label: () => t('Microsoft Fabric OneLake'),
  fields: [
    {
      id: 'oneLakeWorkspaceName',
      label: () => t('Fabric workspace'),
      asked: 'required',
      hint: () => t('its name or id'),
      check: fabricName,
    },
    {
      id: 'artifactName',
      label: () => t('Artifact'),
      asked: 'required',
      hint: () => t('a lakehouse, such as sales.Lakehouse/Files'),
      check: artifactName,
    },
    {
      id: 'artifactType',
      label: () => t('Artifact type'),
      asked: 'advanced',
      choices: ['LakeHouse'],
      preset: () => 'LakeHouse',
    },
    {
      id: 'endpoint',
      label: () => t('Endpoint'),
      asked: 'advanced',
      ownMeaning: true,
      // As the SDK's examples have it; another one, of a private network, can be typed.
      preset: () => 'onelake.dfs.fabric.microsoft.com',
      check: hostEnd('onelake.dfs.fabric.microsoft.com'),
    },
    { id: 'serviceDataAccessAuthIdentity', label: () => t('Identity of the service') },
  ],
  credentials: ['none', 'servicePrincipal'],
  resourceUrl: 'https://storage.azure.com/',
  options: ['overwrite'],
  note: () =>
    t('A OneLake datastore can be registered and used in jobs; its files cannot be listed here yet.'),
  clients: {
    v2: {
      entity: 'OneLakeDatastore',
      type: 'one_lake',
      schema: 'http://azureml/sdk-2-0/OneLakeDatastore.json',
      names: {
        oneLakeWorkspaceName: 'one_lake_workspace_name',
        artifactName: 'artifact.name',
        artifactType: 'artifact.type',
        endpoint: 'endpoint',
      },
      entities: { artifact: 'OneLakeArtifact' },
      choices: { artifactType: { LakeHouse: 'lake_house' } },
      // azure-ai-ml's OneLakeSchema requires it.
      told: ['endpoint', 'artifactType'],
    },
  },
  summary: (values) => `${values['oneLakeWorkspaceName'] ?? '?'}/${values['artifactName'] ?? '?'}`,
};
