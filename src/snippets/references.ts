import { t } from '@vscode/l10n';
import type { PythonWriter } from './pythonWriter.ts';
import { pythonSnippet } from './family.ts';
import { assign, call, keyword, type Expr } from './layout.ts';
import { stop } from './pieces.ts';
import { noMountedReference, noPathsInV1, noReference } from './refusals.ts';
import type { Snippet } from './snippet.ts';
import { dataName, pathOf } from './values.ts';

// Paths of SDK v1 and the references that hand them to runs.

export type Mode = 'mount' | 'download' | 'upload';

/** Where a run finds its data if it is told so. */
export const pathOnCompute = stop('text', '/tmp/data');

/** `ds.path("images/", data_reference_name="images")`; the name is that of the run's environment variable. */
function pathCall(file: PythonWriter): Expr {
  const name = keyword('data_reference_name', stop('text', dataName(file.target)));
  return call(`${file.datastore()}.path`, pathOf(file.target), name);
}

export const placedAt = (reference: string): Expr => [`${reference}.path_on_compute = `, pathOnCompute];

/** The statements that make a reference. `as_mount` takes no path: it is set behind. */
export function referenceLines(file: PythonWriter, variable: string, mode: Mode, onCompute: boolean): Expr[] {
  if (mode === 'mount') {
    const made = assign(variable, pathCall(file), call('.as_mount'));
    return onCompute ? [made, placedAt(variable)] : [made];
  }
  const args = onCompute ? [keyword('path_on_compute', pathOnCompute)] : [];
  return [assign(variable, pathCall(file), call(`.as_${mode}`, ...args))];
}

const titles: Readonly<Record<Mode, readonly [plain: () => string, onCompute: () => string]>> = {
  mount: [
    () => t('DataReference that mounts a path'),
    () => t('DataReference that mounts a path at a place on the compute'),
  ],
  download: [
    () => t('DataReference that downloads a path'),
    () => t('DataReference that downloads a path to a place on the compute'),
  ],
  upload: [
    () => t('DataReference that uploads a run’s files to a path'),
    () => t('DataReference that uploads a place on the compute to a path'),
  ],
};

function reference(mode: Mode, onCompute: boolean): Snippet {
  const end = onCompute ? `${mode}.pathOnCompute` : mode;
  return pythonSnippet(
    {
      id: `v1.dataReference.${end}`,
      title: titles[mode][onCompute ? 1 : 0],
      about: 'path',
      twin: mode === 'upload' ? `v2.output.${end}` : `v2.input.${end}`,
      refusal: mode === 'mount' ? noMountedReference : noReference,
    },
    (file) => {
      file.datastore();
      return referenceLines(file, file.fresh('data_ref'), mode, onCompute);
    },
  );
}

export const references: readonly Snippet[] = [
  pythonSnippet(
    {
      id: 'v1.path',
      title: () => t('Path on a datastore'),
      about: 'path',
      twin: 'v2.input.mount',
      refusal: noReference,
    },
    (file) => {
      const ds = file.datastore();
      return [assign(file.fresh('data_path'), call(`${ds}.path`, pathOf(file.target)))];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.dataPath',
      title: () => t('DataPath, as datasets and pipelines take it'),
      about: 'path',
      twin: 'v2.input.mount',
      refusal: noPathsInV1,
    },
    (file) => {
      const ds = file.datastore();
      file.use('azureml.data.datapath', 'DataPath');
      const args = [keyword('datastore', ds), keyword('path_on_datastore', pathOf(file.target))];
      return [assign(file.fresh('data_path'), call('DataPath', ...args))];
    },
  ),
  ...(['mount', 'download', 'upload'] as const).flatMap((mode) => [
    reference(mode, false),
    reference(mode, true),
  ]),
];
