import fc from 'fast-check';
import assert from 'node:assert/strict';
import { transfer } from '../../../src/transfer/transfer.ts';
import { contentOf, memory, memoryWith, moveAll } from './fixtures.ts';

const name = fc.stringMatching(/^[a-c. \\é😀-]{1,4}$/u).filter((text) => text !== '.' && text !== '..');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

/** Trees in which no file has the name of a folder. */
const trees = fc
  .dictionary(path, fc.string({ maxLength: 40 }), { maxKeys: 30, noNullPrototype: true })
  .map((files) => {
    const names = Object.keys(files);
    return Object.fromEntries(
      Object.entries(files).filter(([one]) => !names.some((other) => other.startsWith(`${one}/`))),
    );
  });

describe('uploading and downloading again', () => {
  for (const folders of ['real', 'implied'] as const) {
    it(`gives the same tree through ${folders} folders`, async () => {
      await fc.assert(
        fc.asyncProperty(
          trees,
          fc.array(path, { maxLength: 3 }),
          fc.integer({ min: 1, max: 50 }),
          async (files, emptyFolders, chunkSize) => {
            const source = await memoryWith(files);
            for (const folder of emptyFolders) {
              await source.createFolder(`${folder}/` as never).catch(() => undefined); // a file has that name
            }
            const middle = memory({ folders, chunkSize });
            const target = memory({ chunkSize: 7 });
            const up = await transfer(moveAll(source, middle));
            const down = await transfer(moveAll(middle, target, { conflict: 'ask' }));
            assert.deepEqual([up.failed, down.failed], [[], []]);
            assert.deepEqual(await contentOf(target), await contentOf(source));
          },
        ),
        { numRuns: 150 },
      );
    });
  }
});
