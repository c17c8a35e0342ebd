import fc from 'fast-check';
import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import type { CloudNames } from '../../../src/datastores/datastore.ts';
import { datastoreKinds } from '../../../src/datastores/index.ts';
import type { Answers } from '../../../src/registration/answers.ts';
import { registrationSnippets, type SnippetOptions } from '../../../src/registration/snippets.ts';
import { azure, china, draft, principal } from './drafts.ts';

const workspace = {
  name: 'ml-team',
  subscriptionId: '0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a',
  resourceGroup: 'research (eu)',
};

const textsOf = (answers: Answers, options: SnippetOptions = {}, cloud: CloudNames = azure) =>
  registrationSnippets(draft(answers, cloud), options, workspace, cloud).map(({ text }) => text);

const v1Head = `from azureml.core import Datastore, Workspace

ws = Workspace.get(
    name="ml-team",
    subscription_id="0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a",
    resource_group="research (eu)",
)
`;
const v2Head = (imports: string) => `from azure.ai.ml import MLClient
${imports}
from azure.identity import DefaultAzureCredential

ml_client = MLClient(
    credential=DefaultAzureCredential(),
    subscription_id="0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a",
    resource_group_name="research (eu)",
    workspace_name="ml-team",
)
`;
const command =
  "# az ml datastore create --file datastore.yml --subscription 0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a --resource-group 'research (eu)' --workspace-name ml-team";

const images = { type: 'AzureBlob', name: 'images', accountName: 'contoso', containerName: 'line-2' };

