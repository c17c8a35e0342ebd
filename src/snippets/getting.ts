import { t } from '@vscode/l10n';
import { mlClientOf, workspaceOf } from './pythonWriter.ts';
import { pythonSnippet } from './family.ts';
import { assign, call } from './layout.ts';
import { unknownToV1, unknownToV2 } from './refusals.ts';
import type { Snippet } from './snippet.ts';
import { datastoreName } from './values.ts';

// Workspaces and datastores: to get, to list, to name the default, to remove.

const noDefault = () =>
  t('SDK v2 cannot set the default datastore. Use SDK v1, or “Set as Default” in the tree.');

const v1: readonly Snippet[] = [
  pythonSnippet(
    {
      id: 'v1.workspace.get',
      title: () => t('Get the workspace'),
      about: 'workspace',
      twin: 'v2.client.get',
    },
    (file) => [assign(file.fresh('ws'), workspaceOf(file))],
  ),
  pythonSnippet(
    {
      id: 'v1.datastore.default',
      title: () => t('Get the default datastore'),
      about: 'workspace',
      twin: 'v2.datastore.default',
    },
    (file) => {
      const ws = file.workspace();
      return [assign(file.fresh('ds'), call(`${ws}.get_default_datastore`))];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.datastore.get',
      title: () => t('Get a datastore by name'),
      about: 'datastore',
      twin: 'v2.datastore.get',
      refusal: unknownToV1,
    },
    (file) => {
      const ws = file.workspace();
      file.use('azureml.core', 'Datastore');
      return [assign(file.fresh('ds'), call('Datastore.get', ws, datastoreName(file.target)))];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.datastore.list',
      title: () => t('List the datastores'),
      about: 'workspace',
      twin: 'v2.datastore.list',
    },
    (file) => {
      const [ws, name, ds] = [file.workspace(), file.fresh('name'), file.fresh('ds')];
      return [
        [`for ${name}, ${ds} in ${ws}.datastores.items():`],
        [`\tprint(${name}, ${ds}.datastore_type)`],
      ];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.datastore.setDefault',
      title: () => t('Set the default datastore'),
      about: 'datastore',
      twin: { none: noDefault },
      refusal: unknownToV1,
    },
    (file) => [call(`${file.workspace()}.set_default_datastore`, datastoreName(file.target))],
  ),
  pythonSnippet(
    {
      id: 'v1.datastore.unregister',
      title: () => t('Unregister a datastore'),
      about: 'datastore',
      twin: 'v2.datastore.delete',
      refusal: unknownToV1,
    },
    (file) => {
      const known = file.target.code.known.datastore;
      if (known !== undefined) return [call(`${known}.unregister`)];
      const ws = file.workspace();
      file.use('azureml.core', 'Datastore');
      return [
        [...call('Datastore.get', ws, datastoreName(file.target, 'my_datastore')), ...call('.unregister')],
      ];
    },
  ),
];

const v2: readonly Snippet[] = [
  pythonSnippet(
    { id: 'v2.client.get', title: () => t('Get a client of the workspace'), about: 'workspace' },
    (file) => [assign(file.fresh('ml_client'), mlClientOf(file))],
  ),
  pythonSnippet(
    { id: 'v2.datastore.default', title: () => t('Get the default datastore'), about: 'workspace' },
    (file) => {
      const client = file.mlClient();
      return [assign(file.fresh('datastore'), call(`${client}.datastores.get_default`))];
    },
  ),
  pythonSnippet(
    {
      id: 'v2.datastore.get',
      title: () => t('Get a datastore by name'),
      about: 'datastore',
      refusal: unknownToV2,
    },
    (file) => {
      const client = file.mlClient();
      return [assign(file.fresh('datastore'), call(`${client}.datastores.get`, datastoreName(file.target)))];
    },
  ),
  pythonSnippet(
    { id: 'v2.datastore.list', title: () => t('List the datastores'), about: 'workspace' },
    (file) => {
      const [client, datastore] = [file.mlClient(), file.fresh('datastore')];
      return [
        [`for ${datastore} in ${client}.datastores.list():`],
        [`\tprint(${datastore}.name, ${datastore}.type)`],
      ];
    },
  ),
  pythonSnippet(
    {
      id: 'v2.datastore.delete',
      title: () => t('Unregister a datastore'),
      about: 'datastore',
      refusal: unknownToV2,
    },
    (file) => [call(`${file.mlClient()}.datastores.delete`, datastoreName(file.target, 'my_datastore'))],
  ),
];

export const getting: readonly Snippet[] = [...v1, ...v2];
