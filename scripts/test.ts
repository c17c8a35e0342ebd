/** npm test: every stage, a few at a time; the last line is `N passed, M failed`. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TestResults } from '../test/support/runner.ts';
import { root } from './build.ts';
import { printFailures } from './lib/mocha.ts';
import { atExit, endAll, stopOnSignals } from './lib/process.ts';
import { startSandbox, type RunningSandbox } from './lib/sandbox.ts';
import { stages, type Stage } from './lib/stages.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    grep: { type: 'string' },
    /** Takes the pictures of the view in all themes. */
    themes: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const names = Object.keys(stages);
const chosen = values.only?.split(',') ?? names.filter((name) => name !== 'desktop');
const artifactsOf = (...names: string[]) => join(root, 'test/.artifacts', ...names);
const unknown = chosen.find((name) => !names.includes(name));
if (values.help === true || unknown !== undefined) {
  if (unknown !== undefined) console.error(`There is no stage '${unknown}'.`);
  console.error(`npm test [-- --only STAGE,STAGE] [--grep TITLE] [--themes]\nStages: ${names.join(', ')}`);
  process.exit(values.help === true ? 0 : 2);
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** What a stage that fell over counts as: one failure. */
function broken(error: unknown): TestResults {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { passed: 0, failures: [{ title: 'the stage itself', message }], slowest: [] };
}

function report(name: string, started: number, results: TestResults): void {
  const { passed, failures, slowest } = results;
  const mark = failures.length === 0 ? 'ok    ' : 'FAILED';
  const failed = failures.length === 0 ? '' : `, ${failures.length} failed`;
  console.log(`${mark} ${name.padEnd(10)} ${`${passed} passed${failed}`.padEnd(24)} ${seconds(started)}`);
  printFailures(results);
  for (const { title, ms } of slowest.filter((test) => test.ms > 10_000)) {
    console.log(`       slow: ${title} (${Math.round(ms / 1000)} s)`);
  }
}

/**
 * Gives the run a temporary folder of its own, so that the last stage sees what the others have left in it. Sockets lie
 * there too, whose paths must be short.
 */
function useOwnTemporaryFolder(): string {
  const base = process.platform === 'win32' || tmpdir().length < 30 ? tmpdir() : '/tmp';
  const temporary = mkdtempSync(join(base, 'azureml-datastores-test-'));
  atExit(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));
  process.env.TMPDIR = temporary;
  return temporary;
}

/** Keeps what is printed, for the last stage to search. */
function keepOutput(): void {
  const file = artifactsOf('output.log');
  mkdirSync(artifactsOf(), { recursive: true });
  rmSync(file, { force: true });
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      appendFileSync(file, chunk);
      return write(chunk, ...rest);
    };
  }
}

const sandboxes = new Map<
  Stage['lane'],
  { readonly dir: string; readonly running: Promise<RunningSandbox> }
>();

/** The sandbox that the stages of a lane share, started when the first one asks. */
function sandboxOf(lane: Stage['lane']): Promise<RunningSandbox> {
  const known = sandboxes.get(lane);
  if (known) return known.running;
  const dir = mkdtempSync(join(temporary, 'azureml-datastores-sandbox-'));
  const running = startSandbox(dir);
  sandboxes.set(lane, { dir, running });
  return running;
}

async function runStage(name: string, stage: Stage): Promise<TestResults> {
  const started = Date.now();
  const artifacts = artifactsOf(name);
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  const { grep } = values;
  const sandboxDirs = [...sandboxes.values()].map(({ dir }) => dir);
  const sandbox = () => sandboxOf(stage.lane);
  const context = { artifacts, grep, sandbox, sandboxDirs, temporary, chosen };
  const results = await stage.run(context).catch(broken);
  report(name, started, results);
  return results;
}

/** The stages of one lane run one after the other, over one sandbox; the lanes beside each other. */
async function runLane(lane: Stage['lane']): Promise<TestResults[]> {
  const results: TestResults[] = [];
  for (const [name, stage] of Object.entries(stages)) {
    if (stage.lane === lane && (chosen.includes(name) || stage.always))
      results.push(await runStage(name, stage));
  }
  return results;
}

stopOnSignals();
if (values.themes === true) process.env.THEMES = 'all';
keepOutput();
const temporary = useOwnTemporaryFolder();
const started = Date.now();
const results = (await Promise.all([runLane('plain'), runLane('screen'), runLane('forms')])).flat();
results.push(...(await runLane('last')));
await endAll();
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failures.length, 0);
console.log(`\n${seconds(started)}; screenshots and logs are in test/.artifacts`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
