import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { Client, Cost } from './clients.ts';
import type { SinkReport } from './sink.ts';

type Run = Cost & { readonly sink: SinkReport };

export interface Measurement {
  readonly row: string;
  readonly client: string;
  readonly runs: readonly Run[];
  readonly median: Run;
}

/** The middle one of each number; the lower of two. */
export function median(runs: readonly Run[]): Run {
  const middle = (pick: (run: Run) => number) => {
    const sorted = runs.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  };
  return {
    wallSeconds: middle((run) => run.wallSeconds),
    cpuSeconds: middle((run) => run.cpuSeconds),
    peakRssBytes: middle((run) => run.peakRssBytes),
    sink: {
      requests: middle((run) => run.sink.requests),
      blobs: middle((run) => run.sink.blobs),
      bytes: middle((run) => run.sink.bytes),
      cpuSeconds: middle((run) => run.sink.cpuSeconds),
    },
  };
}

/** Says how long activation took, the median first. */
export function activationLine(times: readonly number[]): string[] {
  if (times.length === 0) return [];
  const sorted = times.map((time) => time.toFixed(1)).sort((a, b) => Number(a) - Number(b));
  const middle = sorted[Math.floor(sorted.length / 2)] ?? '?';
  return [`Activation in VS Code: ${middle} ms (median of ${times.length}: ${sorted.join(', ')}).`];
}

/** The results of a former run with these lines in place of those that begin alike; all else stays as it was. */
export function withLines(former: string, lines: readonly string[]): string {
  const begins = (line: string) => line.split(':', 1)[0] ?? line;
  const paragraphs = former.trimEnd().split('\n\n');
  for (const line of lines) {
    const at = paragraphs.findIndex((paragraph) => begins(paragraph) === begins(line));
    const table = paragraphs.findIndex((paragraph) => paragraph.startsWith('|'));
    if (at !== -1) paragraphs[at] = line;
    else paragraphs.splice(table === -1 ? paragraphs.length : table, 0, line);
  }
  return `${paragraphs.join('\n\n').trimStart()}\n`;
}

/** A Markdown table of the medians. */
export function tableOf(measurements: readonly Measurement[]): string {
  const lines = measurements.map(({ row, client, median: cost }) => {
    const { wallSeconds, cpuSeconds, peakRssBytes, sink } = cost;
    const numbers = [
      wallSeconds.toFixed(2),
      cpuSeconds.toFixed(2),
      (peakRssBytes / 2 ** 20).toFixed(0),
      String(sink.requests),
      sink.cpuSeconds.toFixed(2),
    ];
    return `| ${row} | ${client} | ${numbers.join(' | ')} |`;
  });
  return [
    '| files | client | wall s | CPU s (user + sys) | peak RSS MiB | requests | sink CPU s |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

/** The whole of RESULTS.md. */
export function describeMachine(
  clients: readonly Client[],
  how: string,
  table: string,
  measurements: readonly Measurement[],
): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()} ${arch()}`;
  const versions = clients.map(({ name, version }) => `${name}: ${version}`).join('; ');
  return `# Speed and cost

Written by \`npm run bench\`: each client as a whole process, from its start to its end, against a Blob service on the
same machine that keeps no bytes.

- Machine: ${machine}
- Versions: ${versions}; Node ${process.version}
- How: ${how}
- Date: ${new Date().toISOString().slice(0, 10)}

${table}

Every run:

\`\`\`json
${JSON.stringify(
  measurements.map(({ row, client, runs }) => ({ row, client, runs })),
  undefined,
  1,
)}
\`\`\`
`;
}
