import type { SandboxState, WorkspaceIdentity } from '../state.ts';
import { awkwardFiles } from './awkward.ts';
import {
  classes,
  customerParquet,
  file,
  jsonFile,
  reviewsJsonl,
  salesCsv,
  sensorParquet,
  shapePng,
  weights,
} from './files.ts';
import { roots, type SeedFile, type SeedRoot } from './layout.ts';
import { privateRoots } from './private.ts';

function pictures(): SeedFile[] {
  const split = (folder: string, each: number, seed: number) =>
    classes.flatMap((kind, row) =>
      Array.from({ length: each }, (_, index) =>
        shapePng(
          `${folder}/${kind}/${kind}_${String(index + 1).padStart(3, '0')}.png`,
          kind,
          seed + row * 100 + index,
        ),
      ),
    );
  const train = split('train', 12, 1000);
  const annotations = train.map(({ path }, id) => ({ id, file: path, label: path.split('/')[1] }));
  return [
    ...train,
    ...split('validation', 3, 5000),
    jsonFile('annotations.json', { classes, images: annotations }),
    file(
      'README.md',
      '# Shapes\n\n60 pictures of four shapes, 32 by 32 pixels: 48 to train, 12 to validate.\n',
    ),
  ];
}

function visionBlobs(): SeedFile[] {
  const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
  return [
    file(
      'README.md',
      '# vision-research\n\nDefault datastore. Raw data under `data/`, trained models under `models/`.\n',
    ),
    ...months.map((month, index) => salesCsv(`data/sales/2025/${month}.csv`, 120, 10 + index)),
    salesCsv('data/sales/all-years.csv', 46_000, 7),
    customerParquet('data/customers.parquet', 2_000, 11),
    ...[0, 1, 2].map((part) =>
      sensorParquet(`data/sensors/part-${String(part).padStart(5, '0')}.parquet`, 1_500, 20 + part),
    ),
    reviewsJsonl('data/reviews/train.jsonl', 400, 31),
    reviewsJsonl('data/reviews/test.jsonl', 80, 32),
    jsonFile('models/shapes/1/config.json', {
      architecture: 'resnet18',
      classes,
      input: [3, 32, 32],
      learning_rate: 0.001,
    }),
    file('models/shapes/1/classes.txt', `${classes.join('\n')}\n`),
    weights('models/shapes/1/weights.bin', 393_216, 41),
    jsonFile('azureml/quirky_brush_0412/outputs/metrics.json', {
      accuracy: 0.9583,
      loss: 0.1422,
      epochs: 12,
    }),
    file(
      'azureml/quirky_brush_0412/logs/std_log.txt',
      'epoch 1 loss 1.3861\nepoch 6 loss 0.4120\nepoch 12 loss 0.1422\n',
    ),
  ];
}

const trainPy = `import argparse
import pandas as pd

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=str)
args = parser.parse_args()

frame = pd.read_csv(args.data)
print(frame.describe())
`;

