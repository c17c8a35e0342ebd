import assert from 'node:assert/strict';
import { root } from '../../src/storage/path.ts';
import { createBudget } from '../../src/transfer/schedule.ts';
import { transfer } from '../../src/transfer/transfer.ts';
import { services } from '../contract/transferRoots.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { memoryWith } from '../unit/transfer/fixtures.ts';
import type { Direction } from './points.ts';
import { createRemote } from './remotes.ts';
import { requestFor } from './requests.ts';
import { cellFolder, contentOf } from './tree.ts';
import { openWay } from './ways.ts';

const files = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [`some/${index}.txt`, `content ${index}`]),
) as Record<string, string>;

/** The service answers nothing at all for a while: not a single file, but the way to it. */
describe('a network that is lost during a transfer', function () {
  this.timeout(30_000);
  let azure: Sandbox;
  before(async () => {
    azure = await sandbox();
  });
  afterEach(() => azure.clearFaults());

  for (const service of services)
    for (const direction of ['upload', 'download'] as const satisfies readonly Direction[])
      it(`is waited for, and nothing is missing then: ${direction}, ${service}`, async () => {
        const remote = await createRemote(azure, service);
        const way = await openWay(azure, remote);
        const folder = cellFolder('tree');
        const start = await memoryWith(files);
        if (direction === 'download')
          await transfer(requestFor('upload', { local: start, remote: way.storage, folder }));
        const local = direction === 'upload' ? start : await memoryWith({});
        let losing: Promise<unknown> | undefined;
        const told: boolean[] = [];
        const report = await transfer(requestFor(direction, { local, remote: way.storage, folder }), {
          budget: createBudget({ count: 1, maxCount: 1, bytes: 2 ** 20 }),
          onMoved: () => {
            losing ??= azure.addFault({ path: `^${remote.path}`, action: { kind: 'reset', afterBytes: 0 } });
          },
          onOffline: (offline) => {
            told.push(offline);
            if (offline) void azure.clearFaults();
          },
        });
        await losing;
        assert.deepEqual(told, [true, false]);
        assert.deepEqual([report.files, report.failed], [60, []]);
        const arrived = direction === 'upload' ? way.storage : local;
        const content = await contentOf(arrived, direction === 'upload' ? folder : root);
        assert.equal(Object.keys(content.files).length, 60);
        way.close();
      });
});
