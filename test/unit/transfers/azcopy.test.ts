import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Workspace } from '../../../src/azureml/workspaces.ts';
import { azCopyCommands, type Copy } from '../../../src/commands/azcopy.ts';
import { datastoreKinds } from '../../../src/datastores/index.ts';
import type { Datastore, DatastoreCredential } from '../../../src/datastores/datastore.ts';

const publicCloud = { storageSuffix: 'core.windows.net', login: 'https://login.microsoftonline.com' };
const tenantId = '11111111-2222-3333-4444-555555555555';
const workspace = { name: 'vision', tenantId } as Workspace;

function place(type: string, path: string, credential: DatastoreCredential = { type: 'none' }) {
  const kind = datastoreKinds.find((each) => each.type === type) ?? assert.fail();
  const values = { accountName: 'contoso', ...(kind.storage ? { [kind.storage.root]: 'data' } : {}) };
  const datastore: Datastore = { name: 'images', type, kind, isDefault: false, credential, values };
  return { workspace, datastore, path };
}
const up = (type: string, more: Partial<Copy> = {}): Copy => ({
  ...{ from: { local: '/home/me/data' }, to: place(type, 'in/data/'), kind: 'folder', conflict: 'overwrite' },
  ...more,
});
const linesOf = (copy: Copy, cloud = publicCloud) => azCopyCommands([copy], cloud).split('\n');

describe('the AzCopy command', () => {
  it('moves a folder to where the transfer moves it, on each service', () => {
    const [, blob] = linesOf(up('AzureBlob'));
    assert.equal(
      blob,
      'azcopy copy /home/me/data https://contoso.blob.core.windows.net/data/in/data --from-to=LocalBlob --recursive --as-subdir=false --overwrite=true --put-md5',
    );
    const down = (type: string) =>
      linesOf(up(type, { from: place(type, ''), to: { local: '/home/me/images' } }))[1];
    assert.match(
      down('AzureDataLakeGen2') ?? '',
      /copy https:\/\/contoso\.dfs\.core\.windows\.net\/data \/home\/me\/images --from-to=BlobFSLocal --recursive/,
    );
    assert.match(down('AzureFile') ?? '', /\.file\.core\.windows\.net\/data .*--from-to=FileLocal/);
    assert.doesNotMatch(down('AzureFile') ?? '', /put-md5/);
  });

  it('moves a file by itself, with the policy that was chosen', () => {
    const file = { kind: 'file', conflict: 'skip', from: { local: '/a.txt' } } as const;
    const [, line] = linesOf(up('AzureBlob', { ...file, to: place('AzureBlob', 'in/a.txt') }));
    assert.equal(
      line,
      'azcopy copy /a.txt https://contoso.blob.core.windows.net/data/in/a.txt --from-to=LocalBlob --overwrite=false --put-md5',
    );
    const policy = (conflict: Copy['conflict']) =>
      /--overwrite=(\w+)/.exec(linesOf(up('AzureBlob', { conflict }))[1] ?? '')?.[1];
    assert.deepEqual([policy('ask'), policy('overwriteIfNewer')], ['prompt', 'ifSourceNewer']);
  });

  it('reaches the shell as the words that were meant, whatever names hold', () => {
    const local = '/home/me/it\'s $(rm -rf) `x` \\ "q" 日本';
    const path = "a b/it's $HOME/%41?#&/";
    const [, line = ''] = linesOf(up('AzureBlob', { from: { local }, to: place('AzureBlob', path) }));
    const words = execFileSync('sh', ['-c', `azcopy() { printf '%s\\n' "$@"; }; ${line}`], {
      encoding: 'utf8',
    });
    const [command, from, to] = words.split('\n');
    assert.deepEqual([command, from], ['copy', local]);
    const url = new URL(to ?? '');
    assert.equal(decodeURIComponent(url.pathname), `/data/${path.slice(0, -1)}`);
    assert.deepEqual([url.search, url.hash], ['', '']);
  });

  it('says how AzCopy signs in, and nothing that is secret', () => {
    const note = (credential: DatastoreCredential, cloud = publicCloud) =>
      linesOf(up('AzureBlob', { to: place('AzureBlob', '', credential) }), cloud)
        .filter((line) => line.startsWith('#'))
        .join('\n');
    const signIn = `azcopy login --tenant-id=${tenantId}`;
    assert.equal(note({ type: 'none' }), `# Sign in first: ${signIn}`);
    assert.match(note({ type: 'accountKey' }), /account key, which AzCopy does not take/);
    assert.match(note({ type: 'sas' }), /holds a SAS token, which is not shown here/);
    const principal = { type: 'servicePrincipal', tenantId: 't', clientId: 'c' } as const;
    assert.match(note(principal), /--login-type=SPN --application-id=c --tenant-id=t/);
    const china = { storageSuffix: 'core.chinacloudapi.cn', login: 'https://login.chinacloudapi.cn' };
    assert.match(note({ type: 'none' }, china), /--aad-endpoint=https:\/\/login\.chinacloudapi\.cn$/);
  });

  it('lets AzCopy send its token to a cloud of its own', () => {
    const own = { storageSuffix: 'storage.contoso.example', login: 'https://login.contoso.example' };
    assert.match(
      linesOf(up('AzureBlob'), own)[1] ?? '',
      /--trusted-microsoft-suffixes='\*\.storage\.contoso\.example'$/,
    );
  });

  it('says each thing about signing in once, and refuses what holds no files', () => {
    const both = azCopyCommands([up('AzureBlob'), up('AzureBlob')], publicCloud)
      .trimEnd()
      .split('\n');
    assert.equal(both.filter((line) => line.startsWith('#')).length, 1);
    assert.equal(both.length, 3);
    assert.throws(() => azCopyCommands([up('AzureSqlDatabase')], publicCloud), /holds no files/);
  });
});