function notebook(): SeedFile {
  const source = ['import pandas as pd\n', 'pd.read_csv("sales.csv").head()'];
  const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source };
  return jsonFile('Users/ana/explore.ipynb', { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

/** What every workspace has in its own stores, whatever it works on. */
function workspaceRoots({ workspaceId, storageAccount, name }: WorkspaceIdentity): SeedRoot[] {
  const [account, seed] = [storageAccount, name.length];
  const forecasts = [
    file('README.md', `# ${name}\n\nDefault datastore.\n`),
    salesCsv('history/sales.csv', 2_000, seed),
    customerParquet('history/customers.parquet', 800, seed + 1),
    jsonFile('forecasts/2026-03.json', {
      horizon: 14,
      values: [412, 398, 405, 441, 460, 377, 352, 420, 409, 415, 447, 468, 381, 360],
    }),
  ];
  return [
    {
      account,
      service: 'blob',
      root: roots.blobStore(workspaceId),
      files: name === 'vision-research' ? visionBlobs() : forecasts,
    },
    {
      account,
      service: 'file',
      root: roots.fileStore(workspaceId),
      files: [
        file('README.txt', 'The file share of the workspace.\n'),
        salesCsv('shared/sales.csv', 300, seed + 2),
        jsonFile('shared/settings.json', { timezone: 'Europe/Amsterdam', currency: 'EUR' }),
        file('shared/notes/März.txt', 'Inventur am 28.\n'),
        sensorParquet('shared/sensors.parquet', 500, seed + 3),
      ],
      emptyFolders: ['scratch', 'shared/archive/2024'],
    },
  ];
}

function runOutputs(): SeedFile[] {
  return ['dcid.8f2c1d', 'dcid.b417aa'].flatMap((run, index) => [
    jsonFile(`ExperimentRun/${run}/outputs/metrics.json`, { accuracy: 0.91 + index * 0.02 }),
    file(`ExperimentRun/${run}/user_logs/std_log.txt`, 'loading data\ntraining\ndone\n'),
  ]);
}

function accountRoots(account: string): SeedRoot[] {
  return [
    { account, service: 'blob', root: roots.artifacts, files: runOutputs() },
    {
      account,
      service: 'file',
      root: roots.workingDirectory,
      files: [
        file('Users/ana/train.py', trainPy),
        notebook(),
        file('Users/ana/conda.yml', 'name: train\ndependencies:\n  - python=3.11\n  - pandas\n'),
      ],
      emptyFolders: ['Users/ben'],
    },
  ];
}

function extraRoots(): SeedRoot[] {
  const [account, lake] = ['contosodata', 'contosolake'];
  return [
    { account, service: 'blob', root: roots.images, files: pictures() },
    {
      account,
      service: 'blob',
      root: roots.shared,
      files: [
        file('holidays.csv', 'date,name\n2026-01-01,New Year\n2026-12-25,Christmas\n'),
        jsonFile('units/si.json', { m: 'metre', kg: 'kilogram', s: 'second' }),
      ],
    },
    {
      account,
      service: 'blob',
      root: roots.team,
      files: [
        file('minutes/2026-02-27.txt', 'Present: Ana, Ben.\n'),
        customerParquet('churn/customers.parquet', 600, 61),
      ],
    },
    { account, service: 'blob', root: roots.many, files: [] },
    { account, service: 'blob', root: roots.awkward, files: awkwardFiles() },
    {
      account,
      service: 'blob',
      root: roots.neighbour,
      files: [file('secret.txt', 'Nobody may read me through another container.\n')],
    },
    {
      account: lake,
      service: 'dfs',
      root: roots.research,
      files: [
        file('README.md', '# research\n\n`raw` is what arrived, `curated` is what we made of it.\n'),
        ...[1, 2, 3].map((month) => salesCsv(`raw/sales/2026/0${month}/sales.csv`, 400, 70 + month)),
        sensorParquet('curated/sensors.parquet', 4_000, 75),
        reviewsJsonl('curated/reviews.jsonl', 200, 76),
        shapePng('curated/preview.png', 'triangle', 77),
        jsonFile('curated/schema.json', { sensors: ['sensor', 'at', 'temperature', 'humidity', 'battery'] }),
      ],
      emptyFolders: ['staging', 'raw/inbox'],
    },
    {
      account: lake,
      service: 'dfs',
      root: roots.sensors,
      files: [sensorParquet('2026/01/readings.parquet', 1_000, 80), salesCsv('export.csv', 100, 81)],
      emptyFolders: ['2026/02'],
    },
  ];
}

/** The one container of a workspace in another tenant. */
function guestRoot({ workspaceId, storageAccount, name }: WorkspaceIdentity): SeedRoot {
  const files = [
    file('README.md', `# ${name}\n\nShared with guests.\n`),
    salesCsv('shared/orders.csv', 200, name.length),
  ];
  return { account: storageAccount, service: 'blob', root: roots.blobStore(workspaceId), files };
}

/** Everything that a new sandbox holds, but for the 20,000. */
export function seedRoots({ workspaces, guestWorkspaces }: SandboxState): SeedRoot[] {
  const accounts = [...new Set(workspaces.map(({ storageAccount }) => storageAccount))];
  return [
    ...workspaces.flatMap(workspaceRoots),
    ...accounts.flatMap(accountRoots),
    ...extraRoots(),
    ...privateRoots(),
    ...guestWorkspaces.map(guestRoot),
  ];
}
