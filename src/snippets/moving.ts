import { t } from '@vscode/l10n';
import { pythonSnippet } from './family.ts';
import { assign, call, keyword, list, type Expr } from './layout.ts';
import { stop } from './pieces.ts';
import type { PythonWriter } from './pythonWriter.ts';
import { either, noMoving, unreadable } from './refusals.ts';
import type { Snippet, SnippetTarget, Stop } from './snippet.ts';
import { folderOf, isFile, longDatastoreUriOf } from './values.ts';

// Uploading and downloading: a datastore of SDK v1 does it itself; SDK v2 has azureml-fsspec for it.

const here = stop('text', './data');
const aFile = stop('text', './data/sample.csv');
const yes = (name: string): Expr => keyword(name, 'True');

const slashed = (path: string): Stop => stop('path', path === '' ? '/' : path);

/** Shares are downloaded whole or by one folder of their root, by its bare name. */
function prefixOfDownload({ datastore, path }: SnippetTarget): readonly Expr[] {
  const bare = datastore?.type === 'AzureFile' ? path.replace(/\/$/, '') : path;
  return bare === '' ? [] : [keyword('prefix', stop('path', bare))];
}

const noNestedShare = ({ datastore, path }: SnippetTarget): string | undefined =>
  datastore?.type === 'AzureFile' && path.replace(/\/$/, '').includes('/')
    ? t(
        'SDK v1 downloads from a file share only what is at its root, and “{0}” is deeper. Use SDK v2, or the datastore’s menu in the tree.',
        path,
      )
    : undefined;

/** It fails with a TypeError for `''`, `/` and `./`. */
const noWholeDownload = ({ datastore, path }: SnippetTarget): string | undefined =>
  path === ''
    ? t(
        'azureml-fsspec downloads folders and files of “{0}”, but not all of it at once. Choose a folder in it.',
        datastore?.name ?? 'workspaceblobstore',
      )
    : undefined;

const v1: readonly Snippet[] = [
  pythonSnippet(
    {
      id: 'v1.upload.folder',
      title: () => t('Upload a folder'),
      about: 'path',
      twin: 'v2.upload.folder',
      refusal: noMoving,
    },
    (file) => [
      call(
        `${file.datastore()}.upload`,
        keyword('src_dir', here),
        keyword('target_path', slashed(folderOf(file.target))),
        yes('overwrite'),
        yes('show_progress'),
      ),
    ],
  ),
  pythonSnippet(
    {
      id: 'v1.upload.files',
      title: () => t('Upload files'),
      about: 'path',
      twin: 'v2.upload.file',
      refusal: noMoving,
    },
    (file) => {
      const ds = file.datastore();
      file.useModule('os');
      return [
        call(
          `${ds}.upload_files`,
          // It wants absolute paths.
          keyword('files', list(call('os.path.abspath', aFile))),
          keyword('target_path', slashed(folderOf(file.target))),
          yes('overwrite'),
          yes('show_progress'),
        ),
      ];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.download',
      title: () => t('Download what begins with a path'),
      about: 'path',
      twin: 'v2.download',
      refusal: either(noMoving, noNestedShare),
    },
    (file) => [
      call(
        `${file.datastore()}.download`,
        keyword('target_path', here),
        ...prefixOfDownload(file.target),
        yes('show_progress'),
      ),
    ],
  ),
];

/** Defines `fs`, which is the datastore's root. */
export function fileSystem(file: PythonWriter): readonly [fs: string, defined: Expr] {
  file.use('azureml.fsspec', 'AzureMachineLearningFileSystem');
  const fs = file.fresh('fs');
  return [fs, assign(fs, call('AzureMachineLearningFileSystem', longDatastoreUriOf(file.target)))];
}

const replacing = keyword('overwrite', stop('text', 'MERGE_WITH_OVERWRITE'));

function v2Upload(id: string, title: () => string, from: Stop, recursive: boolean): Snippet {
  return pythonSnippet({ id, title, about: 'path', refusal: unreadable }, (file) => {
    const [fs, defined] = fileSystem(file);
    const to = keyword('rpath', slashed(folderOf(file.target)));
    const flag = keyword('recursive', recursive ? 'True' : 'False');
    return [defined, call(`${fs}.upload`, keyword('lpath', from), to, flag, replacing)];
  });
}

const v2: readonly Snippet[] = [
  v2Upload('v2.upload.folder', () => t('Upload a folder'), here, true),
  v2Upload('v2.upload.file', () => t('Upload a file'), aFile, false),
  pythonSnippet(
    {
      id: 'v2.download',
      title: () => t('Download a path'),
      about: 'path',
      refusal: either(unreadable, noWholeDownload),
    },
    (file) => {
      const [fs, defined] = fileSystem(file);
      // With a slash at its end it finds no folder of a share or a lake.
      const from = keyword('rpath', slashed(file.target.path.replace(/\/$/, '')));
      const flag = keyword('recursive', isFile(file.target) ? 'False' : 'True');
      return [defined, call(`${fs}.download`, from, keyword('lpath', here), flag, replacing)];
    },
  ),
];

export const moving: readonly Snippet[] = [...v1, ...v2];
