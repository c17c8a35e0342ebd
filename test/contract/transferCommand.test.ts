import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { connects, deadProxy, startRefusingProxy } from '../support/proxy.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { createRoot, services, type Service } from './transferRoots.ts';

const command = join(import.meta.dirname, '../../scripts/transfer.ts');

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly messages: string;
}

interface Result {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: number;
  readonly failed: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
}

async function run(
  args: readonly string[],
  { proxy = '', noProxy = '', ca = '', input = '' } = {},
): Promise<Ended> {
  const proxies = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: noProxy, no_proxy: noProxy };
  const env = { ...process.env, ...proxies, ...(ca === '' ? {} : { NODE_EXTRA_CA_CERTS: ca }) };
  const child = spawn(process.execPath, [command, ...args], { env, stdio: 'pipe' });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, output, messages] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, messages };
}

/** The one line of JSON, which is all that may be printed. */
function resultOf({ output, messages }: Ended): Result {
  assert.match(output, /^\{.*\}\n$/, messages);
  return JSON.parse(output) as Result;
}

/** The address of a new container, share or filesystem, with a SAS. */
async function createUrl(azure: Sandbox, service: Service): Promise<string> {
  const { address, sas } = await createRoot(azure, service);
  return `${address}?${sas}`;
}

const files: Readonly<Record<string, Buffer>> = {
  'a.txt': Buffer.from('A'),
  'empty.bin': Buffer.alloc(0),
  'nested/deep/ä ö+%.csv': Buffer.from('1,2\n3,4\n'),
  'nested/large.bin': randomBytes(9 * 1024 * 1024 + 5),
};

function writeTree(dir: string): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
}

function readTree(dir: string): Record<string, Buffer> {
  const entries = readdirSync(dir, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(dir, path), readFileSync(path)] as const));
}

