const suffix = 'core.windows.net';

/**
 * What `GET /metadata/endpoints` of Azure Resource Manager tells anybody: the clouds and where their services are. The
 * members are those that the Python SDKs read; the sandbox plays this one cloud only.
 */
export function cloudMetadata(publicName: boolean): readonly object[] {
  const local = publicName ? '' : '.localhost';
  return [
    {
      name: 'AzureCloud',
      portal: `https://portal.azure.com${local}`,
      authentication: {
        loginEndpoint: `https://login.microsoftonline.com${local}/`,
        audiences: ['https://management.core.windows.net/', 'https://management.azure.com/'],
        tenant: 'common',
        identityProvider: 'AAD',
      },
      media: 'https://rest.media.azure.net',
      graphAudience: 'https://graph.windows.net/',
      graph: 'https://graph.windows.net/',
      suffixes: {
        storage: `${suffix}${local}`,
        keyVaultDns: 'vault.azure.net',
        sqlServerHostname: 'database.windows.net',
        mysqlServerEndpoint: 'mysql.database.azure.com',
        postgresqlServerEndpoint: 'postgres.database.azure.com',
        azureDataLakeStoreFileSystem: 'azuredatalakestore.net',
        azureDataLakeAnalyticsCatalogAndJob: 'azuredatalakeanalytics.net',
        acrLoginServer: 'azurecr.io',
      },
      batch: 'https://batch.core.windows.net/',
      resourceManager: `https://management.azure.com${local}/`,
      activeDirectoryDataLake: 'https://datalake.azure.net/',
      sqlManagement: 'https://management.core.windows.net:8443/',
      gallery: 'https://gallery.azure.com/',
    },
  ];
}
