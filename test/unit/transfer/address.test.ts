import assert from 'node:assert/strict';
import { parseStorageAddress, UsageError } from '../../../scripts/lib/storageAddress.ts';

const parsed = (text: string, service?: 'blob' | 'file' | 'dfs') => {
  const { service: kind, address, credential } = parseStorageAddress(text, service);
  return [kind, address, credential.kind === 'sas' && credential.token.reveal()];
};

describe('the address of a transfer command', () => {
  it('tells the service from the host, and the SAS from the address', () => {
    assert.deepEqual(parsed('https://a.blob.core.windows.net/c?sv=1&sig=x%2B'), [
      'blob',
      'https://a.blob.core.windows.net/c',
      '?sv=1&sig=x%2B',
    ]);
    assert.equal(parsed('https://a.file.core.chinacloudapi.cn/s?sig=x')[0], 'file');
    assert.equal(parsed('https://a.dfs.core.windows.net/f/?sig=x')[1], 'https://a.dfs.core.windows.net/f');
    assert.equal(parsed('https://a.z12.blob.storage.azure.net/c?sig=x')[0], 'blob');
  });

  it('takes the account from the path at an IP address, where http is allowed on this machine', () => {
    const address = 'http://127.0.0.1:10000/account/container';
    assert.deepEqual(parsed(`${address}?sig=x`, 'dfs'), ['dfs', address, '?sig=x']);
    assert.equal(parsed('http://[::1]:1/a/c?sig=x', 'blob')[1], 'http://[::1]:1/a/c');
  });

  for (const [what, address] of [
    ['nothing like an address', 'container'],
    ['http to another machine', 'http://a.blob.core.windows.net/c?sig=x'],
    ['a host that only looks like this machine', 'http://127.0.0.1.example.com/a/c?sig=x'],
    ['an IP address without a service', 'https://10.0.0.1/a/c?sig=x'],
    ['an account without a container', 'https://a.blob.core.windows.net/?sig=x'],
    ['a folder in the path', 'https://a.blob.core.windows.net/c/folder?sig=x'],
    ['a password', 'https://me:secret@a.blob.core.windows.net/c?sig=x'],
  ] as const) {
    it(`refuses ${what}, without repeating a secret`, () => {
      assert.throws(
        () => parseStorageAddress(address),
        (error) => error instanceof UsageError && !/sig=|secret/.test(error.message),
      );
    });
  }
});
