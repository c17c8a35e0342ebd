import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { services, type Service } from '../contract/transferRoots.ts';
import type { Direction } from './points.ts';

/** What became of one cell. */
export type Outcome =
  | { readonly kind: 'done'; readonly right: number; readonly named: number; readonly left: number }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'failed' };

export interface Matrix {
  /** Rows are shown in the order in which they were announced, if anything is noted of them. */
  announce(row: string): void;
  note(row: string, direction: Direction, service: Service, outcome: Outcome): void;
  /** Leaves it as `matrix.txt` among the artifacts, if there are any. */
  write(): void;
}

/** The file that the stage prints, in the folder of its artifacts. */
export const matrixFile = 'matrix.txt';

const titles: Readonly<Record<Service, string>> = { blob: 'Blob', file: 'Files', dfs: 'Data Lake' };
const directions: readonly Direction[] = ['upload', 'download'];

function show(outcome: Outcome | undefined): string {
  switch (outcome?.kind) {
    case 'done':
      return `${outcome.right} + ${outcome.named}${outcome.left > 0 ? ` (${outcome.left} left)` : ''}`;
    case 'none':
      return '-';
    case 'failed':
      return 'FAILED';
    case undefined:
      return '';
  }
}

/** Cells as they are noted, laid out as text. */
function createMatrix(): Matrix {
  const rows = new Map<string, Map<string, Outcome>>();
  const columns = directions.flatMap((direction) => services.map((service) => `${direction} ${service}`));
  const heads = directions.flatMap((direction) =>
    services.map((service) => `${direction === 'upload' ? 'up' : 'down'} ${titles[service]}`),
  );

  function lines(): string[] {
    const table = [['fault', ...heads]];
    for (const [name, cells] of rows) table.push([name, ...columns.map((column) => show(cells.get(column)))]);
    const widths = table[0]!.map((_, index) => Math.max(...table.map((row) => row[index]!.length)));
    return table.map((row) =>
      row
        .map((text, index) => text.padEnd(widths[index]!))
        .join('  ')
        .trimEnd(),
    );
  }

  function reasons(): string[] {
    const said = new Set<string>();
    for (const [name, cells] of rows)
      for (const [column, outcome] of cells)
        if (outcome.kind === 'none') said.add(`-  ${name}, ${column.split(' ', 1)[0]!}: ${outcome.why}`);
    return [...said];
  }

  function totals(): string {
    const all = [...rows.values()].flatMap((cells) => [...cells.values()]);
    const count = (kind: Outcome['kind']): number => all.filter((outcome) => outcome.kind === kind).length;
    const done = all.filter((outcome) => outcome.kind === 'done');
    const sum = (name: 'right' | 'named' | 'left'): number =>
      done.reduce((total, outcome) => total + outcome[name], 0);
    const files = `${sum('right')} files right, ${sum('named')} failed by name, ${sum('left')} temporary ones left`;
    return `${done.length} cells ok (${files}), ${count('failed')} failed, ${count('none')} not meaningful`;
  }

  return {
    announce: (row) => {
      if (!rows.has(row)) rows.set(row, new Map());
    },
    note: (row, direction, service, outcome) => {
      const cells = rows.get(row) ?? new Map<string, Outcome>();
      rows.set(row, cells.set(`${direction} ${service}`, outcome));
    },
    write: () => {
      const { ARTIFACTS: folder } = process.env;
      if (folder === undefined) return;
      const legend = 'Files with every byte right + files that failed by name:';
      writeFileSync(join(folder, matrixFile), `${[legend, ...lines(), ...reasons(), totals()].join('\n')}\n`);
    },
  };
}

/** The one of this process. */
export const matrix = createMatrix();
