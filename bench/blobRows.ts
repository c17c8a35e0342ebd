import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Direction } from './clients.ts';
import { measureRow, type Measurement } from './measurements.ts';
import { directions } from './options.ts';
import { hash } from './otherTools.ts';
import { settled, type Place } from './place.ts';
import { rawOf, tableOf, type Section } from './results.ts';
import { createFiles, fixed, loads, scaled, type Load } from './rows.ts';
import { sinkServer } from './servers.ts';
import { startSink } from './sinkProcess.ts';
import { judge, mostWithMd5, neitherAbove, targetOf, verdict, type Target } from './targets.ts';
import type { Tools } from './tools.ts';

/** How the sink answers. */
export interface Line {
  readonly secure: boolean;
  /** Milliseconds added to each answer. */
  readonly delay: number;
}

/** What all rows of one part share. */
export interface Setting {
  readonly rows: ReadonlySet<string>;
  readonly runs: number;
  readonly scale: number;
  readonly place: Place;
  readonly tools: Tools;
  /** The sink's certificate, and the PEM file that clients are given. */
  readonly certificate: { readonly key: string; readonly cert: string; readonly file: string };
  readonly say: (sentence: string) => void;
}

/** The section's name. */
export const blobSection = ({ secure, delay }: Line) =>
  `Blob over ${secure ? 'https' : 'http'}, ${delay} ms added to each answer`;
/** The section's name. */
export const md5Section = (line: Line) => `MD5: ${blobSection(line)}`;
/** The section's name. */
export const othersSection = (line: Line) => `rclone and the Python SDK: ${blobSection(line)}`;

/** Every load that is wanted, up and down, by the clients that `names` names. */
export async function blobRows(
  setting: Setting,
  line: Line,
  names: readonly string[],
): Promise<Section | undefined> {
  const clients = setting.tools.plain(names);
  const targets = new Map<string, Target>();
  const measurements = await overSink(setting, line, '', (load, direction) => ({
    clients,
    measured: (row) => targets.set(row, targetOf(load.name, direction, line.delay)),
  }));
  if (measurements.length === 0) return undefined;
  const table = tableOf(measurements, (ours, azcopy) =>
    ours.client === 'ours' ? verdict(ours, azcopy, targets.get(ours.row) ?? {}) : '',
  );
  return { name: blobSection(line), text: describe(setting, clients, table, measurements) };
}

/** The same with MD5 written and checked by both, beside our transfer without it and the bare hash of the same bytes. */
export async function md5Rows(setting: Setting, line: Line): Promise<Section | undefined> {
  const { md5 } = setting.tools;
  if (!md5) return undefined;
  const [plain] = setting.tools.plain(['ours']);
  const source = join(setting.place.source, 'files');
  const clients = [md5.ours, md5.azcopy, plain, hash(source)].filter((client) => client !== undefined);
  const measurements = await overSink(setting, line, 'md5-', () => ({ clients }));
  if (measurements.length === 0) return undefined;
  const wallOf = (row: string, client: string) =>
    measurements.find((one) => one.row === row && one.client === client)?.median?.wallSeconds ?? NaN;
  const table = tableOf(measurements, (ours, azcopy) => {
    if (ours.client !== md5.ours.name) return '';
    const larger = Math.max(wallOf(ours.row, 'ours'), wallOf(ours.row, 'hash'));
    const ratio = judge(
      'wall / larger of ours and hash',
      wallOf(ours.row, ours.client) / larger,
      mostWithMd5,
    );
    return `${verdict(ours, azcopy, neitherAbove)}; ${ratio}`;
  });
  return { name: md5Section(line), text: describe(setting, clients, table, measurements) };
}

/** Every load that is wanted, up and down, by ours, rclone and the Python SDK, once: they take long. */
export async function othersRows(setting: Setting, line: Line): Promise<Section | undefined> {
  const clients = setting.tools.plain(['ours', 'rclone', 'python']);
  const once = { ...setting, runs: 1 };
  const measurements = await overSink(once, line, 'others-', () => ({ clients }));
  if (measurements.length === 0) return undefined;
  const table = tableOf(measurements, ({ row, client, median }) => {
    const ours = measurements.find((one) => one.row === row && one.client === 'ours')?.median;
    if (client === 'ours' || !median || !ours) return '';
    const wall = judge('wall of ours to its', ours.wallSeconds / median.wallSeconds, 1);
    return `${wall}; ${judge('CPU', ours.cpuSeconds / median.cpuSeconds, 1)}`;
  });
  return { name: othersSection(line), text: describe(once, clients, table, measurements) };
}

type Wanted = (
  load: Load,
  direction: Direction,
) => {
  readonly clients: readonly Client[];
  /** Told the row's title. */
  readonly measured?: (row: string) => void;
};

async function overSink(
  setting: Setting,
  line: Line,
  prefix: string,
  wanted: Wanted,
): Promise<Measurement[]> {
  const { place, certificate, scale, runs, rows, say } = setting;
  const { key, cert } = certificate;
  const all = prefix === '' ? [fixed, ...loads] : loads;
  const chosen = (load: Load) =>
    directions.filter((direction) => rows.has(`${prefix}${load.name}-${direction}`));
  if (!all.some((load) => chosen(load).length > 0)) return [];
  const sink = await startSink({ delay: line.delay, ...(line.secure && { tls: { key, cert } }) });
  const ca = line.secure ? certificate.file : undefined;
  const md5 = prefix === 'md5-';
  const server = sinkServer(sink, place, { ca, md5 });
  const source = join(place.source, 'files');
  const measurements: Measurement[] = [];
  try {
    for (const load of all.map((one) => scaled(one, scale))) {
      const ways = chosen(load);
      if (ways.length === 0) continue;
      // The bare hash reads them in both directions.
      if (ways.includes('up') || md5) createFiles(source, load);
      for (const direction of ways) {
        if (direction === 'down') await settled(load, say);
        const { clients, measured } = wanted(load, direction);
        const plan = { load, direction, runs, source, say };
        const row = await measureRow(clients, server, plan);
        measured?.(row[0]?.row ?? '');
        measurements.push(...row);
      }
      rmSync(source, { recursive: true, force: true });
    }
  } finally {
    sink.stop();
    rmSync(source, { recursive: true, force: true });
  }
  return measurements;
}

/** How it was measured, the table, and every run. */
export function describe(
  { runs, scale, place }: Pick<Setting, 'runs' | 'scale' | 'place'>,
  clients: readonly Client[],
  table: string,
  measurements: readonly Measurement[],
): string {
  const part = scale === 1 ? '' : `; ${scale} of the files`;
  const how = `${new Date().toISOString().slice(0, 10)}; median of ${runs}, in turn; ${place.sentence}${part}.`;
  const versions = clients.map(({ name, version }) => `${name}: ${version}`).join('; ');
  return [how, `Versions: ${versions}.`, table, rawOf(measurements)].join('\n\n');
}
