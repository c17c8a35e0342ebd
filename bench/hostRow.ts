import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Setting } from './blobRows.ts';
import type { HostDelay } from './host.ts';
import { outputOf } from './measure.ts';
import { rawLines, type Section } from './results.ts';
import { createFiles, hostLoad, scaled, titleOf } from './rows.ts';
import { sinkServer } from './servers.ts';
import { startSink } from './sinkProcess.ts';
import { met, mostDelay } from './targets.ts';

export const hostSection = 'The process that begins a transfer';

/** How free the event loop of a process stays that has begun a transfer of many files, over https with nothing added. */
export async function hostRow(setting: Setting): Promise<Section> {
  const { certificate, place, runs, scale, say, tools } = setting;
  const load = scaled(hostLoad, scale);
  const { key, cert, file } = certificate;
  const sink = await startSink({ delay: 0, tls: { key, cert } });
  const server = sinkServer(sink, place, { ca: file, md5: false });
  const source = join(place.source, 'files');
  const delays: HostDelay[] = [];
  try {
    createFiles(source, load);
    for (let run = 1; run <= runs; run += 1) {
      const { job, end } = await server(load, 'up', source);
      const args = ['upload', '--dir', job.dir, '--url', job.url, '--service', 'blob', '--ca', file];
      const program = join(import.meta.dirname, 'host.ts');
      delays.push(
        JSON.parse(await outputOf(process.execPath, [program, tools.bundle, ...args])) as HostDelay,
      );
      await end();
      say(`${titleOf(load)} up, event-loop delay, run ${run}: p99 ${delays.at(-1)?.p99 ?? NaN} ms`);
    }
  } finally {
    sink.stop();
    rmSync(source, { recursive: true, force: true });
  }
  const p99 = delays.map((delay) => delay.p99).sort((a, b) => a - b)[Math.floor((runs - 1) / 2)] ?? NaN;
  const text =
    `${new Date().toISOString().slice(0, 10)}; median of ${runs}. Event-loop delay of a process that has begun ${titleOf(load)} up ` +
    `over https in another process: p99 ${p99.toFixed(1)} ms (under ${mostDelay} ms): ${met(p99 < mostDelay)}.`;
  const raw = rawLines(delays.map((delay) => JSON.stringify(delay)));
  return { name: hostSection, text: `${text}\n\n${raw}` };
}
