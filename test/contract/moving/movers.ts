import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AzureMl } from '../../../src/azureml/index.ts';
import { silentLog, type Log } from '../../../src/common/log.ts';
import type { DatastorePlace, Order } from '../../../src/mover/mover.ts';
import { createRemoteMover, type RemoteMover } from '../../../src/mover/remote.ts';
import { root, type FolderPath } from '../../../src/storage/path.ts';
import { sandbox, type Sandbox } from '../../support/sandbox.ts';
import { connected, enter } from '../connected.ts';

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

/** What a test finds when it begins. */
export interface MoverSet {
  readonly box: Sandbox;
  readonly azure: AzureMl;
  /** Empty but for the journals, once there are some. */
  readonly folder: string;
  readonly journals: string;
  readonly mover: RemoteMover;
}

/** Before each test of a suite a process and a folder, over the sandbox; nothing of them is left afterwards. */
export function useMover(log?: Log): () => MoverSet {
  let suite: { readonly box: Sandbox; readonly azure: AzureMl; readonly close: () => void };
  let leave: () => void;
  let set: MoverSet;
  before(async () => {
    const box = await sandbox();
    leave = enter(box.principals.user);
    suite = { box, ...(await connected(box)) };
  });
  beforeEach(() => {
    const { box, azure } = suite;
    const folder = mkdtempSync(join(tmpdir(), 'azureml-datastores-mover-'));
    const journals = join(folder, 'journals');
    set = { box, azure, folder, journals, mover: moverOver(() => Promise.resolve(azure), journals, log) };
  });
  afterEach(async () => {
    const { box, folder, mover } = set;
    mover.dispose();
    await mover.gone();
    await box.clearFaults();
    rmSync(folder, { recursive: true, force: true });
  });
  after(async () => {
    suite.close();
    leave();
    await suite.box.reset();
  });
  return () => set;
}

const common = { into: root, conflict: 'overwrite', ignore: false } as const;

/** Sends a folder here, as the folder `as`. */
export const upTo = (to: DatastorePlace, folder: string, as: string): Order => ({
  items: [{ from: { kind: 'local', folder }, path: root, kind: 'folder', as }],
  ...{ to, ...common },
});

/** Fetches what is in the folder `path` there into a folder here. */
export const downFrom = (from: DatastorePlace, path: string, folder: string): Order => ({
  items: [{ from, path: path as FolderPath, kind: 'folder', as: '' }],
  to: { kind: 'local', folder },
  ...common,
});
