import * as sdk from './sdk.ts';
import { type CallSite, type Signature, type Signatures, words } from './sdk.ts';
import type { Thing } from './values.ts';

const v1 = (thing: Omit<Thing, 'sdk'>): Thing => ({ sdk: 'v1', ...thing });

const registered: Signature = {
  params: ['workspace', 'datastore_name'],
  result: (call) =>
    v1({
      kind: 'datastore',
      ...sdk.workspaceOf(call, 'workspace'),
      datastore: sdk.meantByName(call.value('datastore_name')),
    }),
};

const registering = words(
  `azure_blob_container azure_file_share azure_data_lake azure_data_lake_gen2 azure_sql_database
  azure_postgre_sql azure_my_sql dbfs hdfs`.replaceAll('\n', ' '),
);

const reference =
  (parameter?: string) =>
  (call: CallSite): Thing =>
    v1({
      kind: 'dataReference',
      ...sdk.datastoreOf(call, parameter),
      ...(parameter === undefined
        ? call.receiver?.path !== undefined && { path: call.receiver.path }
        : sdk.pathOf(call, 'path_on_datastore')),
    });

const plain = (params = ''): Signature => ({ params: words(params) });
const making = (kind: Thing['kind'], params = ''): Signature => ({
  params: words(params),
  result: () => v1({ kind }),
});
const dataset = (params: string): Signature => ({
  ...{ params: words(params), locations: 'path', pattern: true },
  result: () => v1({ kind: 'dataset' }),
});

const workspaces: Signatures = {
  Workspace: {
    params: words('subscription_id resource_group workspace_name'),
    place: true,
    result: (call) =>
      v1({
        kind: 'workspace',
        workspace: sdk.namedWorkspace(call, 'subscription_id', 'resource_group', 'workspace_name'),
      }),
  },
  'Workspace.get': {
    params: words('name auth subscription_id resource_group'),
    place: true,
    result: (call) =>
      v1({
        kind: 'workspace',
        workspace: sdk.namedWorkspace(call, 'subscription_id', 'resource_group', 'name'),
      }),
  },
  'Workspace.from_config': {
    params: words('path auth'),
    place: true,
    result: (call) => v1({ kind: 'workspace', workspace: sdk.workspaceFromConfig(call) }),
  },
  'Workspace.get_default_datastore': {
    params: [],
    place: true,
    result: (call) => v1({ kind: 'datastore', ...sdk.workspaceOf(call), datastore: { by: 'default' } }),
  },
  'Workspace.set_default_datastore': { params: ['name'], names: 'name' },
  'Workspace.datastores.get': {
    params: ['name'],
    names: 'name',
    place: true,
    result: (call) =>
      v1({ kind: 'datastore', ...sdk.workspaceOf(call), datastore: sdk.meantByName(call.value('name')) }),
  },
  'Workspace.datastores.values': { params: [], result: (call) => ({ kind: 'each', each: anyOf(call) }) },
  'Workspace.datastores.items': {
    params: [],
    result: (call) => ({ kind: 'each', each: { kind: 'items', items: [undefined, anyOf(call)] } }),
  },
};

function anyOf(call: CallSite): Thing {
  return v1({ kind: 'datastore', ...sdk.workspaceOf(call), datastore: { by: 'unknown' } });
}

const named: Signature = {
  params: words('workspace name'),
  names: 'name',
  place: true,
  result: (call) =>
    v1({
      kind: 'datastore',
      ...sdk.workspaceOf(call, 'workspace'),
      datastore: call.node('name') ? sdk.meantByName(call.value('name')) : { by: 'default' },
    }),
};

