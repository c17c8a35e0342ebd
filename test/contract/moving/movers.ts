import { join } from 'node:path';
import type { AzureMl } from '../../../src/azureml/index.ts';
import { silentLog, type Log } from '../../../src/common/log.ts';
import type { DatastorePlace } from '../../../src/mover/mover.ts';
import { createRemoteMover, type RemoteMover } from '../../../src/mover/remote.ts';
import type { Sandbox } from '../../support/sandbox.ts';

/** The process itself, run from its source. `journals`: the folder that they are in. */
export function moverOver(
  azure: () => Promise<AzureMl>,
  journals: string,
  log: Log = silentLog,
): RemoteMover {
  return createRemoteMover({
    script: join(import.meta.dirname, '../../../src/mover/process.ts'),
    data: { journals },
    ...{ azure, log },
    dataAccess: () => 'auto',
    proxy: () => ({}),
  });
}

/** A datastore of the research workspace. */
export function placeIn(box: Sandbox, datastore: string): DatastorePlace {
  const { subscriptionId, resourceGroup, name } = box.workspaces.find(
    ({ name: own }) => own === 'vision-research',
  )!;
  return { kind: 'datastore', workspace: { subscriptionId, resourceGroup, workspace: name }, datastore };
}
