import { t } from '@vscode/l10n';
import { pythonSnippet } from './family.ts';
import { assign, call, dict, keyword, list, type Expr } from './layout.ts';
import { stop } from './pieces.ts';
import { fileSystem } from './moving.ts';
import { unreadable } from './refusals.ts';
import type { Snippet } from './snippet.ts';
import { isFile, longTableUriOf, longUriOf, pathOf } from './values.ts';

// Data read in a notebook or script, without a job: azureml-fsspec and mltable of SDK v2.

const said = { about: 'path', refusal: unreadable } as const;

export const reading: readonly Snippet[] = [
  pythonSnippet(
    { ...said, id: 'v2.fsspec.read', title: () => t('Read a path with azureml-fsspec') },
    (file) => {
      const [fs, defined] = fileSystem(file);
      const path = pathOf(file.target);
      if (!isFile(file.target)) return [defined, call('print', call(`${fs}.ls`, path))];
      const handle = file.fresh('file');
      const opened: Expr = ['with ', ...call(`${fs}.open`, path), ` as ${handle}:`];
      return [defined, opened, [`\tprint(${handle}.read())`]];
    },
  ),
  pythonSnippet({ ...said, id: 'v2.pandas.read', title: () => t('Read a table with pandas') }, (file) => {
    file.useModule('pandas', 'pd');
    const uri = longUriOf(file.target);
    const path = isFile(file.target) ? uri : { text: [...uri.text, stop('text', 'sample.csv')] };
    return [assign(file.fresh('df'), call('pd.read_csv', path))];
  }),
  pythonSnippet(
    { ...said, id: 'v2.mltable.delimited', title: () => t('Read a table of delimited files with mltable') },
    (file) => {
      file.useModule('mltable');
      const key = { text: [isFile(file.target) ? 'file' : 'pattern'] };
      const paths = keyword('paths', list(dict([key, longTableUriOf(file.target)])));
      const table = file.fresh('table');
      return [
        assign(table, call('mltable.from_delimited_files', paths)),
        assign(file.fresh('df'), call(`${table}.to_pandas_dataframe`)),
      ];
    },
  ),
];
