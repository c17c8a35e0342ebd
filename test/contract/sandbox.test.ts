import { openStorage } from '../../src/storage/open.ts';
import { sandbox } from '../support/sandbox.ts';
import { makeRoot } from './roots.ts';
import { describeStorage } from './suite.ts';

for (const service of ['blob', 'file', 'dfs'] as const) {
  describe(`${service} in the sandbox`, function () {
    this.timeout(60_000);

    describeStorage(service, async () => {
      const running = await sandbox();
      const [own, other] = [await makeRoot(running, service), await makeRoot(running, service)];
      return {
        storage: await openStorage(service, own.connection),
        neighbour: await openStorage(service, other.connection),
        neighbourName: other.name,
        listsRecordedTimes: service !== 'dfs',
      };
    });
  });
}
