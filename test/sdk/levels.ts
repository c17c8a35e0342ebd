/**
 * How far a snippet gets. `executed`: it runs to its end, native engine and storage included, or, of YAML, the SDK creates
 * what it says. `constructed`: all of it runs but the end, which starts a job. `not run`: it is for another
 * program. Whatever the level, Python is type-checked.
 */
export type Level = 'executed' | 'constructed' | 'not run';

const jobs = 'its end starts a job, and the sandbox runs none';
const commandLine = 'it is for az ml, which is no Python package of these';

/** Why a snippet cannot get further than this. Those that are not named are executed. */
const lower: Readonly<Record<string, { readonly level: Level; readonly reason: string }>> = {
  'v1.experiment.submit': { level: 'constructed', reason: jobs },
  'v2.job.submit': { level: 'constructed', reason: jobs },
  'cli.job.inputs': { level: 'constructed', reason: 'a part of a job' },
  'cli.job.command': { level: 'constructed', reason: 'a job, and the sandbox runs none' },
  'cli.rest.input': { level: 'constructed', reason: 'a part of a job' },
  'cli.datastore.list': { level: 'not run', reason: commandLine },
  'cli.datastore.show': { level: 'not run', reason: commandLine },
  'cli.datastore.create': { level: 'not run', reason: commandLine },
  'cli.datastore.delete': { level: 'not run', reason: commandLine },
  'cli.data.create': { level: 'not run', reason: commandLine },
  'cli.job.create': { level: 'not run', reason: commandLine },
};

/** The level that is recorded for a snippet. */
export const levelOf = (id: string): { readonly level: Level; readonly reason?: string } =>
  lower[id] ?? { level: 'executed' };

/** The snippets that have a reason not to be executed. */
export const named: readonly string[] = Object.keys(lower);
