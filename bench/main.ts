/** Speed and cost of this project beside the tools that one would use instead, all on this machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endAll, stopOnSignals } from '../scripts/lib/process.ts';
import { measureActivation } from './activation.ts';
import {
  blobRows,
  blobSection,
  md5Rows,
  md5Section,
  othersRows,
  othersSection,
  type Line,
  type Setting,
} from './blobRows.ts';
import { createCertificate } from './certificate.ts';
import { hostRow, hostSection } from './hostRow.ts';
import { lensesLine, measureLenses } from './lenses.ts';
import { readOptions, type Options } from './options.ts';
import { choosePlace } from './place.ts';
import { activationLine, writeSections, type Section } from './results.ts';
import { serviceRows, serviceSections } from './serviceRows.ts';
import { simulatedRow, simulatedSection } from './simulatedRow.ts';
import { prepareTools } from './tools.ts';

const root = join(import.meta.dirname, '..');
const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);

const isMove = (row: string) => !['activation', 'lenses', 'simulated'].includes(row);

async function settingFor(options: Options, temporary: string): Promise<Setting> {
  const { rows, runs, scale, bundle } = options;
  const certificate = await createCertificate();
  const file = join(temporary, 'ca.pem');
  writeFileSync(file, certificate.cert);
  const place = choosePlace(options.dir);
  say(`In ${place.source} and ${place.target}: ${place.sentence}.`);
  const others = [...rows].some((row) => row.startsWith('others-')) ? ['rclone', 'python'] : [];
  const wanted = new Set([...options.clients, ...others]);
  const tools = await prepareTools(wanted, temporary, { bundle, say });
  return { rows, runs, scale, place, tools, certificate: { ...certificate, file }, say };
}

/** Each part as it is done, so that what has been measured is kept when a later one fails. */
async function* sections(options: Options, temporary: string): AsyncGenerator<Section | undefined> {
  const { rows, scale } = options;
  const when = new Date().toISOString().slice(0, 10);
  if (rows.has('activation')) {
    const text = activationLine(await measureActivation(5, temporary));
    yield { name: 'Activation', text: `${when}. ${text}` };
  }
  if (rows.has('lenses')) yield { name: 'Lenses', text: `${when}. ${lensesLine(measureLenses(61))}` };
  if (rows.has('simulated')) yield await simulatedRow(scale, say);
  if (![...rows].some(isMove)) return;
  const setting = await settingFor(options, temporary);
  if (rows.has('host')) yield await hostRow(setting);
  for (const line of linesOf(options)) yield await blobRows(setting, line, options.clients);
  const [first] = linesOf(options);
  if (first) {
    yield await md5Rows(setting, first);
    yield await othersRows(setting, first);
  }
  for (const row of ['files', 'lake'] as const) yield await serviceRows(setting, row);
}

function linesOf({ secure, delays }: Options): Line[] {
  return secure.flatMap((one) => delays.map((delay) => ({ secure: one, delay })));
}

/** The order in the file. */
function orderOf(options: Options): string[] {
  const lines = linesOf({
    ...options,
    secure: [true, false],
    delays: [...new Set([0, 30, ...options.delays])],
  });
  return [
    ...lines.map(blobSection),
    ...lines.map(md5Section),
    ...lines.map(othersSection),
    ...Object.values(serviceSections),
    ...[simulatedSection, hostSection, 'Activation', 'Lenses'],
  ];
}

async function main(): Promise<void> {
  const options = readOptions(root);
  if (typeof options === 'string') return void process.stdout.write(options);
  const temporary = mkdtempSync(join(tmpdir(), 'azureml-datastores-bench-'));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 }));
  mkdirSync(dirname(options.output), { recursive: true });
  for await (const section of sections(options, temporary)) {
    if (!section) continue;
    process.stdout.write(`## ${section.name}\n\n${section.text.split('<!--', 1)[0] ?? ''}\n`);
    await writeSections(options.output, [section], orderOf(options));
  }
  say(`Written to ${options.output}.`);
}

// Whatever stands in memory or runs goes with this process, however that ends.
stopOnSignals();
try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await endAll();
process.exit();
