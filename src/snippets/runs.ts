import { t } from '@vscode/l10n';
import type { PythonWriter } from './pythonWriter.ts';
import { datasetOf } from './datasets.ts';
import { pythonSnippet } from './family.ts';
import { assign, call, keyword, list, type Expr } from './layout.ts';
import { stop } from './pieces.ts';
import { noPathsInV1, noReference } from './refusals.ts';
import { placedAt, referenceLines } from './references.ts';
import type { Snippet, SnippetTarget } from './snippet.ts';

// Runs of SDK v1 and the data that they are given.

/** What the reference's type allows, a mount if it does. */
const modeFor = ({ datastore }: SnippetTarget) => (datastore?.type === 'AzureFile' ? 'download' : 'mount');

function configCall(file: PythonWriter, ...args: readonly Expr[]): Expr {
  const compute = file.compute();
  file.use('azureml.core', 'ScriptRunConfig');
  return call(
    'ScriptRunConfig',
    keyword('source_directory', stop('text', './src')),
    keyword('script', stop('text', 'train.py')),
    ...args,
    keyword('compute_target', compute),
  );
}

/** Without it the run gets neither the data nor the environment variable. */
const referenceAdded = (config: string, ref: string): Expr => [
  `${config}.run_config.data_references`,
  { open: '[', items: [[`${ref}.data_reference_name`]], comma: false },
  ` = ${ref}.to_config()`,
];

function referenceRun(id: string, title: () => string, onCompute: boolean): Snippet {
  return pythonSnippet({ id, title, about: 'path', twin: 'v2.job.command', refusal: noReference }, (file) => {
    const known = file.target.code.known.dataReference;
    const ref = file.known('dataReference', 'data_ref', (name) =>
      referenceLines(file, name, modeFor(file.target), onCompute),
    );
    const placed = known !== undefined && onCompute ? [placedAt(known)] : [];
    const args = onCompute ? [] : [keyword('arguments', list([`str(${ref})`]))];
    const config = file.fresh('config');
    return [...placed, assign(config, configCall(file, ...args)), referenceAdded(config, ref)];
  });
}

function datasetRun(mode: 'mount' | 'download', title: () => string): Snippet {
  const id = `v1.scriptRunConfig.dataset.${mode}`;
  return pythonSnippet({ id, title, about: 'path', twin: 'v2.job.command', refusal: noPathsInV1 }, (file) => {
    const dataset = datasetOf(file);
    const args = keyword('arguments', list(call(`${dataset}.as_${mode}`)));
    return [assign(file.fresh('config'), configCall(file, args))];
  });
}

export const runs: readonly Snippet[] = [
  referenceRun(
    'v1.scriptRunConfig.arguments',
    () => t('ScriptRunConfig with a DataReference as argument'),
    false,
  ),
  referenceRun(
    'v1.scriptRunConfig.pathOnCompute',
    () => t('ScriptRunConfig with a DataReference at a place on the compute'),
    true,
  ),
  datasetRun('mount', () => t('ScriptRunConfig that mounts a Dataset')),
  datasetRun('download', () => t('ScriptRunConfig that downloads a Dataset')),
  pythonSnippet(
    {
      id: 'v1.experiment.submit',
      title: () => t('Submit a run to an experiment'),
      about: 'workspace',
      twin: 'v2.job.submit',
    },
    (file) => {
      const ws = file.workspace();
      const config = file.fresh('config');
      const made = configCall(file);
      file.use('azureml.core', 'Experiment');
      const experiment = file.fresh('experiment');
      const args = [keyword('workspace', ws), keyword('name', stop('text', 'train'))];
      return [
        assign(config, made),
        assign(experiment, call('Experiment', ...args)),
        assign(file.fresh('run'), call(`${experiment}.submit`, config)),
      ];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.runConfig.sourceDirectoryDataStore',
      title: () => t('Keep a run’s source code in a Blob container'),
      about: 'workspace',
      twin: {
        none: () => t('SDK v2 has no such setting: it uploads a job’s code to workspaceblobstore by itself.'),
      },
    },
    (file) => {
      const runConfig = file.known('runConfig', 'run_config', (name) => {
        file.use('azureml.core.runconfig', 'RunConfiguration');
        return assign(name, call('RunConfiguration'));
      });
      return [[`${runConfig}.source_directory_data_store = `, stop('datastore', 'workspaceblobstore')]];
    },
  ),
];
