import { t } from '@vscode/l10n';
import type { PythonWriter } from './pythonWriter.ts';
import { pythonSnippet } from './family.ts';
import { assign, call, keyword, tuple, type Expr } from './layout.ts';
import { stop } from './pieces.ts';
import { noPathsInV1 } from './refusals.ts';
import type { Snippet } from './snippet.ts';
import { dataName, delimitedBelow, folderOf, isFile, pathOf, patternOf } from './values.ts';

// Datasets of SDK v1.

function filesCall(file: PythonWriter): Expr {
  const ds = file.datastore();
  file.use('azureml.core', 'Dataset');
  return call('Dataset.File.from_files', keyword('path', tuple(ds, patternOf(file.target))));
}

/** The file's own, or one of all that the target's path holds. */
export const datasetOf = (file: PythonWriter): string =>
  file.known('dataset', 'dataset', (name) => assign(name, filesCall(file)));

export const datasets: readonly Snippet[] = [
  pythonSnippet(
    {
      id: 'v1.dataset.file',
      title: () => t('Dataset of files'),
      about: 'path',
      twin: 'v2.data.asset',
      refusal: noPathsInV1,
    },
    (file) => {
      const made = filesCall(file);
      return [assign(file.fresh('dataset'), made)];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.dataset.tabular',
      title: () => t('Dataset of a table in delimited files'),
      about: 'path',
      twin: 'v2.mltable.delimited',
      refusal: noPathsInV1,
    },
    (file) => {
      const ds = file.datastore();
      file.use('azureml.core', 'Dataset');
      const { target } = file;
      const path = isFile(target) ? pathOf(target) : { text: [stop('path', target.path), delimitedBelow] };
      const made = call('Dataset.Tabular.from_delimited_files', keyword('path', tuple(ds, path)));
      return [assign(file.fresh('dataset'), made)];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.dataset.upload',
      title: () => t('Upload a folder as a Dataset of files'),
      about: 'path',
      twin: 'v2.data.local',
      refusal: noPathsInV1,
    },
    (file) => {
      const [ds, folder] = [file.datastore(), folderOf(file.target)];
      file.use('azureml.core', 'Dataset');
      const made = call(
        'Dataset.File.upload_directory',
        keyword('src_dir', stop('text', './data')),
        keyword('target', folder === '' ? ds : tuple(ds, stop('path', folder))),
        keyword('overwrite', 'True'),
      );
      return [assign(file.fresh('dataset'), made)];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.dataset.register',
      title: () => t('Register a Dataset'),
      about: 'path',
      twin: 'v2.data.asset',
      refusal: noPathsInV1,
    },
    (file) => {
      const ws = file.workspace();
      const dataset = datasetOf(file);
      const made = call(
        `${dataset}.register`,
        keyword('workspace', ws),
        keyword('name', stop('text', dataName(file.target))),
        keyword('create_new_version', 'True'),
      );
      return [assign(dataset, made)];
    },
  ),
];
