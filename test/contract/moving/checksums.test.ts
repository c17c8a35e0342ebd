import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnonymousCredential as BlobAnonymous, BlockBlobClient, newPipeline } from '@azure/storage-blob';
import {
  AnonymousCredential as LakeAnonymous,
  DataLakeFileClient,
  newPipeline as newLakePipeline,
} from '@azure/storage-file-datalake';
import {
  AnonymousCredential as ShareAnonymous,
  newPipeline as newSharePipeline,
  ShareFileClient,
} from '@azure/storage-file-share';
import { Secret } from '../../../src/common/secret.ts';
import { openLocal } from '../../../src/storage/local.ts';
import { openStorage } from '../../../src/storage/open.ts';
import type { Storage } from '../../../src/storage/storage.ts';
import { transfer } from '../../../src/transfer/transfer.ts';
import { traceLog } from '../../support/log.ts';
import { sandbox, type Sandbox } from '../../support/sandbox.ts';
import { memoryWith, moveAll } from '../../unit/transfer/fixtures.ts';
import { pattern } from '../support.ts';
import { createRoot, services, type Service } from '../transferRoots.ts';

const MiB = 1024 * 1024;
/** One request on every service, several on Files, several on every service. */
const contents: Readonly<Record<string, string>> = {
  'empty.txt': '',
  'small.csv': 'a,b\n1,2\n',
  'middle.txt': pattern(5 * MiB)
    .toString('latin1')
    .replaceAll(/[^ -~]/g, '.'),
  'large.txt': pattern(20 * MiB, 7)
    .toString('latin1')
    .replaceAll(/[^ -~]/g, '.'),
};
const md5 = (content: string | Uint8Array) => createHash('md5').update(content).digest();

/** What a client that is not ours sees of a file, and how it changes what is kept with it. */
interface Independent {
  md5Of(name: string): Promise<Uint8Array | undefined>;
  contentTypeOf(name: string): Promise<string | undefined>;
  setMd5(name: string, value: Uint8Array | undefined): Promise<void>;
}

function independent(service: Service, address: string, sas: string, agent: Sandbox['agent']): Independent {
  const at = (name: string) => `${address}/${name}?${sas}`;
  const options: object = { agent };
  if (service === 'file') {
    const pipeline = newSharePipeline(new ShareAnonymous(), options);
    const client = (name: string) => new ShareFileClient(at(name), pipeline);
    return {
      md5Of: async (name) => (await client(name).getProperties()).contentMD5,
      contentTypeOf: async (name) => (await client(name).getProperties()).contentType,
      setMd5: async (name, value) => {
        await client(name).setHttpHeaders(value ? { fileContentMD5: value } : {});
      },
    };
  }
  if (service === 'dfs') {
    const pipeline = newLakePipeline(new LakeAnonymous(), options);
    const client = (name: string) => new DataLakeFileClient(at(name), pipeline);
    return {
      md5Of: async (name) => (await client(name).getProperties()).contentMD5,
      contentTypeOf: async (name) => (await client(name).getProperties()).contentType,
      setMd5: async (name, value) => {
        await client(name).setHttpHeaders(value ? { contentMD5: value } : {});
      },
    };
  }
  const pipeline = newPipeline(new BlobAnonymous(), options);
  const client = (name: string) => new BlockBlobClient(at(name), pipeline);
  return {
    md5Of: async (name) => (await client(name).getProperties()).contentMD5,
    contentTypeOf: async (name) => (await client(name).getProperties()).contentType,
    setMd5: async (name, value) => {
      await client(name).setHTTPHeaders(value ? { blobContentMD5: value } : {});
    },
  };
}

