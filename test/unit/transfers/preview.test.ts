import assert from 'node:assert/strict';
import {
  filesText,
  movedBy,
  nothingText,
  previewGroups,
  previewText,
} from '../../../src/commands/previewText.ts';
import { preview } from '../../../src/transfer/preview.ts';
import { memory, memoryWith, moveAll, watched, write } from '../transfer/fixtures.ts';
import { Failure } from '../../../src/common/failure.ts';

const up = { direction: 'upload', place: 'datastore “images”' } as const;

describe('what is shown before only changed files are moved', () => {
  it('counts files and bytes by the rule that decides, and names the first of them', async () => {
    const source = await memoryWith({ 'a.txt': 'longer', 'b.txt': 'B', 'c.txt': 'C', 'empty/': '' });
    const then = new Date('2026-01-01');
    const destination = memory();
    await write(source, 'same.txt', 'S', then);
    await write(destination, 'same.txt', 'S', then);
    await write(destination, 'a.txt', 'short', then);
    const seen = await preview(moveAll(source, destination, { conflict: 'changed' }), { examples: 1 });
    assert.equal(filesText(movedBy(seen)), '3 files (8 bytes)');
    assert.deepEqual(
      previewGroups(seen).map(({ rule, counted }) => `${rule}: ${counted.count}`),
      [
        'New: not there yet: 2',
        'Changed: their size differs: 1',
        'Empty folders to create: 1',
        'Unchanged, left as they are: 1',
      ],
    );
    assert.equal(
      previewText(up, seen),
      `What an upload of changed files to datastore “images” would do
Nothing has been moved yet.

New: not there yet: 2 (2 bytes)
    b.txt
    … and 1 more

Changed: their size differs: 1 (6 bytes)
    a.txt

Empty folders to create: 1
    empty

Unchanged, left as they are: 1 (1 byte)
    same.txt
`,
    );
  });

  it('says why there is nothing to do', async () => {
    const then = new Date('2026-01-01');
    const [source, destination] = [memory(), memory()];
    for (const storage of [source, destination]) await write(storage, 'same.txt', 'S', then);
    const seen = await preview(moveAll(source, destination, { conflict: 'changed' }));
    assert.equal(
      nothingText(up, seen),
      'Nothing has to be transferred to datastore “images”. Unchanged, left as they are: 1.',
    );
  });

  it('gives the reason of what cannot be moved', async () => {
    const source = watched(await memoryWith({ 'a.txt': 'A' }), ({ method }) => {
      if (method === 'walk') throw new Failure('permissionDenied', 'You may not list it.');
    });
    const seen = await preview(moveAll(source, memory(), { conflict: 'changed' }));
    assert.match(
      previewText(up, seen),
      /Cannot be transferred: 1 .*\n {4}memory.*\n {8}You may not list it\.\n/,
    );
  });
});
