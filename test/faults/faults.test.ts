import { folderIn, root } from '../../src/storage/path.ts';
import { services, type Service } from '../contract/transferRoots.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import type { Cell } from './cell.ts';
import { matrix } from './matrix.ts';
import { misfortunes } from './misfortunes.ts';
import { createRemote, type Remote } from './remotes.ts';
import { openWay, type Way } from './ways.ts';
import type { Direction } from './points.ts';
import { runCell, tree, type Scene } from './run.ts';
import { writeRemote } from './tree.ts';

const directions: readonly Direction[] = ['upload', 'download'];

describe('a tree moved on a bad day', function () {
  this.timeout(30_000);
  let azure: Sandbox;
  const remotes = new Map<Service, { readonly remote: Remote; readonly calm: Way }>();

  before(async () => {
    azure = await sandbox();
    for (const service of services) {
      const remote = await createRemote(azure, service);
      const calm = await openWay(azure, remote);
      await writeRemote(calm.storage, folderIn(root, 'shared'), tree);
      remotes.set(service, { remote, calm });
      // What is loaded or kept open from the first transfer on is no leak of a later one.
      for (const direction of directions)
        await runCell(await sceneOf(service, direction, 'first', { fails: [] }), { fails: [] });
    }
  });
  after(() => {
    for (const { calm } of remotes.values()) calm.close();
    matrix.write();
  });

  /** Where the source itself is another, the cell has one of its own. */
  async function sceneOf(service: Service, direction: Direction, name: string, cell: Cell): Promise<Scene> {
    const { remote, calm } = remotes.get(service)!;
    const shared = direction === 'download' && !cell.source && !cell.withoutMd5;
    const folder = folderIn(root, shared ? 'shared' : `${direction} ${name}`.replaceAll(' ', '-'));
    if (direction === 'download' && !shared) await writeRemote(calm.storage, folder, tree, !cell.withoutMd5);
    return { azure, remote, calm, direction, folder };
  }

  async function run(name: string, cell: Cell, direction: Direction, service: Service): Promise<void> {
    const scene = await sceneOf(service, direction, name, cell);
    try {
      matrix.note(name, direction, service, await runCell(scene, cell));
    } catch (error) {
      matrix.note(name, direction, service, { kind: 'failed' });
      throw error;
    }
  }

  for (const misfortune of misfortunes) {
    matrix.announce(misfortune.name);
    for (const direction of directions) {
      const { name, [direction]: cell } = misfortune;
      for (const service of services) {
        if (typeof cell === 'string') matrix.note(name, direction, service, { kind: 'none', why: cell });
        else it(`${name}: ${direction}, ${service}`, () => run(name, cell, direction, service));
      }
    }
  }
});