describe('the snippets that register', () => {
  it('have three titles, whatever is registered', () => {
    for (const { type, credentials } of datastoreKinds)
      for (const credential of credentials) {
        const snippets = registrationSnippets(draft({ type, credential }), {}, workspace, azure);
        const heads = snippets.map(({ title, language }) => `${title}: ${language}`);
        assert.deepEqual(heads, ['Python SDK v1: python', 'Python SDK v2: python', 'CLI v2 (YAML): yaml']);
        for (const { text } of snippets) assert.notEqual(text, '');
      }
  });

  it('a Blob container with its key', () => {
    assert.deepEqual(textsOf({ ...images, credential: 'accountKey' }), [
      `${v1Head}
datastore = Datastore.register_azure_blob_container(
    workspace=ws,
    datastore_name="images",
    container_name="line-2",
    account_name="contoso",
    account_key="<account key>",
)`,
      `${v2Head('from azure.ai.ml.entities import AccountKeyConfiguration, AzureBlobDatastore')}
datastore = AzureBlobDatastore(
    name="images",
    account_name="contoso",
    container_name="line-2",
    credentials=AccountKeyConfiguration(account_key="<account key>"),
)
ml_client.datastores.create_or_update(datastore)`,
      `${command}
$schema: https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json
name: images
type: azure_blob
account_name: contoso
container_name: line-2
credentials:
  account_key: "<account key>"`,
    ]);
  });

  it('a Blob container with all there is', () => {
    const special = { protocol: 'wasbs', endpoint: 'core.example.net', blobCacheTimeout: '300' };
    const place = { subscriptionId: workspace.subscriptionId, resourceGroup: 'data' };
    const words = { description: 'Pictures of line 2', tags: 'team=vision, stage=2' };
    const options = {
      overwrite: true,
      create: true,
      skipValidation: true,
      grantAccess: true,
      setDefault: true,
    };
    const credential = 'none';
    assert.deepEqual(textsOf({ ...images, ...special, ...place, ...words, credential }, options), [
      `${v1Head}
# SDK v1 has no place for: Description, Tags.
datastore = Datastore.register_azure_blob_container(
    workspace=ws,
    datastore_name="images",
    container_name="line-2",
    account_name="contoso",
    protocol="wasbs",
    endpoint="core.example.net",
    blob_cache_timeout=300,
    subscription_id="0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a",
    resource_group="data",
    overwrite=True,
    create_if_not_exists=True,
    skip_validation=True,
    grant_workspace_access=True,
)
ws.set_default_datastore("images")`,
      `${v2Head('from azure.ai.ml.entities import AzureBlobDatastore')}
# SDK v2 has no place for: Blob cache timeout.
# SDK v2 creates no container or file share: create it first.
# SDK v2 gives no access: give the workspace’s managed identity a role on the storage.
# SDK v2 cannot set the default datastore: use SDK v1 or the studio.
datastore = AzureBlobDatastore(
    name="images",
    description="Pictures of line 2",
    tags={"team": "vision", "stage": "2"},
    account_name="contoso",
    container_name="line-2",
    endpoint="core.example.net",
    protocol="wasbs",
)
ml_client.datastores.create_or_update(datastore)`,
      `${command}
# CLI v2 has no place for: Blob cache timeout.
# CLI v2 creates no container or file share: create it first.
# CLI v2 gives no access: give the workspace’s managed identity a role on the storage.
# CLI v2 cannot set the default datastore: use SDK v1 or the studio.
$schema: https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json
name: images
type: azure_blob
description: Pictures of line 2
tags:
  team: vision
  stage: "2"
account_name: contoso
container_name: line-2
endpoint: core.example.net
protocol: wasbs`,
    ]);
  });

  it('a file share with a SAS', () => {
    const answers = { type: 'AzureFile', name: 'shared', accountName: 'contoso', fileShareName: 'team' };
    assert.deepEqual(textsOf({ ...answers, credential: 'sas' }, { grantAccess: true }), [
      `${v1Head}
datastore = Datastore.register_azure_file_share(
    workspace=ws,
    datastore_name="shared",
    file_share_name="team",
    account_name="contoso",
    sas_token="<SAS token>",
)`,
      `${v2Head('from azure.ai.ml.entities import AzureFileDatastore, SasTokenConfiguration')}
datastore = AzureFileDatastore(
    name="shared",
    account_name="contoso",
    file_share_name="team",
    credentials=SasTokenConfiguration(sas_token="<SAS token>"),
)
ml_client.datastores.create_or_update(datastore)`,
      `${command}
$schema: https://azuremlschemas.azureedge.net/latest/azureFile.schema.json
name: shared
type: azure_file
account_name: contoso
file_share_name: team
credentials:
  sas_token: "<SAS token>"`,
    ]);
  });

  const lake = { type: 'AzureDataLakeGen2', name: 'lake', accountName: 'contoso', filesystem: 'raw' };

  it('a Data Lake Gen2 with a service principal', () => {
    assert.deepEqual(textsOf({ ...lake, ...principal, credential: 'servicePrincipal' }), [
      `${v1Head}
datastore = Datastore.register_azure_data_lake_gen2(
    workspace=ws,
    datastore_name="lake",
    filesystem="raw",
    account_name="contoso",
    tenant_id="11111111-2222-3333-4444-555555555555",
    client_id="66666666-7777-8888-9999-aaaaaaaaaaaa",
    client_secret="<client secret>",
)`,
      `${v2Head(`from azure.ai.ml.entities import (
    AzureDataLakeGen2Datastore,
    ServicePrincipalConfiguration,
)`)}
datastore = AzureDataLakeGen2Datastore(
    name="lake",
    account_name="contoso",
    filesystem="raw",
    credentials=ServicePrincipalConfiguration(
        tenant_id="11111111-2222-3333-4444-555555555555",
        client_id="66666666-7777-8888-9999-aaaaaaaaaaaa",
        client_secret="<client secret>",
    ),
)
ml_client.datastores.create_or_update(datastore)`,
      `${command}
$schema: https://azuremlschemas.azureedge.net/latest/azureDataLakeGen2.schema.json
name: lake
type: azure_data_lake_gen2
account_name: contoso
filesystem: raw
credentials:
  tenant_id: 11111111-2222-3333-4444-555555555555
  client_id: 66666666-7777-8888-9999-aaaaaaaaaaaa
  client_secret: "<client secret>"`,
    ]);
  });

  it('a Data Lake Gen2 with a certificate, which SDK v1 does not take', () => {
    const thumbprint = '0123456789abcdef0123456789abcdef01234567';
    const places = { authorityUrl: 'https://login.example.net' };
    const [v1, v2, cli] = textsOf({
      ...lake,
      ...principal,
      ...places,
      thumbprint,
      credential: 'certificate',
    });
    assert.equal(
      v1,
      '# SDK v1 cannot register Azure Data Lake Storage Gen2 with the credential “Service principal with a certificate”. Use SDK v2 or CLI v2.',
    );
    assert.match(
      v2 ?? '',
      /credentials=CertificateConfiguration\(\n {8}tenant_id=.*,\n {8}client_id=.*,\n {8}thumbprint="0123456789abcdef0123456789abcdef01234567",\n {8}certificate="<certificate with its key, PEM>",\n {8}authority_url="https:\/\/login\.example\.net",\n {4}\),/,
    );
    assert.match(
      cli ?? '',
      /\n {2}certificate: "<certificate with its key, PEM>"\n {2}authority_url: https:/,
    );
  });

  it('a Data Lake Gen1 without a credential', () => {
    assert.deepEqual(
      textsOf({ type: 'AzureDataLake', name: 'old', storeName: 'contoso', credential: 'none' }),
      [
        `${v1Head}
datastore = Datastore.register_azure_data_lake(
    workspace=ws,
    datastore_name="old",
    store_name="contoso",
)`,
        `${v2Head('from azure.ai.ml.entities import AzureDataLakeGen1Datastore')}
datastore = AzureDataLakeGen1Datastore(name="old", store_name="contoso")
ml_client.datastores.create_or_update(datastore)`,
        `${command}
$schema: https://azuremlschemas.azureedge.net/latest/azureDataLakeGen1.schema.json
name: old
type: azure_data_lake_gen1
store_name: contoso`,
      ],
    );
  });

  const sales = { name: 'sales', serverName: 'contoso', databaseName: 'orders' };

  it('an SQL database with a login', () => {
    const answers = {
      ...sales,
      type: 'AzureSqlDatabase',
      credential: 'login',
      userId: 'reader',
      portNumber: '1444',
    };
    assert.deepEqual(textsOf(answers, { skipValidation: true }), [
      `${v1Head}
# SDK v1 has no place for: Port.
datastore = Datastore.register_azure_sql_database(
    workspace=ws,
    datastore_name="sales",
    server_name="contoso",
    database_name="orders",
    username="reader",
    password="<password>",
    skip_validation=True,
)`,
      '# SDK v2 cannot register Azure SQL Database. Use SDK v1.',
      '# CLI v2 cannot register Azure SQL Database. Use SDK v1.',
    ]);
  });

  it('a PostgreSQL database, whose flag is a flag', () => {
    const special = { portNumber: '6432', enableSsl: 'false' };
    const answers = { ...sales, ...special, type: 'AzurePostgreSql', credential: 'login', userId: 'reader' };
    assert.deepEqual(textsOf(answers), [
      `${v1Head}
datastore = Datastore.register_azure_postgre_sql(
    workspace=ws,
    datastore_name="sales",
    server_name="contoso",
    database_name="orders",
    user_id="reader",
    user_password="<password>",
    port_number="6432",
    enforce_ssl=False,
)`,
      '# SDK v2 cannot register Azure Database for PostgreSQL. Use SDK v1.',
      '# CLI v2 cannot register Azure Database for PostgreSQL. Use SDK v1.',
    ]);
  });

  it('a MySQL database', () => {
    const answers = { ...sales, type: 'AzureMySql', credential: 'login', userId: 'reader' };
    assert.deepEqual(textsOf(answers, { overwrite: true }), [
      `${v1Head}
datastore = Datastore.register_azure_my_sql(
    workspace=ws,
    datastore_name="sales",
    server_name="contoso",
    database_name="orders",
    user_id="reader",
    user_password="<password>",
    overwrite=True,
)`,
      '# SDK v2 cannot register Azure Database for MySQL. Use SDK v1.',
      '# CLI v2 cannot register Azure Database for MySQL. Use SDK v1.',
    ]);
  });

  it('a Databricks file system, whose call takes no options', () => {
    assert.deepEqual(textsOf({ type: 'DBFS', name: 'dbfs' }, { overwrite: true, create: true }), [
      `${v1Head}
datastore = Datastore.register_dbfs(workspace=ws, datastore_name="dbfs")`,
      '# SDK v2 cannot register Databricks file system. Use SDK v1.',
      '# CLI v2 cannot register Databricks file system. Use SDK v1.',
    ]);
  });

  it('a lakehouse of OneLake, whose endpoint has to be said', () => {
    const answers = { type: 'OneLake', name: 'orders', oneLakeWorkspaceName: 'Sales', credential: 'none' };
    assert.deepEqual(textsOf({ ...answers, artifactName: 'orders.Lakehouse/Files' }), [
      '# SDK v1 cannot register Microsoft Fabric OneLake. Use SDK v2 or CLI v2.',
      `${v2Head('from azure.ai.ml.entities import OneLakeArtifact, OneLakeDatastore')}
datastore = OneLakeDatastore(
    name="orders",
    one_lake_workspace_name="Sales",
    artifact=OneLakeArtifact(name="orders.Lakehouse/Files", type="lake_house"),
    endpoint="onelake.dfs.fabric.microsoft.com",
)
ml_client.datastores.create_or_update(datastore)`,
      `${command}
$schema: http://azureml/sdk-2-0/OneLakeDatastore.json
name: orders
type: one_lake
one_lake_workspace_name: Sales
artifact:
  name: orders.Lakehouse/Files
  type: lake_house
endpoint: onelake.dfs.fabric.microsoft.com`,
    ]);
  });

  it('say so where a credential is one that no client takes', () => {
    const answers = {
      ...images,
      ...principal,
      credential: 'servicePrincipal',
      heldCredential: 'servicePrincipal',
    };
    for (const text of textsOf(answers))
      assert.match(
        text,
        /^# .* cannot register .* “Service principal with a secret”\. Register it in VS Code\.$/,
      );
  });

  it('name the cloud and its endpoints where it is not the public one', () => {
    const [v1, v2, cli] = textsOf({ ...lake, ...principal, credential: 'servicePrincipal' }, {}, china);
    for (const text of [v1, v2]) {
      assert.match(text ?? '', /endpoint="core\.chinacloudapi\.cn",/);
      assert.match(text ?? '', /authority_url="https:\/\/login\.chinacloudapi\.cn",/);
    }
    assert.match(v2 ?? '', /DefaultAzureCredential\(authority="https:\/\/login\.chinacloudapi\.cn"\)/);
    assert.match(v2 ?? '', /cloud="AzureChinaCloud",/);
    assert.match(cli ?? '', /\nendpoint: core\.chinacloudapi\.cn\n/);
  });

  it('keep hostile names within their quotes', () => {
    const unit = fc.constantFrom(...Array.from('"\'\\\n\r#{}$`:;,)(- x\u2028\u0085'));
    const hostile = fc.string({ unit, minLength: 1, maxLength: 12 }).map((text) => `x${text}x`);
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, group, description) => {
        const made = {
          ...draft({ ...images, credential: 'sas' }),
          name,
          description,
          tags: { [group]: name },
        };
        const place = { ...workspace, name, resourceGroup: group };
        const snippets = registrationSnippets(made, { setDefault: true }, place, azure);
        const plain = registrationSnippets(
          { ...made, name: 'n', description: 'd', tags: { t: 'v' } },
          { setDefault: true },
          workspace,
          azure,
        );
        for (const [at, { language, text }] of snippets.entries()) {
          const bare = (code: string) => code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""').split('\n');
          if (language === 'python') assert.deepEqual(bare(text), bare(plain[at]!.text));
          else {
            const file = parseDocument(text, { version: '1.1' }).toJS() as Record<string, unknown>;
            assert.deepEqual(
              [file['name'], file['description'], file['tags']],
              [name, description, { [group]: name }],
            );
            assert.equal(text.split('\n').length, plain[at]!.text.split('\n').length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