describe('checksums of files on a service', function () {
  this.timeout(60_000);
  let azure: Sandbox;
  let dir: string;
  before(async () => {
    azure = await sandbox();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-checksums-'));
  });
  afterEach(async () => {
    rmSync(dir, { recursive: true, force: true });
    await azure.clearFaults();
  });

  async function upload(service: Service, md5Too = true): Promise<{ storage: Storage; seen: Independent }> {
    const { address, sas } = await createRoot(azure, service);
    const credential = { kind: 'sas', token: new Secret(sas) } as const;
    const transport = { agent: azure.agent };
    const storage = await openStorage(service, { address, credential, transport, log: traceLog });
    const source = await memoryWith(contents, { keepsMd5: false });
    const { failed } = await transfer(moveAll(source, storage, { md5: md5Too }));
    assert.deepEqual(failed, []);
    return { storage, seen: independent(service, address, sas, azure.agent) };
  }

  for (const service of services) {
    it(`stay with every file that goes to ${service}, beside its content type`, async () => {
      const { storage, seen } = await upload(service);
      for (const [name, content] of Object.entries(contents)) {
        if (content === '' && service === 'dfs') continue;
        assert.deepEqual(Buffer.from((await seen.md5Of(name)) ?? []), md5(content), name);
        assert.match(
          (await seen.contentTypeOf(name)) ?? '',
          name.endsWith('csv') ? /^text\/csv/ : /^text\/plain/,
        );
      }
      const report = await transfer(moveAll(storage, openLocal(dir)));
      assert.deepEqual([report.files, report.failed, report.lengthOnly], [4, [], undefined]);
    });

    it(`name a file on ${service} that is not what they say, and nothing is left of it`, async () => {
      const { storage, seen } = await upload(service);
      for (const name of ['small.csv', 'large.txt']) await seen.setMd5(name, md5('another'));
      const report = await transfer(moveAll(storage, openLocal(dir)));
      assert.deepEqual(report.failed.map(({ path }) => path).sort(), ['large.txt', 'small.csv']);
      for (const { failure } of report.failed) assert.match(failure.message, /does not match the MD5/);
      assert.deepEqual(readdirSync(dir).sort(), ['empty.txt', 'middle.txt']);
    });

    it(`find a byte that was changed on the way from ${service}, and the file is read again`, async () => {
      const { storage } = await upload(service);
      const path = '/large\\.txt$';
      await azure.addFault({ path, method: 'GET', count: 1, action: { kind: 'corrupt', atByte: 1000 } });
      const report = await transfer(moveAll(storage, openLocal(dir)));
      assert.deepEqual([report.files, report.failed], [4, []]);
      const copy = await transfer(moveAll(openLocal(dir), await memoryWith({})));
      assert.equal(copy.bytes, report.bytes);
      assert.deepEqual(md5(await readWhole(openLocal(dir), 'large.txt')), md5(contents['large.txt'] ?? ''));
    });

    it(`find such a byte by what ${service} computes of a small file that has none`, async () => {
      const { storage, seen } = await upload(service, false);
      await seen.setMd5('small.csv', undefined);
      const path = '/small\\.csv$';
      await azure.addFault({ path, method: 'GET', count: 1, action: { kind: 'corrupt', atByte: 3 } });
      const report = await transfer(moveAll(storage, openLocal(dir)));
      assert.deepEqual([report.files, report.failed], [4, []]);
      assert.deepEqual(md5(await readWhole(openLocal(dir), 'small.csv')), md5(contents['small.csv']!));
    });

    it(`are counted as missing where a file on ${service} has none`, async () => {
      const { storage, seen } = await upload(service, false);
      for (const name of Object.keys(contents)) await seen.setMd5(name, undefined);
      const report = await transfer(moveAll(storage, openLocal(dir)));
      // Of the small one the service computes it.
      assert.deepEqual([report.files, report.failed, report.lengthOnly], [4, [], 2]);
    });
  }
});

async function readWhole(storage: Storage, name: string): Promise<Uint8Array> {
  const entry = await storage.stat(name as never);
  assert.equal(entry?.kind, 'file');
  return storage.read(entry.path, { offset: 0, length: entry.size });
}
