/** The last stage of `npm test`: whatever the others have left holds no secret. */
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TestResults } from '../../test/support/runner.ts';
import { root } from '../build.ts';
import { filesUnder, findSecrets, sandboxSecrets } from './secrets.ts';
import type { StageContext } from './stages.ts';

const everything = join(root, 'test/.artifacts');
/** The suites themselves, with the made-up secrets of their fixtures, bundled. */
const bundles = join(everything, 'build/editor');

/** Where each stage leaves what was logged at trace, under its artifacts. A search that reads nothing finds nothing. */
const traces: Readonly<Record<string, string>> = {
  contract: 'trace.log',
  editor: 'vscode/**/*Azure ML Datastores.log',
  ui: 'vscode/**/*Azure ML Datastores.log',
  forms: 'vscode/**/*Azure ML Datastores.log',
  code: 'vscode/**/*Azure ML Datastores.log',
  desktop: 'user-data/logs/**/*Azure ML Datastores.log',
};
const requestLine = /\b(GET|HEAD|PUT|POST|PATCH|DELETE)\b.*\.localhost\b/;

function* searched({ sandboxDirs, temporary }: StageContext): Generator<string> {
  yield* filesUnder(everything, (path) => path === bundles);
  // The sandbox keeps its secrets in files of its own: it plays the services that have them.
  yield* filesUnder(temporary, (path) => sandboxDirs.includes(path));
}

function missingTrace(stage: string): string | undefined {
  const files = globSync(traces[stage] ?? '', { cwd: join(everything, stage) });
  if (files.length === 0) return `no ${traces[stage] ?? ''} in its artifacts`;
  const lines = files.some((file) => requestLine.test(readFileSync(join(everything, stage, file), 'utf8')));
  return lines ? undefined : `no request in ${files.join(', ')}`;
}

export function runSecrets(context: StageContext): Promise<TestResults> {
  const needles = context.sandboxDirs.flatMap(sandboxSecrets);
  const found = findSecrets(searched(context), needles);
  const failures = found.map(({ file, kind }) => ({
    title: relative(root, file),
    message: `It holds ${kind}.`,
  }));
  if (context.sandboxDirs.length > 0 && needles.length < 10)
    failures.push({ title: 'the secrets to look for', message: `Only ${needles.length} are known.` });
  // Some tests of a stage may do without a request; all of them do not.
  const logging = Object.keys(traces).filter((stage) => context.chosen.includes(stage));
  for (const stage of context.grep === undefined ? logging : []) {
    const message = missingTrace(stage);
    if (message !== undefined) failures.push({ title: `what ${stage} logs at trace`, message });
  }
  return Promise.resolve({ passed: failures.length === 0 ? 1 : 0, failures, slowest: [] });
}
