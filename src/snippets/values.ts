import { stop, text } from './pieces.ts';
import type { SnippetTarget, Stop, Text } from './snippet.ts';

// What snippets say of their target, with something that every workspace has, or a word, where it says nothing.

/** `workspaceblobstore` is in every workspace. */
export const datastoreName = ({ datastore }: SnippetTarget, otherwise = 'workspaceblobstore'): Stop =>
  stop('datastore', datastore?.name ?? otherwise);

export const computeName = ({ compute }: SnippetTarget): Stop => stop('compute', compute ?? 'cpu-cluster');

/** As SDK v1 takes it: its root is a slash. */
export const pathOf = ({ path }: SnippetTarget): Stop => stop('path', path === '' ? '/' : path);

/** The root is a folder. */
export const isFile = ({ path }: SnippetTarget): boolean => path !== '' && !path.endsWith('/');

/** The folder itself, or the one that the file is in. */
export const folderOf = ({ path }: SnippetTarget): string => path.slice(0, path.lastIndexOf('/') + 1);

/** As SDK v1's datasets take it: all that is below a folder. */
export const patternOf = (target: SnippetTarget): Stop | Text =>
  isFile(target) ? pathOf(target) : text(stop('path', target.path), '**');

/** As jobs and data assets of the same workspace take it. */
export const uriOf = (target: SnippetTarget): Text =>
  text('azureml://datastores/', datastoreName(target), '/paths/', stop('path', target.path));

/** As readers take it that know of no workspace: `azureml-fsspec`, `mltable`, pandas. */
export const longUriOf = (target: SnippetTarget): Text =>
  text(...datastoreUri(target), '/paths/', stop('path', target.path));

// Of shares and lakes `**/*.csv` leaves out the files of the folder itself.
export const delimitedBelow = '**.csv';

/** Of a folder, the delimited files below it. */
export function longTableUriOf(target: SnippetTarget): Text {
  return isFile(target) ? longUriOf(target) : text(...longUriOf(target).text, delimitedBelow);
}

/** The root of what `azureml-fsspec` opens. */
export const longDatastoreUriOf = (target: SnippetTarget): Text => text(...datastoreUri(target));

function datastoreUri(target: SnippetTarget): readonly (string | Stop)[] {
  const { workspace } = target;
  const value = (given: string | undefined, otherwise: string) =>
    given === undefined ? stop('text', otherwise) : given;
  return [
    ...['azureml://subscriptions/', value(workspace?.subscriptionId, 'SUBSCRIPTION_ID')],
    ...['/resourcegroups/', value(workspace?.resourceGroup, 'RESOURCE_GROUP')],
    ...['/workspaces/', value(workspace?.name, 'WORKSPACE')],
    ...['/datastores/', datastoreName(target)],
  ];
}

/** What the data is called where a name may hold letters, digits and underscores only, as environment variables have it. */
export function dataName({ path, datastore }: SnippetTarget): string {
  const last = path.split('/').findLast((part) => part !== '');
  const word = (last ?? datastore?.name ?? '')
    .replace(/\.\w+$/, '')
    .replace(/\W+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (word === '') return 'data';
  return /^\d/.test(word) ? `data_${word}` : word;
}
