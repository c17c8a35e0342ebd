import { t } from '@vscode/l10n';
import { pythonSnippet } from './family.ts';
import { assign, call, dict, keyword, type Expr } from './layout.ts';
import { stop } from './pieces.ts';
import type { PythonWriter } from './pythonWriter.ts';
import { pathOnCompute } from './references.ts';
import { unknownToV2 } from './refusals.ts';
import type { Snippet } from './snippet.ts';
import { computeName, dataName, isFile, uriOf } from './values.ts';

// Jobs of SDK v2 and their data.

type Mode = 'RO_MOUNT' | 'DOWNLOAD' | 'RW_MOUNT' | 'UPLOAD';

export function assetType(file: PythonWriter): Expr {
  file.use('azure.ai.ml.constants', 'AssetTypes');
  return keyword('type', isFile(file.target) ? 'AssetTypes.URI_FILE' : 'AssetTypes.URI_FOLDER');
}

/** An `Input` or `Output` at the target's path. */
function dataCall(
  file: PythonWriter,
  entity: 'Input' | 'Output',
  mode: Mode,
  ...more: readonly Expr[]
): Expr {
  file.use('azure.ai.ml', entity);
  file.use('azure.ai.ml.constants', 'InputOutputModes');
  const path = keyword('path', uriOf(file.target));
  return call(entity, assetType(file), path, keyword('mode', `InputOutputModes.${mode}`), ...more);
}

/** With the same place on the compute as a reference of SDK v1 would have, and without. */
function dataOf(end: string, entity: 'Input' | 'Output', mode: Mode, title: () => string, at: () => string) {
  const variable = entity === 'Input' ? 'data' : 'output';
  const said = { about: 'path', refusal: unknownToV2 } as const;
  const id = `v2.${entity.toLowerCase()}.${end}`;
  return [
    pythonSnippet({ ...said, id, title }, (file) => [
      assign(file.fresh(variable), dataCall(file, entity, mode)),
    ]),
    pythonSnippet({ ...said, id: `${id}.pathOnCompute`, title: at }, (file) => [
      assign(file.fresh(variable), dataCall(file, entity, mode, keyword('path_on_compute', pathOnCompute))),
    ]),
  ];
}

function jobLine(file: PythonWriter, job: string): Expr {
  file.use('azure.ai.ml', 'command');
  return assign(
    job,
    call(
      'command',
      keyword('code', stop('text', './src')),
      keyword('command', stop('text', 'python train.py --data ${{inputs.data}}')),
      keyword('inputs', dict([{ text: ['data'] }, dataCall(file, 'Input', 'RO_MOUNT')])),
      keyword('environment', stop('text', 'my-environment@latest')),
      keyword('compute', computeName(file.target)),
    ),
  );
}

export const jobs: readonly Snippet[] = [
  ...dataOf(
    ...(['mount', 'Input', 'RO_MOUNT'] as const),
    () => t('Input that mounts a path'),
    () => t('Input that mounts a path at a place on the compute'),
  ),
  ...dataOf(
    ...(['download', 'Input', 'DOWNLOAD'] as const),
    () => t('Input that downloads a path'),
    () => t('Input that downloads a path to a place on the compute'),
  ),
  ...dataOf(
    ...(['upload', 'Output', 'UPLOAD'] as const),
    () => t('Output that uploads a job’s files to a path'),
    () => t('Output that uploads a place on the compute to a path'),
  ),
  pythonSnippet(
    {
      id: 'v2.job.command',
      title: () => t('Command job with an input'),
      about: 'path',
      refusal: unknownToV2,
    },
    (file) => [jobLine(file, file.fresh('job'))],
  ),
  pythonSnippet(
    {
      id: 'v2.job.submit',
      title: () => t('Submit a command job with an input'),
      about: 'path',
      refusal: unknownToV2,
    },
    (file) => {
      const [client, job] = [file.mlClient(), file.fresh('job')];
      return [
        jobLine(file, job),
        assign(file.fresh('submitted'), call(`${client}.jobs.create_or_update`, job)),
      ];
    },
  ),
  pythonSnippet(
    { id: 'v2.data.asset', title: () => t('Data asset of a path'), about: 'path', refusal: unknownToV2 },
    (file) => assetLines(file, keyword('path', uriOf(file.target)), assetType(file)),
  ),
  pythonSnippet(
    {
      id: 'v2.data.local',
      title: () => t('Data asset of a local folder, which is uploaded'),
      about: 'workspace',
    },
    (file) => {
      file.use('azure.ai.ml.constants', 'AssetTypes');
      const type = keyword('type', 'AssetTypes.URI_FOLDER');
      return assetLines(file, keyword('path', stop('text', './data')), type);
    },
  ),
];

function assetLines(file: PythonWriter, path: Expr, type: Expr): readonly Expr[] {
  const [client, asset] = [file.mlClient(), file.fresh('asset')];
  file.use('azure.ai.ml.entities', 'Data');
  const name = keyword('name', stop('text', dataName(file.target)));
  return [
    assign(asset, call('Data', name, type, path)),
    assign(asset, call(`${client}.data.create_or_update`, asset)),
  ];
}
