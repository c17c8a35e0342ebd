/** Runs test files in this process: `node test/support/main.ts --results FILE [--timeout MS] [--grep TEXT] PATTERN…` */
import { globSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endAll, stopOnSignals } from '../../scripts/lib/process.ts';
import { runSuites } from './runner.ts';

stopOnSignals();
const { values, positionals } = parseArgs({
  options: {
    results: { type: 'string' },
    timeout: { type: 'string', default: '10000' },
    grep: { type: 'string' },
  },
  allowPositionals: true,
});
const files = positionals.flatMap((pattern) => globSync(pattern)).map((file) => resolve(file));
const results = await runSuites(files.sort(), { timeout: Number(values.timeout), grep: values.grep });
if (values.results !== undefined) writeFileSync(values.results, JSON.stringify(results));
await endAll();
process.exit(results.failures.length === 0 ? 0 : 1);