describe('the transfer command', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'azureml-datastores-command-'));
  const source = join(temporary, 'source');
  let azure: Sandbox;
  before(async function () {
    this.timeout(60_000);
    azure = await sandbox();
    writeTree(source);
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  for (const service of services) {
    it(`moves a tree to ${service} and back through a proxy, byte for byte`, async function () {
      this.timeout(60_000);
      const url = await createUrl(azure, service);
      const options = { proxy: azure.proxy, input: `${url}\n` };
      const common = ['--url', '-', '--ca', azure.caFile, '--prefix', 'w'];
      const up = resultOf(await run(['upload', '--dir', source, ...common], options));
      const bytes = Object.values(files).reduce((sum, content) => sum + content.length, 0);
      assert.deepEqual([up.files, up.bytes, up.skipped, up.failed], [4, bytes, 0, 0]);
      assert.ok(up.wallSeconds > 0 && up.cpuSeconds > 0 && up.peakRssBytes > 2 ** 20);

      const again = resultOf(
        await run(['upload', '--dir', source, ...common, '--conflict', 'skip'], options),
      );
      assert.deepEqual([again.files, again.skipped, again.failed], [0, 4, 0]);

      const target = join(temporary, `from-${service}`);
      const down = await run(['download', '--dir', target, ...common], options);
      assert.deepEqual([resultOf(down).files, resultOf(down).bytes, down.code], [4, bytes, 0]);
      assert.deepEqual(readTree(target), files);
    });
  }

  it('trusts the authorities that NODE_EXTRA_CA_CERTS names, and no stranger’s certificate without', async () => {
    const url = await createUrl(azure, 'blob');
    const args = ['upload', '--dir', source, '--url', '-'];
    const options = { proxy: azure.proxy, input: url };
    assert.equal(resultOf(await run(args, { ...options, ca: azure.caFile })).files, 4);
    const distrusting = await run(args, options);
    assert.deepEqual([resultOf(distrusting).files, distrusting.code], [0, 1]);
    assert.match(distrusting.messages, /certificate/);
  });

  it('goes past the proxy to the hosts that NO_PROXY names', async () => {
    // By its bare address the sandbox plays nobody, so the command fails; which way it went is seen on both.
    const input = `https://127.0.0.1:${azure.port}/contosodata/images?sv=2025-01-05&sig=c2VjcmV0`;
    const args = ['download', '--dir', join(temporary, 'never'), '--url', '-', '--ca', azure.caFile];
    const ways = async (noProxy: string) => {
      const options = { proxy: azure.proxy, noProxy, input };
      assert.equal((await run([...args, '--service', 'blob'], options)).code, 1);
      const { count } = await azure.requests({ host: '^127\\.0\\.0\\.1$' });
      return { direct: count > 0, proxied: ((await connects(azure))['127.0.0.1'] ?? 0) > 0 };
    };
    assert.deepEqual(await ways('127.0.0.1'), { direct: true, proxied: false });
    await azure.clearRequests();
    assert.deepEqual(await ways('elsewhere.example'), { direct: false, proxied: true });
  });

  for (const [what, start] of [
    ['wants a password', startRefusingProxy],
    ['is not there', async () => ({ url: await deadProxy(), stop: () => Promise.resolve() })],
  ] as const) {
    it(`says where to look when the proxy ${what}`, async function () {
      this.timeout(60_000);
      const { url: proxy, stop } = await start();
      try {
        const input = await createUrl(azure, 'blob');
        const ended = await run(['download', '--dir', join(temporary, 'never'), '--url', '-'], {
          proxy,
          input,
        });
        assert.equal(ended.code, 1);
        assert.match(ended.messages, /the proxy .*HTTPS_PROXY/);
      } finally {
        await stop();
      }
    });
  }

  it('reports failures without the signature, in its exit code and as JSON', async () => {
    const url = `https://contosodata.blob.${azure.cloud.storageSuffix}/no-such-container?sv=2025-01-05&sig=c2VjcmV0`;
    const ended = await run(['upload', '--dir', source, '--url', url, '--ca', azure.caFile], {
      proxy: azure.proxy,
    });
    assert.equal(ended.code, 1);
    assert.equal(resultOf(ended).files, 0);
    assert.ok(resultOf(ended).failed > 0);
    assert.match(ended.messages, /contosodata/);
    assert.doesNotMatch(ended.messages, /c2VjcmV0/);
  });

  it('counts links as skipped and does not follow them', async () => {
    const dir = mkdtempSync(join(temporary, 'links-'));
    writeFileSync(join(dir, 'file.txt'), 'content');
    symlinkSync('file.txt', join(dir, 'link.txt'));
    const url = await createUrl(azure, 'blob');
    const ended = await run(['upload', '--dir', dir, '--url', url, '--ca', azure.caFile], {
      proxy: azure.proxy,
    });
    assert.deepEqual([resultOf(ended).files, resultOf(ended).skipped, ended.code], [1, 1, 0]);
    assert.match(ended.messages, /links/);
  });

  it('prints how it is used when it is asked', async () => {
    for (const args of [['--help'], ['-h'], ['upload', '--help']]) {
      const { code, output, messages } = await run(args);
      assert.deepEqual([code, messages], [0, '']);
      assert.match(output, /^Usage: npm run -s transfer/);
    }
  });

  for (const [what, args, sentence = /Usage:/] of [
    ['no direction', ['--dir', '.', '--url', 'https://a.blob.core.windows.net/c']],
    [
      'http to another machine',
      ['upload', '--dir', '.', '--url', 'http://a.blob.core.windows.net/c?sig=c2VjcmV0'],
    ],
    [
      'a file of authorities that is not there',
      ['upload', '--dir', '.', '--url', 'https://a.blob.core.windows.net/c', '--ca', 'no-such.pem'],
      /no-such\.pem cannot be read.*--ca/,
    ],
    [
      'a file of authorities that holds none',
      ['upload', '--dir', '.', '--url', 'https://a.blob.core.windows.net/c', '--ca', 'package.json'],
      /package\.json holds no certificate.*--ca/,
    ],
    [
      'an unknown policy',
      ['upload', '--dir', '.', '--url', 'https://a.blob.core.windows.net/c', '--conflict', 'ask'],
    ],
    [
      'a folder that is not there',
      ['upload', '--dir', '/no/such/folder', '--url', 'https://a.blob.core.windows.net/c'],
    ],
  ] as readonly (readonly [string, readonly string[], RegExp?])[]) {
    it(`explains itself when it is given ${what}`, async () => {
      const ended = await run(args);
      assert.equal(ended.code, 2);
      assert.equal(ended.output, '');
      assert.match(ended.messages, /Usage:/);
      assert.match(ended.messages, sentence);
      assert.doesNotMatch(ended.messages, /c2VjcmV0|ENOENT/);
    });
  }
});
