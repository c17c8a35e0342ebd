import { join } from 'node:path';
import { outputOf } from './measure.ts';
import { rawLines, type Section } from './results.ts';
import type { Mark } from './simulated.ts';
import { met } from './targets.ts';

export const simulatedSection = 'One million files, simulated';
const million = 1_000_000;
const policies = ['overwrite', 'skip'] as const;
/** Between the first mark and the last: time of each file may grow by this part, memory by so many bytes. */
const flat = { time: 1.25, memory: 16e6 };

/** What planning and scheduling so many copies costs when nothing is read, sent or kept. */
export async function simulatedRow(scale: number, say: (sentence: string) => void): Promise<Section> {
  // Each part is one mark.
  const files = Math.max(10, Math.round((million * scale) / 10) * 10);
  const program = join(import.meta.dirname, 'simulated.ts');
  const parts: string[] = [];
  const raw: string[] = [];
  for (const policy of policies) {
    say(`${files.toLocaleString('en')} files simulated, ${policy}`);
    const output = await outputOf(process.execPath, ['--expose-gc', program, String(files), policy]);
    const marks = output.split('\n').map((line) => JSON.parse(line) as Mark);
    parts.push(tableOf(policy, marks), judgement(marks));
    raw.push(...marks.map((mark) => JSON.stringify({ policy, ...mark })));
  }
  const when = `${new Date().toISOString().slice(0, 10)}; one run for each policy, the whole transfer between storages that hold nothing.`;
  return { name: simulatedSection, text: [when, ...parts, rawLines(raw)].join('\n\n') };
}

function tableOf(policy: string, marks: readonly Mark[]): string {
  const lines = marks.map(
    ({ files, microseconds, heapBytes, rssBytes }) =>
      `| ${files.toLocaleString('en')} | ${microseconds.toFixed(1)} | ${(heapBytes / 1e6).toFixed(1)} | ${(rssBytes / 1e6).toFixed(0)} |`,
  );
  return [
    `| files done (${policy}) | µs for each since the line above | heap MB after collection | RSS MB |`,
    '| ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

/** The engine is compiled while the first mark is reached, so time is compared from the second on; three marks on each side. */
function judgement(marks: readonly Mark[]): string {
  const middle = (some: readonly Mark[]) =>
    some.map((mark) => mark.microseconds).sort((a, b) => a - b)[1] ?? NaN;
  const time = middle(marks.slice(-3)) / middle(marks.slice(1, 4));
  const memory = (marks.at(-1)?.heapBytes ?? NaN) - (marks[0]?.heapBytes ?? NaN);
  return (
    `Time of each file, median of the last three lines to that of the second to fourth: ${time.toFixed(2)} (at most ${flat.time}): ${met(time <= flat.time)}. ` +
    `Memory, last minus first line: ${(memory / 1e6).toFixed(1)} MB (at most ${flat.memory / 1e6}): ${met(memory <= flat.memory)}.`
  );
}
