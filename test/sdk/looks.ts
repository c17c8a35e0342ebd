/** What a snippet was written for. */
interface About {
  readonly datastore: { readonly name: string; readonly type: string };
  readonly path: string;
}

type Looks = Readonly<Record<string, string>>;

const config =
  '{name: value for name, value in vars(data_ref.to_config()).items() if not name.startswith("_")}';
const reference: Looks = { text: 'str(data_ref)', config };
const held =
  '{name: {key: value for key, value in vars(held).items() if not key.startswith("_")} for name, held in config.run_config.data_references.items()}';
/** The members of the file that azureml-core writes of it, by the names that runs read. */
const saved =
  '[__import__("os").makedirs(".azureml"), config.run_config.save(path=".", name="run"), __import__("yaml").safe_load(open(".azureml/run"))["dataReferences"]][2]';
const run: Looks = {
  arguments: 'config.arguments',
  references: held,
  target: 'config.run_config.target',
  file: saved,
};
const dataset: Looks = { reads: 'str(dataset._definition).split("/datastores/")[1].split(chr(34))[0]' };
const files =
  'sorted(os.path.join(at, name) for at, _, names in __import__("os").walk("data") for name in names)'.replace(
    'os.path',
    '__import__("os").path',
  );
const wire =
  '__import__("azure.ai.ml.entities._job._input_output_helpers", fromlist=["x"]).to_rest_dataset_literal_inputs({"data": data}, job_type="command")["data"].as_dict()';
const frame = (of: string): Looks => ({ rows: `${of}.to_dict("list")` });

/** Expressions to evaluate when a snippet has run, by its id. */
export const looks: Readonly<Record<string, Looks>> = {
  'v1.dataPath': { datastore: 'data_path.datastore_name', path: 'data_path.path_on_datastore' },
  'v1.dataReference.mount': reference,
  'v1.dataReference.mount.pathOnCompute': reference,
  'v1.dataReference.download': reference,
  'v1.dataReference.download.pathOnCompute': reference,
  'v1.dataReference.upload': reference,
  'v1.dataReference.upload.pathOnCompute': reference,
  'v1.scriptRunConfig.arguments': run,
  'v1.scriptRunConfig.pathOnCompute': run,
  'v1.runConfig.sourceDirectoryDataStore': { datastore: 'run_config.source_directory_data_store' },
  'v1.dataset.file': dataset,
  'v1.dataset.tabular': frame('dataset.to_pandas_dataframe()'),
  'v1.dataset.register': { version: 'dataset.version' },
  'v1.download': { files },
  'v2.download': { files },
  'v2.input.mount': { wire },
  'v2.input.download': { wire },
  'v2.job.command': {
    inputs: 'job._to_dict()["inputs"]',
    command: 'job._to_dict()["component"]["command"]',
    compute: 'job.compute',
  },
  'v2.pandas.read': frame('df'),
  'v2.mltable.delimited': frame('df'),
  'cli.rest.input': { wire: 'loaded.as_dict()' },
};

/** Absent: others write into that place meanwhile, and nothing certain can be said. */
type Wanted = (about: About) => Readonly<Record<string, unknown>> | undefined;

const nameOf = ({ datastore, path }: About) =>
  path === '' ? datastore.name : path.endsWith('/') ? 'line_2' : 'sample';

const referenceOf =
  (mode: string, pathOnCompute: string | null): Wanted =>
  (about) => ({
    text: `$AZUREML_DATAREFERENCE_${nameOf(about)}`,
    config: configOf(about, mode, pathOnCompute),
  });

function configOf({ datastore, path }: About, mode: string, pathOnCompute: string | null) {
  return {
    ...{ data_store_name: datastore.name, path_on_data_store: path || null, mode },
    ...{ path_on_compute: pathOnCompute, overwrite: false },
  };
}

