import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudBehindProxy, connects } from '../support/proxy.ts';
import { sandbox } from '../support/sandbox.ts';
import { useSession } from './session.ts';
import { exactly } from './tree.ts';

describe('VS Code started behind a proxy that changes certificates', () => {
  const session = useSession({}, async () => {
    const box = await sandbox();
    const { caFile, ...cloud } = cloudBehindProxy(box);
    return {
      machineSettings: { 'azuremlDatastores.customCloud': cloud },
      env: { HTTPS_PROXY: box.proxy, NO_PROXY: 'localhost,127.0.0.1', NODE_EXTRA_CA_CERTS: caFile },
    };
  });

  it('lists and downloads by what the environment says of both', async () => {
    const box = await sandbox();
    const before = await connects(box);
    const { tree, page, emptyFolder, choosePath, notification, until } = session();
    await tree.row('vision-research').waitFor();
    await tree.expand('vision-research', 'images');
    const to = emptyFolder('proxied');
    const asking = page.locator('.quick-input-widget:visible .label-name', { hasText: exactly('..') });
    await until(asking, async () => {
      // A tree that is drawn anew may leave the command without its row; then it asks where.
      await page.keyboard.press('Escape');
      await tree.menu('README.md', 'Download…');
    });
    await choosePath(to, 'Download Here');
    await notification(/Downloaded 1 file/).waitFor();
    assert.match(
      readFileSync(join(to, 'README.md'), 'utf8'),
      /^# Shapes\n\n60 pictures of four shapes.*\n$/s,
    );
    const after = await connects(box);
    const host = 'contosodata.blob.core.windows.net';
    assert.ok((after[host] ?? 0) > (before[host] ?? 0), JSON.stringify({ before, after }));
  });
});
