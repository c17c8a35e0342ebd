import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { prepareAzCopy } from '../../scripts/lib/azcopy.ts';
import type { Workspace } from '../../src/azureml/workspaces.ts';
import { azCopyCommands, type Copy } from '../../src/commands/azcopy.ts';
import { datastoreKinds } from '../../src/datastores/index.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { accountSas, blobClient, filesClient, lakeClient } from './clients.ts';

const run = promisify(execFile);

describe('the AzCopy command that is copied, run by a shell', function () {
  this.timeout(60_000);
  const root = `command-${Date.now()}`;
  let box: Sandbox;
  let dir: string;
  before(async () => {
    box = await sandbox();
    dir = await mkdtemp(join(tmpdir(), 'azcopy-command-'));
    await prepareAzCopy(dir, (sentence) => console.error(sentence));
    await mkdir(join(dir, "it's data/deep er"), { recursive: true });
    await writeFile(join(dir, "it's data/a b.txt"), 'A');
    await writeFile(join(dir, "it's data/deep er/größe 100%.txt"), 'B');
    await blobClient(box, 'contosodata').createContainer(root);
    await filesClient(box).createShare(root);
    await lakeClient(box).getFileSystemClient(root).create();
  });
  after(async () => {
    await blobClient(box, 'contosodata').deleteContainer(root);
    await filesClient(box).deleteShare(root);
    await lakeClient(box).getFileSystemClient(root).delete();
    await rm(dir, { recursive: true, force: true });
  });

  /** Runs it as its first line says: with a SAS token at the end of the address. */
  async function runCopy(copy: Copy, account: string): Promise<void> {
    const cloud = { storageSuffix: 'core.windows.net', login: 'https://login.microsoftonline.com' };
    const text = azCopyCommands([copy], cloud);
    const sas = accountSas(box, account);
    const script = text.replace(/'?(https:\/\/\S+\.core\.windows\.net\/[^\s']+)'?/, `'$1?${sas}'`);
    const env = {
      PATH: `${dir}:${process.env['PATH'] ?? ''}`,
      HOME: dir,
      HTTPS_PROXY: box.proxy,
      SSL_CERT_FILE: box.caFile,
      AZCOPY_LOG_LOCATION: join(dir, 'logs'),
      AZCOPY_JOB_PLAN_LOCATION: join(dir, 'plans'),
    };
    await run('sh', ['-c', script], { env }).catch((error: unknown) => {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`AzCopy failed: ${stdout} ${stderr}`.replaceAll(/sig=[^&\s]+/g, 'sig=***'));
    });
  }

  for (const [type, account] of [
    ['AzureBlob', 'contosodata'],
    ['AzureFile', 'contosodata'],
    ['AzureDataLakeGen2', 'contosolake'],
  ] as const) {
    it(`moves a folder to where the transfer moves it, and one file back: ${type}`, async () => {
      const kind = datastoreKinds.find((each) => each.type === type) ?? assert.fail();
      const values = { accountName: account, ...(kind.storage && { [kind.storage.root]: root }) };
      const credential = { type: 'sas' } as const;
      const datastore = { name: 'it', type, kind, isDefault: false, credential, values };
      const workspace = { tenantId: 't' } as Workspace;
      const place = (path: string) => ({ workspace, datastore, path });
      const common = { conflict: 'overwrite' } as const;
      const up = { from: { local: join(dir, "it's data") }, to: place("in to/it's data/") };
      await runCopy({ ...common, ...up, kind: 'folder' }, account);
      const folder = join(dir, type);
      const down = { from: place('in to/'), to: { local: folder } };
      await runCopy({ ...common, ...down, kind: 'folder' }, account);
      assert.deepEqual((await readdir(folder, { recursive: true })).sort(), [
        "it's data",
        "it's data/a b.txt",
        "it's data/deep er",
        "it's data/deep er/größe 100%.txt",
      ]);
      const one = {
        from: place("in to/it's data/deep er/größe 100%.txt"),
        to: { local: join(folder, 'one') },
      };
      await runCopy({ ...common, ...one, kind: 'file' }, account);
      assert.equal(await readFile(join(folder, 'one'), 'utf8'), 'B');
    });
  }
});
