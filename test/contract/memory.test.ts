import { openMemory } from '../../src/storage/memory.ts';
import { describeStorage } from './suite.ts';

for (const folders of ['real', 'implied'] as const) {
  describeStorage(`memory, ${folders} folders`, () =>
    Promise.resolve({
      storage: openMemory({ folders, chunkSize: 64 * 1024 }),
      neighbour: openMemory({ folders }),
      neighbourName: 'neighbour',
    }),
  );
}
