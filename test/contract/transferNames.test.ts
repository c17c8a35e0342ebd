import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../src/common/secret.ts';
import { openLocal } from '../../src/storage/local.ts';
import { openStorage } from '../../src/storage/open.ts';
import { transfer } from '../../src/transfer/transfer.ts';
import { sandbox } from '../support/sandbox.ts';
import { moveAll, write } from '../unit/transfer/fixtures.ts';
import { createRoot } from './transferRoots.ts';

describe('a download of names that only Blob allows', () => {
  const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-names-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('makes folders of their markers, and tells a file from the folder of its name', async function () {
    this.timeout(60_000);
    const azure = await sandbox();
    const { address, sas } = await createRoot(azure, 'blob');
    const credential = { kind: 'sas', token: new Secret(sas) } as const;
    const source = await openStorage('blob', { address, credential, transport: { agent: azure.agent } });
    const files = {
      'empty/': '',
      'full/': '',
      'full/a.txt': 'A',
      b: 'file',
      'b.txt': 'B',
      'b/inside.txt': 'C',
    };
    for (const [name, content] of Object.entries(files)) await write(source, name, content);

    const report = await transfer(moveAll(source, openLocal(dir), { conflict: 'ask' }));
    assert.deepEqual(readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort(), [
      'b',
      'b.txt',
      'empty',
      'full',
      'full/a.txt',
    ]);
    assert.deepEqual(
      report.failed.map(({ path }) => path),
      ['b/inside.txt'],
    );
    assert.match(report.failed[0]?.failure.message ?? '', /“b” is a file and “b\/” a folder/);
  });
});