const inFile = (config: ReturnType<typeof configOf>): object => ({
  ...{ dataStoreName: config.data_store_name, pathOnDataStore: config.path_on_data_store },
  ...{ mode: config.mode, overwrite: config.overwrite, pathOnCompute: config.path_on_compute },
});

/** Shares cannot be mounted by a reference. */
const usualMode = ({ datastore }: About) => (datastore.type === 'AzureFile' ? 'download' : 'mount');

const runOf =
  (pathOnCompute: string | null, given: boolean): Wanted =>
  (about) => ({
    arguments: given ? [`$AZUREML_DATAREFERENCE_${nameOf(about)}`] : null,
    references: { [nameOf(about)]: configOf(about, usualMode(about), pathOnCompute) },
    target: 'cpu-cluster',
    file: { [nameOf(about)]: inFile(configOf(about, usualMode(about), pathOnCompute)) },
  });

/** The rows of {@link sample}, once for each file below a folder. */
function framesOf({ path }: About): Readonly<Record<string, unknown>> | undefined {
  if (path === '') return undefined;
  const times = path.endsWith('/') ? 2 : 1;
  const rows = { name: ['circle', 'square'], count: [3, 4] };
  return {
    rows: { name: Array(times).fill(rows.name).flat(), count: Array(times).fill(rows.count).flat() },
  };
}

/** What lies in `data` then; `under` is what the SDK keeps of the path. */
function downloaded({ path }: About, under: string): Readonly<Record<string, unknown>> | undefined {
  if (path === '') return undefined;
  const names = path.endsWith('/') ? ['more/sample.csv', 'sample.csv'] : ['sample.csv'];
  const files = new Set([...names.map((name) => `data/${under}${name}`), 'data/sample.csv']);
  return { files: [...files].sort() };
}

function wireOf({ datastore, path }: About) {
  const uri = `azureml://datastores/${datastore.name}/paths/${path}`;
  return { jobInputType: path.endsWith('/') || path === '' ? 'uri_folder' : 'uri_file', uri };
}

/** What is to be seen then. */
export const wanted: Readonly<Record<string, Wanted>> = {
  'v1.dataPath': ({ datastore, path }) => ({ datastore: datastore.name, path: path || '/' }),
  'v1.dataReference.mount': referenceOf('mount', null),
  'v1.dataReference.mount.pathOnCompute': referenceOf('mount', '/tmp/data'),
  'v1.dataReference.download': referenceOf('download', null),
  'v1.dataReference.download.pathOnCompute': referenceOf('download', '/tmp/data'),
  'v1.dataReference.upload': referenceOf('upload', null),
  'v1.dataReference.upload.pathOnCompute': referenceOf('upload', '/tmp/data'),
  'v1.scriptRunConfig.arguments': runOf(null, true),
  'v1.scriptRunConfig.pathOnCompute': runOf('/tmp/data', false),
  'v1.runConfig.sourceDirectoryDataStore': () => ({ datastore: 'workspaceblobstore' }),
  'v1.dataset.file': ({ datastore, path }) => ({
    reads: `${datastore.name}/paths/${path}${path === '' || path.endsWith('/') ? '**' : ''}`,
  }),
  'v1.dataset.tabular': framesOf,
  'v1.download': (about) => downloaded(about, 'line-2/'),
  'v2.download': (about) => downloaded(about, ''),
  'v2.input.mount': (about) => ({ wire: { ...wireOf(about), mode: 'ReadOnlyMount' } }),
  'v2.input.download': (about) => ({ wire: { ...wireOf(about), mode: 'Download' } }),
  'v2.job.command': (about) => ({
    inputs: { data: { type: wireOf(about).jobInputType, path: wireOf(about).uri, mode: 'ro_mount' } },
    command: 'python train.py --data ${{inputs.data}}',
    compute: 'cpu-cluster',
  }),
  'v2.pandas.read': () => ({ rows: { name: ['circle', 'square'], count: [3, 4] } }),
  'v2.mltable.delimited': framesOf,
  'cli.rest.input': (about) => ({ wire: wireOf(about) }),
};
