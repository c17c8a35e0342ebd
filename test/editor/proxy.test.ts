import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TransferReport } from '../../src/transfer/transfer.ts';
import { cloudBehindProxy, connects, deadProxy, startRefusingProxy } from '../support/proxy.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { children, label, run, uri } from './support.ts';

const ws = 'vision-research';
const path = 'README.md';

describe('behind a proxy', () => {
  let box: Sandbox;
  let dir: string;
  before(async () => {
    box = await sandbox();
    dir = await mkdtemp(join(tmpdir(), 'azureml-datastores-proxy-'));
  });
  after(async () => {
    await set('http.proxy', undefined);
    await set('azuremlDatastores.customCloud', box.cloud);
    await rm(dir, { recursive: true, force: true });
  });

  const set = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
  const download = async (to: string) =>
    (await run('azuremlDatastores.download', await uri(ws, 'images', path), { to })) as TransferReport;

  it('lists and downloads through the one that VS Code’s setting names', async () => {
    const direct = join(dir, 'direct');
    await download(direct);
    const before = await connects(box);
    await set('http.proxy', box.proxy);
    await set('azuremlDatastores.customCloud', cloudBehindProxy(box));
    const shown = await Promise.all((await children()).map(label));
    assert.ok(shown.includes(ws), shown.join(', '));
    const proxied = join(dir, 'proxied');
    assert.deepEqual((await download(proxied)).failed, []);
    assert.deepEqual(await readFile(join(proxied, 'README.md')), await readFile(join(direct, 'README.md')));
    const after = await connects(box);
    for (const host of [
      'login.microsoftonline.com',
      'management.azure.com',
      'eastus.api.azureml.ms',
      'contosodata.blob.core.windows.net',
    ])
      assert.ok((after[host] ?? 0) > (before[host] ?? 0), `${host} in ${JSON.stringify(after)}`);
  });

  for (const [what, start] of [
    ['wants a password', startRefusingProxy],
    ['is not there', async () => ({ url: await deadProxy(), stop: () => Promise.resolve() })],
  ] as const) {
    it(`says where to look when the proxy ${what}`, async () => {
      const { url, stop } = await start();
      try {
        await set('http.proxy', url);
        await set('azuremlDatastores.customCloud', { ...cloudBehindProxy(box), name: what });
        await assert.rejects(
          async () => download(join(dir, 'never')),
          (error: Error) => {
            assert.match(error.message, /^login\.microsoftonline\.com .* the proxy .* setting http\.proxy /);
            return true;
          },
        );
      } finally {
        await stop();
      }
    });
  }
});
