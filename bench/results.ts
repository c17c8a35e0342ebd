import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { format, resolveConfig } from 'prettier';
import { peakOf, type Measurement } from './measurements.ts';

/** One part of the results, measured in one go; `text` is Markdown. */
export interface Section {
  readonly name: string;
  readonly text: string;
}

/** A table of medians; `more` says what stands in the last column. */
export function tableOf(
  measurements: readonly Measurement[],
  more: (measurement: Measurement, azcopy: Measurement | undefined) => string,
): string {
  const lines = measurements.map((measurement) => {
    const { row, client, median: cost, failed } = measurement;
    if (!cost) return `| ${row} | ${client} | ${'– | '.repeat(7)}${failed ?? ''} |`;
    const azcopy = measurements.find((other) => other.row === row && other.client.startsWith('AzCopy'));
    const ratio = (ours: number, theirs: number | undefined) =>
      theirs === undefined || azcopy === measurement ? '' : (ours / theirs).toFixed(2);
    const { wallSeconds, cpuSeconds, served } = cost;
    const numbers = [
      wallSeconds.toFixed(2),
      cpuSeconds.toFixed(2),
      (peakOf(measurement) / 1e6).toFixed(0),
      String(served.requests),
      served.cpuSeconds?.toFixed(2) ?? '',
      ratio(wallSeconds, azcopy?.median?.wallSeconds),
      ratio(cpuSeconds, azcopy?.median?.cpuSeconds),
    ];
    const last = [more(measurement, azcopy), failed].filter(Boolean).join('; ');
    return `| ${row} | ${client} | ${numbers.join(' | ')} | ${last} |`;
  });
  return [
    '| files | client | wall s | CPU s | peak RSS MB | requests | server CPU s | wall / AzCopy | CPU / AzCopy | targets |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...lines,
  ].join('\n');
}

/** Every run as numbers: wall and processor seconds, peak bytes, requests, the server's processor seconds. */
export function rawOf(measurements: readonly Measurement[]): string {
  const round = (number: number) => Math.round(number * 1000) / 1000;
  const lines = measurements.map(({ row, client, runs, failed }) =>
    JSON.stringify({
      ...{ row, client },
      runs: runs.map(({ wallSeconds, cpuSeconds, peakRssBytes, served }) => [
        ...[round(wallSeconds), round(cpuSeconds), peakRssBytes, served.requests],
        ...(served.cpuSeconds === undefined ? [] : [round(served.cpuSeconds)]),
      ]),
      failed,
    }),
  );
  return rawLines(lines);
}

/** Prettier would give each number a line of its own. */
export function rawLines(lines: readonly string[]): string {
  return `<!-- prettier-ignore -->\n\`\`\`json\n[\n${lines.join(',\n')}\n]\n\`\`\``;
}

/** Says how long activation took, the median first. */
export function activationLine(times: readonly number[]): string {
  if (times.length === 0) return 'Activation was not seen: VS Code had activated it before it was asked.';
  const sorted = times.map((time) => time.toFixed(1)).sort((a, b) => Number(a) - Number(b));
  const middle = sorted[Math.floor(sorted.length / 2)] ?? '?';
  return `Activation in VS Code: ${middle} ms (median of ${times.length}: ${sorted.join(', ')}).`;
}

function head(): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}`;
  return `# Speed and cost

Written by \`npm run bench\`. Each client runs as a whole process, from its start to its end, in turn with the others, against a
service on the same machine: all figures are of loopback. Blob is played by a server that keeps no bytes; the floor is the
cheapest loop on Node that was found, which neither checks nor retries. Times are medians; memory is the most that one process
of the client ever held, Node included. What the service costs is spent on the same cores.

- Machine: ${machine}
- Node ${process.version}`;
}

/** `former`, by the sections' names; nothing when it tells of another machine. */
function sectionsOf(former: string): Map<string, string> {
  const [beginning = '', ...parts] = former.split(/^## /m);
  const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  if (words(beginning) !== words(head())) return new Map();
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1).trim()];
    }),
  );
}

/** The whole file: what a former run on the same machine has said, with these sections in place of its own. */
export function withSections(former: string, sections: readonly Section[], order: readonly string[]): string {
  const all = sectionsOf(former);
  for (const { name, text } of sections) all.set(name, text);
  const known = order.filter((name) => all.has(name));
  return [head(), ...known.map((name) => `## ${name}\n\n${all.get(name) ?? ''}`)].join('\n\n') + '\n';
}

/** Writes the sections into `file`, where others stay as they are. */
export async function writeSections(
  file: string,
  sections: readonly Section[],
  order: readonly string[],
): Promise<void> {
  const former = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const style = await resolveConfig(import.meta.filename);
  writeFileSync(file, await format(withSections(former, sections, order), { ...style, parser: 'markdown' }));
}
