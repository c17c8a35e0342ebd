import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox } from '../test/support/sandbox.ts';
import { describe, type Setting } from './blobRows.ts';
import { measureRow, type Measurement } from './measurements.ts';
import { directions } from './options.ts';
import { tableOf, type Section } from './results.ts';
import { createFiles, scaled, serviceLoads } from './rows.ts';
import { sandboxServer } from './servers.ts';
import { neitherAbove, verdict } from './targets.ts';

const services = { files: 'file', lake: 'dfs' } as const;

/** What each row's section is called. */
export const serviceSections = { files: 'Files', lake: 'Data Lake' } as const;

/** Ours and AzCopy over a service that the sandbox plays; its cost is on the same cores and far above theirs. */
export async function serviceRows(
  setting: Setting,
  row: keyof typeof services,
): Promise<Section | undefined> {
  const { place, runs, scale, rows, say, tools } = setting;
  if (!rows.has(row)) return undefined;
  const clients = tools.plain(['ours', 'AzCopy']);
  const [filler] = clients;
  if (!filler) return undefined;
  const server = sandboxServer(await sandbox(), services[row], place, (job) => filler.run(job));
  const source = join(place.source, 'files');
  const measurements: Measurement[] = [];
  try {
    for (const load of serviceLoads.map((one) => scaled(one, scale))) {
      createFiles(source, load);
      for (const direction of directions)
        measurements.push(...(await measureRow(clients, server, { load, direction, runs, source, say })));
      rmSync(source, { recursive: true, force: true });
    }
  } finally {
    rmSync(source, { recursive: true, force: true });
  }
  const table = tableOf(measurements, (ours, azcopy) =>
    ours.client === 'ours' ? verdict(ours, azcopy, neitherAbove) : '',
  );
  const played = `${serviceSections[row]} as the sandbox of this project plays it, over https through its proxy.`;
  return { name: serviceSections[row], text: `${played} ${describe(setting, clients, table, measurements)}` };
}
