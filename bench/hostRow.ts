import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension, root } from '../scripts/build.ts';
import type { Setting } from './blobRows.ts';
import type { HostDelay } from './host.ts';
import { outputOf } from './measure.ts';
import { rawLines, type Section } from './results.ts';
import { createFiles, hostLoad, scaled, titleOf, type Load } from './rows.ts';
import { sinkServer } from './servers.ts';
import { startSink } from './sinkProcess.ts';
import { met, mostDelay } from './targets.ts';

export const hostSection = 'The process that begins a transfer';

/** One run of host.ts. */
type Run = () => Promise<HostDelay>;

const watch = async (...args: string[]): Promise<HostDelay> =>
  JSON.parse(await outputOf(process.execPath, [join(import.meta.dirname, 'host.ts'), ...args])) as HostDelay;

/** How free the event loop of a process stays that has begun a transfer of many files. */
export async function hostRow(setting: Setting): Promise<Section> {
  const { certificate, place, runs, scale, say } = setting;
  const load = scaled(hostLoad, scale);
  const { key, cert } = certificate;
  const sink = await startSink({ delay: 0, tls: { key, cert } });
  const source = join(place.source, 'files');
  const ways: Readonly<Record<string, Run>> = {
    'up over https, by the command': byCommand(
      setting,
      sinkServer(sink, place, { ca: certificate.file, md5: false }),
      load,
    ),
    'from folder to folder, by the process of the extension': await byMover(setting),
  };
  const delays: (HostDelay & { way: string })[] = [];
  try {
    createFiles(source, load);
    for (let number = 1; number <= runs; number += 1) {
      for (const [way, run] of Object.entries(ways)) {
        const delay = await run();
        delays.push({ way, ...delay });
        say(`${titleOf(load)} ${way}, event-loop delay, run ${number}: p99 ${delay.p99} ms`);
      }
    }
  } finally {
    sink.stop();
    rmSync(source, { recursive: true, force: true });
  }
  const lines = Object.keys(ways).map((way) => {
    const p99 = middle(delays.filter((delay) => delay.way === way).map((delay) => delay.p99));
    return `| ${titleOf(load)} ${way} | ${p99.toFixed(1)} | under ${mostDelay} ms: ${met(p99 < mostDelay)} |`;
  });
  const when = `${new Date().toISOString().slice(0, 10)}; median of ${runs}. Event-loop delay of a process that has begun a transfer in another.`;
  const table = ['| files | p99 ms | target |', '| --- | ---: | --- |', ...lines].join('\n');
  return {
    name: hostSection,
    text: [when, table, rawLines(delays.map((one) => JSON.stringify(one)))].join('\n\n'),
  };
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? NaN;
}

function byCommand({ place, tools }: Setting, server: ReturnType<typeof sinkServer>, load: Load): Run {
  return async () => {
    const { job, end } = await server(load, 'up', join(place.source, 'files'));
    const trust = job.ca === undefined ? [] : ['--ca', job.ca];
    const args = ['upload', '--dir', job.dir, '--url', job.url, '--service', 'blob', ...trust];
    const delay = await watch('command', tools.bundle, ...args);
    await end();
    return delay;
  };
}

/** What the parent hears does not depend on where the bytes go. */
async function byMover({ place }: Setting): Promise<Run> {
  await buildExtension(true);
  const build = join(place.target, 'extension');
  cpSync(join(root, 'dist'), join(build, 'dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(build, 'package.json'));
  return async () => {
    const target = join(place.target, 'downloaded');
    mkdirSync(target);
    try {
      return await watch('mover', join(build, 'dist', 'mover.js'), join(place.source, 'files'), target);
    } finally {
      rmSync(target, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}
