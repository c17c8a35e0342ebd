import { file, salesCsv, shapePng } from './files.ts';
import { roots, type SeedRoot } from './layout.ts';

/** What the account in a virtual network holds. */
export function privateRoots(): SeedRoot[] {
  const account = 'contosovnet';
  return [
    {
      account,
      service: 'blob',
      root: roots.privateImages,
      files: [file('README.md', '# private-images\n'), shapePng('scans/square_001.png', 'square', 90)],
    },
    {
      account,
      service: 'file',
      root: roots.privateFiles,
      files: [file('README.txt', 'Only from inside the network.\n'), salesCsv('reports/sales.csv', 50, 91)],
    },
  ];
}
