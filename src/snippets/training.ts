import { t } from '@vscode/l10n';
import { pythonSnippet } from './family.ts';
import { assign, call, member, type Expr } from './layout.ts';
import { stop } from './pieces.ts';
import type { PythonWriter } from './pythonWriter.ts';
import type { Snippet } from './snippet.ts';
import { dataName, isFile } from './values.ts';

// The script that runs on the compute, and how it learns where its data is.

/** Shows that the data is there. */
function shown(file: PythonWriter, data: string): Expr {
  file.useModule('os');
  return call('print', call(isFile(file.target) ? 'os.path.getsize' : 'os.listdir', data));
}

function parsed(file: PythonWriter, argument: string): readonly Expr[] {
  file.useModule('argparse');
  const [parser, args] = [file.fresh('parser'), file.fresh('args')];
  return [
    assign(parser, call('argparse.ArgumentParser')),
    [`${parser}.`, ...call('add_argument', stop('text', argument))],
    assign(args, call(`${parser}.parse_args`)),
    shown(file, `${args}.data`),
  ];
}

export const training: readonly Snippet[] = [
  pythonSnippet(
    {
      id: 'v1.training.argv',
      title: () => t('Training script: data from sys.argv'),
      about: 'path',
      twin: 'v2.training.argparse',
    },
    (file) => {
      file.useModule('sys');
      const data = file.fresh('data');
      return [assign(data, 'sys.argv[1]'), shown(file, data)];
    },
  ),
  pythonSnippet(
    {
      id: 'v1.training.argparse',
      title: () => t('Training script: data from argparse'),
      about: 'path',
      twin: 'v2.training.argparse',
    },
    (file) => parsed(file, 'data'),
  ),
  pythonSnippet(
    {
      id: 'v1.training.environment',
      title: () => t('Training script: data from the DataReference’s environment variable'),
      about: 'path',
      twin: {
        none: () =>
          t('Jobs of SDK v2 are told of their data by arguments: see the training script with argparse.'),
      },
    },
    (file) => {
      file.useModule('os');
      const variable = { text: ['AZUREML_DATAREFERENCE_', stop('text', dataName(file.target))] };
      const data = file.fresh('data');
      return [assign(data, member('os.environ', variable)), shown(file, data)];
    },
  ),
  pythonSnippet(
    {
      id: 'v2.training.argparse',
      title: () => t('Training script: data from argparse'),
      about: 'path',
    },
    (file) => parsed(file, '--data'),
  ),
];
