import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from '../support/browser.ts';
import { startTestServer } from '../support/vscode.ts';

describe('a VS Code that the scripts start', () => {
  it('leaves nothing in the temporary folder of the machine', async function () {
    this.timeout(60_000);
    const server = await startTestServer({});
    const { browser } = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(server.address(server.dir));
      const sockets = () => readdirSync(server.temporary).filter((name) => name.endsWith('.sock'));
      // Those of the extension host and of Git, which come when the window has opened.
      while (!['vscode-ipc', 'vscode-git'].every((kind) => sockets().some((name) => name.startsWith(kind))))
        await delay(50);
      await page.close();
    } finally {
      await browser.close();
      await server.stop();
    }
    assert.equal(existsSync(server.temporary), false);
  });
});
