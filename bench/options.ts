import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Direction } from './clients.ts';
import { loads } from './rows.ts';

export const directions: readonly Direction[] = ['up', 'down'];
const moves = loads.flatMap(({ name }) => directions.map((direction) => `${name}-${direction}`));

/** Everything that can be measured. */
const allRows: readonly string[] = [
  ...['activation', 'lenses', 'fixed-up', 'fixed-down', ...moves],
  ...moves.map((row) => `md5-${row}`),
  ...moves.map((row) => `others-${row}`),
  ...['files', 'lake', 'simulated', 'host'],
];
const allClients = ['ours', 'AzCopy', 'floor'] as const;

const usage = `Usage: npm run bench -- [options]

  --rows LIST      rows or the beginnings of their names: ${allRows.join(', ')}
  --clients LIST   ${allClients.join(', ')}; all if left out. The rows others-… are of ours, rclone and the Python SDK
  --tls WHICH      on, off or both (the default)
  --delay LIST     milliseconds added to each answer; 0,30 if left out
  --runs N         of which the medians are told; 3 if left out; the rows others-… run once
  --scale X        a part of the files, for trials
  --dir DIR        where the files are; if left out, what goes up is in memory, what comes down in the system's folder
  --bundle FILE    measures this build of the command instead of a new one
  --output FILE    bench/RESULTS.md if left out, test/.artifacts/bench.md with --scale
  --help           prints this and measures nothing
`;

export interface Options {
  readonly rows: ReadonlySet<string>;
  readonly clients: readonly string[];
  readonly secure: readonly boolean[];
  /** Milliseconds. */
  readonly delays: readonly number[];
  readonly runs: number;
  readonly scale: number;
  readonly dir: string | undefined;
  readonly bundle: string | undefined;
  readonly output: string;
}

/** What was asked for, or a sentence that says what is there. */
export function readOptions(root: string): Options | string {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: allRows.join() },
      clients: { type: 'string' },
      tls: { type: 'string', default: 'both' },
      delay: { type: 'string', default: '0,30' },
      runs: { type: 'string', default: '3' },
      scale: { type: 'string', default: '1' },
      dir: { type: 'string' },
      bundle: { type: 'string' },
      output: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return usage;
  const scale = positive('--scale', values.scale);
  const trial = scale === 1 ? 'bench/RESULTS.md' : 'test/.artifacts/bench.md';
  const chosen = values.clients && oneOf('client', values.clients.split(','), allClients);
  return {
    rows: rowsOf(values.rows.split(',')),
    clients: chosen || allClients,
    secure:
      { on: [true], off: [false], both: [true, false] }[values.tls] ?? wrong('--tls is on, off or both.'),
    delays: values.delay.split(',').map((delay) => (delay === '0' ? 0 : positive('--delay', delay))),
    runs: Math.ceil(positive('--runs', values.runs)),
    scale,
    dir: values.dir,
    bundle: values.bundle,
    output: values.output ?? join(root, trial),
  };
}

function wrong(sentence: string): never {
  throw new Error(`${sentence}\n\n${usage}`);
}

function positive(option: string, value: string): number {
  return Number(value) > 0 ? Number(value) : wrong(`${option} needs a number above 0.`);
}

function oneOf(what: string, given: readonly string[], known: readonly string[]): readonly string[] {
  const unknown = given.find((name) => !known.includes(name));
  return unknown === undefined ? given : wrong(`There is no ${what} ${unknown}.`);
}

function rowsOf(given: readonly string[]): ReadonlySet<string> {
  const found = given.flatMap((name) => {
    const rows = allRows.filter((row) => row === name || row.startsWith(`${name}-`));
    return rows.length > 0 ? rows : wrong(`There is no row ${name}.`);
  });
  return new Set(found);
}
