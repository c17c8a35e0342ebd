import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTemporary } from '../../../scripts/lib/temporary.ts';

describe('a folder for temporary files', () => {
  const { TMPDIR: usual } = process.env;
  // Short enough for sockets, wherever the tests themselves keep their files.
  const dir = mkdtempSync('/tmp/t-');
  afterEach(() => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('is in the usual place, named to the program, and removed with what is in it', async () => {
    process.env.TMPDIR = dir;
    const { path, env, remove } = createTemporary();
    assert.equal(dirname(path), dir);
    assert.deepEqual(env, { TMPDIR: path, XDG_RUNTIME_DIR: path });
    mkdirSync(join(path, 'inside'));
    await remove();
    assert.equal(existsSync(path), false);
  });

  it('is elsewhere when sockets would have too long a path there', async () => {
    process.env.TMPDIR = join(dir, 'x'.repeat(40));
    mkdirSync(process.env.TMPDIR);
    const { path, remove } = createTemporary();
    assert.equal(dirname(path), '/tmp');
    await remove();
  });
});
