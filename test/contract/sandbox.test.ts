import { openStorage } from '../../src/storage/open.ts';
import { sandbox } from '../support/sandbox.ts';
import { makeRoot } from './roots.ts';
import { describeStorage } from './suite.ts';

const services = ['blob', 'file', 'dfs'] as const;
const ways = [true, false].flatMap((direct) => services.map((service) => ({ service, direct })));

for (const { service, direct } of ways) {
  const way = direct ? 'over sockets of our own' : 'by the agent alone';
  describe(`${service} in the sandbox, ${way}`, function () {
    this.timeout(60_000);

    describeStorage(
      service,
      async () => {
        const running = await sandbox();
        const [own, other] = [
          await makeRoot(running, service, direct),
          await makeRoot(running, service, direct),
        ];
        return {
          storage: await openStorage(service, own.connection),
          neighbour: await openStorage(service, other.connection),
          neighbourName: other.name,
          listsRecordedTimes: service !== 'dfs',
        };
      },
      { names: direct },
    );
  });
}