const datastores: Signatures = {
  Datastore: named,
  'Datastore.get': {
    ...{ params: words('workspace datastore_name'), names: 'datastore_name', place: true },
    result: registered.result ?? (() => undefined),
  },
  'Datastore.get_default': {
    params: ['workspace'],
    place: true,
    result: (call) =>
      v1({ kind: 'datastore', ...sdk.workspaceOf(call, 'workspace'), datastore: { by: 'default' } }),
  },
  ...Object.fromEntries(registering.map((name) => [`Datastore.register_${name}`, registered])),
  'Datastore.unregister': plain(),
  'Datastore.set_as_default': plain(),
  'Datastore.upload': {
    ...{
      params: words('src_dir target_path overwrite show_progress'),
      path: 'target_path',
      of: 'target_path=',
    },
    result: reference(),
  },
  'Datastore.upload_files': {
    params: words('files relative_root target_path overwrite show_progress'),
    ...{ path: 'target_path', of: 'target_path=' },
    result: reference(),
  },
  'Datastore.download': {
    params: words('target_path prefix overwrite show_progress'),
    ...{ path: 'prefix', of: 'prefix=' },
  },
  'Datastore.path': {
    params: words('path data_reference_name'),
    path: 'path',
    place: true,
    result: (call) => v1({ kind: 'path', ...sdk.datastoreOf(call), ...sdk.pathOf(call, 'path') }),
  },
  'Datastore.as_mount': { params: [], result: reference() },
  'Datastore.as_download': { params: ['path_on_compute'], result: reference() },
  'Datastore.as_upload': { params: ['path_on_compute'], result: reference() },
};

const paths: Signatures = {
  DataPath: {
    params: words('datastore path_on_datastore name'),
    path: 'path_on_datastore',
    place: true,
    result: (call) =>
      v1({ kind: 'path', ...sdk.datastoreOf(call, 'datastore'), ...sdk.pathOf(call, 'path_on_datastore') }),
  },
  'DataPath.as_mount': { params: [], result: reference() },
  'DataPath.as_download': { params: words('path_on_compute overwrite'), result: reference() },
  'DataPath.as_upload': { params: words('path_on_compute overwrite'), result: reference() },
  DataReference: {
    params: words('datastore data_reference_name path_on_datastore mode path_on_compute overwrite'),
    ...{ path: 'path_on_datastore', of: 'path_on_datastore=' },
    result: reference('datastore'),
  },
  'DataReference.as_mount': { params: [], result: (call) => call.receiver },
  'DataReference.as_download': {
    params: words('path_on_compute overwrite'),
    result: (call) => call.receiver,
  },
  'DataReference.as_upload': { params: words('path_on_compute overwrite'), result: (call) => call.receiver },
  'DataReference.to_config': plain(),
};

const datasets: Signatures = {
  'Dataset.File.from_files': dataset('path validate partition_format is_file'),
  'Dataset.File.upload_directory': {
    params: words('src_dir target pattern overwrite show_progress'),
    locations: 'target',
    result: () => v1({ kind: 'dataset' }),
  },
  'Dataset.Tabular.from_delimited_files': dataset('path validate include_path'),
  'Dataset.Tabular.from_parquet_files': dataset('path validate include_path'),
  'Dataset.Tabular.from_json_lines_files': dataset('path validate include_path'),
  'Dataset.Tabular.from_sql_query': making('dataset', 'query validate'),
  'Dataset.Tabular.register_pandas_dataframe': {
    params: words('dataframe target name'),
    locations: 'target',
    result: () => v1({ kind: 'dataset' }),
  },
  'Dataset.get_by_name': making('dataset', 'workspace name version'),
  'Dataset.get_by_id': making('dataset', 'workspace id'),
  'Dataset.register': making('dataset', 'workspace name description tags create_new_version'),
  'Dataset.as_named_input': making('dataset', 'name'),
  'Dataset.as_mount': plain('path_on_compute'),
  'Dataset.as_download': plain('path_on_compute'),
  OutputFileDatasetConfig: {
    params: words('name destination source partition_format'),
    locations: 'destination',
  },
};

const runs: Signatures = {
  ScriptRunConfig: making(
    'scriptRunConfig',
    'source_directory script arguments run_config _telemetry_values compute_target environment',
  ),
  RunConfiguration: making('runConfig', 'script arguments framework communicator'),
  Experiment: {
    params: words('workspace name'),
    result: (call) => v1({ kind: 'experiment', ...sdk.workspaceOf(call, 'workspace') }),
  },
  'Experiment.submit': making('run', 'config tags'),
  'Run.get_context': making('run', 'allow_offline'),
  ComputeTarget: making('compute', 'workspace name'),
  'ComputeTarget.create': making('compute', 'workspace name provisioning_configuration'),
  AmlCompute: making('compute', 'workspace name'),
  'AmlCompute.create': making('compute', 'workspace name provisioning_configuration'),
  ComputeInstance: making('compute', 'workspace name'),
  'Workspace.compute_targets.get': making('compute', 'name'),
};

/** What azureml-core is called by, as far as somebody asks for it. */
export const signaturesV1: Signatures = { ...workspaces, ...datastores, ...paths, ...datasets, ...runs };
