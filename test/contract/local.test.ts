import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal } from '../../src/storage/local.ts';
import { describeStorage } from './suite.ts';

describeStorage('local', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'storage-'));
  return {
    storage: openLocal(join(directory, 'container')),
    neighbour: openLocal(join(directory, 'neighbour')),
    neighbourName: 'neighbour',
    dispose: () => rm(directory, { recursive: true }),
  };
});
