/**
 * Moves the same files with this project's engine and with AzCopy against a sink, and says what each run cost; beside that,
 * what activation costs and what lenses wait for.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { buildTransfer } from '../scripts/build.ts';
import { measureActivation } from './activation.ts';
import { createCertificate } from './certificate.ts';
import { azcopy, ours, type Client, type Cost, type Job } from './clients.ts';
import { lensesLine, measureLenses } from './lenses.ts';
import { activationLine, describeMachine, median, tableOf, withLines, type Measurement } from './results.ts';
import { createFiles, fixed, loads, namesOf, type Load } from './rows.ts';
import type { SinkCommand, SinkOptions, SinkReport } from './sink.ts';

const root = join(import.meta.dirname, '..');
const directions = ['up', 'down'] as const;
const allRows = [
  'activation',
  'lenses',
  'fixed-up',
  ...loads.flatMap(({ name }) => directions.map((direction) => `${name}-${direction}`)),
];

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: allRows.join() },
    runs: { type: 'string', default: '3' },
    clients: { type: 'string', default: 'ours,AzCopy' },
    tls: { type: 'boolean', default: false },
    /** Milliseconds added to every answer. */
    delay: { type: 'string', default: '0' },
    /** Measures this build of the command instead of a new one. */
    bundle: { type: 'string' },
    output: { type: 'string', default: join(root, 'bench', 'RESULTS.md') },
  },
});

const temporary = mkdtempSync(join(tmpdir(), 'azureml-datastores-bench-'));
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

async function startSink(options: SinkOptions) {
  const child = fork(join(import.meta.dirname, 'sink.ts'), { stdio: 'inherit' });
  process.once('exit', () => child.kill());
  const answer = async (message: SinkOptions | SinkCommand): Promise<unknown> => {
    const answered = once(child, 'message');
    child.send(message);
    const [value] = (await answered) as [unknown];
    return value;
  };
  const { address } = (await answer(options)) as { address: AddressInfo };
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${address.port}/account/container?sv=2026-10-06&sp=racwdl&sig=c2luaw%3D%3D`,
    ask: (command: SinkCommand) => answer(command) as Promise<SinkReport>,
    stop: () => child.disconnect(),
  };
}

type Sink = Awaited<ReturnType<typeof startSink>>;

/** One run of one client, after which everything must have arrived. */
async function runOnce(
  client: Client,
  sink: Sink,
  load: Load,
  job: Job,
): Promise<Cost & { sink: SinkReport }> {
  const down = job.direction === 'down';
  if (down) mkdirSync(job.dir);
  try {
    await sink.ask({ kind: 'reset', names: down ? namesOf(load) : [], size: load.size });
    const before = await sink.ask({ kind: 'report' });
    const cost = await client.run(job);
    const after = await sink.ask({ kind: 'report' });
    const arrived = down ? countFiles(job.dir) : { files: after.blobs, bytes: after.bytes };
    if (arrived.files !== load.files || arrived.bytes !== load.files * load.size) {
      throw new Error(
        `${client.name} moved ${arrived.files} files with ${arrived.bytes} bytes instead of ${load.title}.`,
      );
    }
    return { ...cost, sink: { ...after, cpuSeconds: after.cpuSeconds - before.cpuSeconds } };
  } finally {
    if (down) rmSync(job.dir, { recursive: true, force: true });
  }
}

function countFiles(dir: string): { files: number; bytes: number } {
  const found = { files: 0, bytes: 0 };
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    found.files += 1;
    found.bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return found;
}

/** Every client in turn, so often, and the median of each. */
async function measureRow(
  clients: readonly Client[],
  sink: Sink,
  load: Load,
  job: Job,
): Promise<Measurement[]> {
  const runs = new Map(clients.map((client) => [client, [] as Awaited<ReturnType<typeof runOnce>>[]]));
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const client of clients) {
      process.stderr.write(`${load.title} ${job.direction}, ${client.name}, run ${run + 1} … `);
      const cost = await runOnce(client, sink, load, job);
      process.stderr.write(`${cost.wallSeconds.toFixed(2)} s, ${cost.cpuSeconds.toFixed(2)} CPU-s\n`);
      runs.get(client)?.push(cost);
    }
  }
  return clients.map((client) => {
    const all = runs.get(client) ?? [];
    return { row: `${load.title} ${job.direction}`, client: client.name, runs: all, median: median(all) };
  });
}

async function main(): Promise<void> {
  const rows = values.rows.split(',');
  const unknown = rows.find((row) => !allRows.includes(row));
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}. There are: ${allRows.join(', ')}.`);
  const activations = rows.includes('activation') ? await measureActivation(5, temporary) : [];
  const lines = [
    ...activationLine(activations),
    ...(rows.includes('lenses') ? [lensesLine(measureLenses(61))] : []),
  ];
  if (rows.every((row) => row === 'activation' || row === 'lenses')) {
    process.stdout.write(`${lines.join('\n\n')}\n`);
    const former = readFileSync(values.output, { encoding: 'utf8', flag: 'a+' });
    writeFileSync(values.output, withLines(former, lines));
    return;
  }
  await measureTransfers(rows, lines);
}

async function measureTransfers(rows: readonly string[], lines: readonly string[]): Promise<void> {
  if (values.bundle === undefined) await buildTransfer();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const theirs = await azcopy(temporary);
  const clients = [ours(values.bundle ?? join(root, 'dist', 'transfer.js'), version), theirs].filter(
    ({ name }) => values.clients.split(',').includes(name),
  );
  const tls = values.tls ? await createCertificate() : undefined;
  const ca = tls && join(temporary, 'ca.pem');
  if (ca !== undefined) writeFileSync(ca, tls?.cert ?? '');
  const sink = await startSink({ delay: Number(values.delay), ...(tls && { tls }) });
  const measurements: Measurement[] = [];
  try {
    for (const load of [fixed, ...loads]) {
      const wanted = directions.filter((direction) => rows.includes(`${load.name}-${direction}`));
      if (wanted.length === 0) continue;
      const files = join(temporary, 'files');
      if (wanted.includes('up')) createFiles(files, load);
      for (const direction of wanted) {
        const dir = direction === 'up' ? files : join(temporary, 'downloaded');
        measurements.push(...(await measureRow(clients, sink, load, { direction, dir, url: sink.url, ca })));
      }
      rmSync(files, { recursive: true, force: true });
    }
  } finally {
    sink.stop();
  }
  const table = [...lines, tableOf(measurements)].join('\n\n');
  process.stdout.write(`${table}\n`);
  const how = `${values.tls ? 'https' : 'http'} on loopback, ${values.delay} ms added to each answer, median of ${values.runs}`;
  const results = describeMachine(clients, how, table, measurements);
  const style = await resolveConfig(join(root, 'bench', 'RESULTS.md'));
  writeFileSync(values.output, await format(results, { ...style, parser: 'markdown' }));
}

await main();
