import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  ContainerSASPermissions,
  type SASProtocol,
  type BlobServiceClient,
  type ContainerClient,
  type RestError,
} from '@azure/storage-blob';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { accountKey, blobClient, credentialOf, send, tokenFrom } from './support.ts';

const hour = 3_600_000;
const soon = (): Date => new Date(Date.now() + hour);

async function refusal(attempt: Promise<unknown>): Promise<[number | undefined, string | undefined]> {
  const error = await attempt.then(
    () => assert.fail('the service let it through'),
    (reason: unknown) => reason as RestError,
  );
  // A HEAD is answered without a body: then only the header names the code.
  return [error.statusCode, error.code ?? error.response?.headers.get('x-ms-error-code')];
}

describe('The Blob service of the sandbox', function () {
  this.timeout(60_000);
  let box: Sandbox;
  let service: BlobServiceClient;
  let container: ContainerClient;
  before(async () => {
    box = await sandbox();
    service = blobClient(box, accountKey(box));
    container = service.getContainerClient(`test-${randomBytes(6).toString('hex')}`);
    await container.create();
    await container.getBlockBlobClient('folder/hello.txt').upload('hello', 5);
  });
  after(async () => {
    await container.delete();
  });

  const read = async (client: BlobServiceClient, name = 'folder/hello.txt'): Promise<string> =>
    (
      await client.getContainerClient(container.containerName).getBlobClient(name).downloadToBuffer()
    ).toString();
  const write = (client: BlobServiceClient, name = 'written'): Promise<unknown> =>
    client.getContainerClient(container.containerName).getBlockBlobClient(name).upload('x', 1);
  const listAll = async (client: BlobServiceClient): Promise<string[]> => {
    const names: string[] = [];
    for await (const blob of client.getContainerClient(container.containerName).listBlobsFlat())
      names.push(blob.name);
    return names;
  };

  describe('by account key', () => {
    it('moves blocks up and ranges down, byte for byte', async () => {
      const bytes = randomBytes(9 * 1024 * 1024 + 1);
      const blob = container.getBlockBlobClient('large.bin');
      await blob.uploadData(bytes, {
        maxSingleShotSize: 1024,
        blockSize: 4 * 1024 * 1024,
        concurrency: 3,
        metadata: { hdi_note: 'a', ab: 'b', a_b: 'c' },
      });
      assert.deepEqual(await blob.downloadToBuffer(), bytes);
    });

    it('refuses a wrong key', async () => {
      const { StorageSharedKeyCredential } = await import('@azure/storage-blob');
      const wrong = new StorageSharedKeyCredential('contosodata', randomBytes(64).toString('base64'));
      assert.deepEqual(await refusal(read(blobClient(box, wrong))), [403, 'AuthenticationFailed']);
    });

    it('refuses keys and SAS alike once the account allows neither', async () => {
      // An account that few others use.
      const account = 'contosoprod';
      const expected = [403, 'KeyBasedAuthenticationNotPermitted'];
      const list = (client: BlobServiceClient): Promise<unknown> => client.listContainers().byPage().next();
      await box.admin('POST', '/accounts', { account, allowSharedKeyAccess: false });
      try {
        assert.deepEqual(
          await refusal(list(blobClient(box, accountKey(box, account), { account }))),
          expected,
        );
        const query = accountSas('l', { account });
        assert.deepEqual(await refusal(list(blobClient(box, undefined, { account, query }))), expected);
      } finally {
        await box.admin('POST', '/accounts', { account, allowSharedKeyAccess: true });
      }
    });

    it('copies within the account', async () => {
      const source = container.getBlobClient('folder/hello.txt');
      const poller = await container.getBlobClient('copied.txt').beginCopyFromURL(source.url);
      await poller.pollUntilDone();
      assert.equal(await read(service, 'copied.txt'), 'hello');
    });
  });

  const accountSas = (
    sp: string,
    more: {
      account?: 'contosoprod';
      services?: string;
      types?: string;
      expiresOn?: Date;
      startsOn?: Date;
      protocol?: SASProtocol;
    } = {},
  ): string => {
    const { account, services = 'b', types = 'sco', expiresOn = soon(), ...rest } = more;
    const parts = {
      permissions: AccountSASPermissions.parse(sp),
      services: AccountSASServices.parse(services).toString(),
      resourceTypes: AccountSASResourceTypes.parse(types).toString(),
      expiresOn,
      ...rest,
    };
    return `?${generateAccountSASQueryParameters(parts, accountKey(box, account)).toString()}`;
  };
  const containerSas = (sp: string): string =>
    `?${generateBlobSASQueryParameters({ containerName: container.containerName, permissions: ContainerSASPermissions.parse(sp), expiresOn: soon() }, accountKey(box)).toString()}`;
  const withSas = (query: string): BlobServiceClient => blobClient(box, undefined, { query });

  describe('by SAS', () => {
    it('reads, writes and lists with a container SAS that says so', async () => {
      const client = withSas(containerSas('rcwl'));
      await write(client, 'by-sas');
      assert.equal(await read(client, 'by-sas'), 'x');
      assert.ok((await listAll(client)).includes('by-sas'));
    });

    it('opens one blob with a blob SAS, and no other', async () => {
      const query = generateBlobSASQueryParameters(
        {
          containerName: container.containerName,
          blobName: 'folder/hello.txt',
          permissions: BlobSASPermissions.parse('r'),
          expiresOn: soon(),
        },
        accountKey(box),
      ).toString();
      const client = withSas(`?${query}`);
      assert.equal(await read(client), 'hello');
      assert.deepEqual(await refusal(read(client, 'other')), [403, 'AuthenticationFailed']);
      assert.deepEqual(await refusal(listAll(client)), [403, 'AuthenticationFailed']);
    });

    it('holds a SAS to its permissions, service, resource type, time and signature', async () => {
      assert.deepEqual(await refusal(write(withSas(containerSas('rl')))), [
        403,
        'AuthorizationPermissionMismatch',
      ]);
      assert.deepEqual(await refusal(listAll(withSas(containerSas('r')))), [
        403,
        'AuthorizationPermissionMismatch',
      ]);
      assert.deepEqual(await refusal(read(withSas(accountSas('r', { services: 'f' })))), [
        403,
        'AuthorizationServiceMismatch',
      ]);
      assert.deepEqual(await refusal(read(withSas(accountSas('r', { types: 'sc' })))), [
        403,
        'AuthorizationResourceTypeMismatch',
      ]);
      const past = { expiresOn: new Date(Date.now() - hour) };
      assert.deepEqual(await refusal(read(withSas(accountSas('r', past)))), [403, 'AuthenticationFailed']);
      const future = { startsOn: soon(), expiresOn: new Date(Date.now() + 2 * hour) };
      assert.deepEqual(await refusal(read(withSas(accountSas('r', future)))), [403, 'AuthenticationFailed']);
      const widened = containerSas('r').replace('sp=r&', 'sp=rw&');
      assert.deepEqual(await refusal(write(withSas(widened))), [403, 'AuthenticationFailed']);
    });
  });

  describe('by bearer token', () => {
    const as = (token: string): BlobServiceClient => blobClient(box, credentialOf(token));

    it('lets a principal with a data role in, and only as far as the role goes', async () => {
      const user = as(await tokenFrom(box, { principal: 'user' }));
      await write(user, 'by-token');
      assert.equal(await read(user, 'by-token'), 'x');
      const token = await tokenFrom(box, { principal: 'reader' });
      assert.deepEqual(await refusal(read(as(token))), [403, 'AuthorizationPermissionMismatch']);
      await box.admin('POST', '/dataRoles', { principal: 'reader', account: 'contosodata', role: 'reader' });
      try {
        assert.equal(await read(as(token)), 'hello');
        assert.deepEqual(await refusal(write(as(token))), [403, 'AuthorizationPermissionMismatch']);
      } finally {
        await box.admin('POST', '/dataRoles', { principal: 'reader', account: 'contosodata', role: null });
      }
    });

    it('refuses a token for another audience, of another tenant, expired or forged', async () => {
      const expected = [401, 'InvalidAuthenticationInfo'];
      const bad = {
        audience: await tokenFrom(box, { principal: 'user', resource: 'https://management.azure.com' }),
        tenant: await tokenFrom(box, { principal: 'stranger' }),
        issuer: await tokenFrom(box, { principal: 'user', issuer: 'https://sts.example.invalid/' }),
        expired: await tokenFrom(box, { principal: 'user', expiresInSeconds: -1 }),
        forged: `${(await tokenFrom(box, { principal: 'user' })).split('.').slice(0, 2).join('.')}.${Buffer.alloc(256, 7).toString('base64url')}`,
      };
      for (const [why, token] of Object.entries(bad))
        assert.deepEqual(await refusal(read(as(token))), expected, why);
    });

    it('says who issues good tokens when it refuses one', async () => {
      const token = await tokenFrom(box, { principal: 'stranger' });
      const answer = await send(
        box,
        'contosodata.blob.core.windows.net.localhost',
        `/${container.containerName}/folder/hello.txt`,
        {
          headers: { authorization: `Bearer ${token}`, 'x-ms-version': '2024-11-04' },
        },
      );
      assert.equal(answer.status, 401);
      assert.match(
        String(answer.headers['www-authenticate']),
        new RegExp(`authorization_uri=https://login\\.\\S+/${box.tenants[0] ?? ''}/`),
      );
    });
  });

  it('refuses a request without any credential', async () => {
    const host = 'contosodata.blob.core.windows.net.localhost';
    const target = `/${container.containerName}/folder/hello.txt`;
    const modern = await send(box, host, target, { headers: { 'x-ms-version': '2024-11-04' } });
    assert.deepEqual(
      [modern.status, modern.headers['x-ms-error-code']],
      [401, 'NoAuthenticationInformation'],
    );
    const old = await send(box, host, target);
    assert.deepEqual([old.status, old.headers['x-ms-error-code']], [409, 'PublicAccessNotPermitted']);
  });

  describe('with names that the URL class would change', () => {
    const host = 'contosodata.blob.core.windows.net.localhost';
    const sas = (): string => containerSas('rcwdl').slice(1);
    for (const name of [
      'a//b',
      'sub/../victim',
      'x/../../y',
      'sub%2F..%2Fvictim',
      'tail.',
      '/lead',
      'q?#%.txt',
      '日本/😀',
    ]) {
      it(`stores ${JSON.stringify(name)} under that very name`, async () => {
        const bytes = `content of ${name}`;
        const target = `/${container.containerName}/${encodeURIComponent(name)}?${sas()}`;
        const put = await send(box, host, target, {
          method: 'PUT',
          headers: { 'x-ms-blob-type': 'BlockBlob' },
          body: bytes,
        });
        assert.equal(put.status, 201, put.body.toString());
        assert.ok((await listAll(service)).includes(name));
        assert.equal((await send(box, host, target)).body.toString(), bytes);
        assert.equal((await send(box, host, target, { method: 'DELETE' })).status, 202);
      });
    }

    it('turns a backslash into a slash, as the service does', async () => {
      const target = `/${container.containerName}/back%5Cslash?${sas()}`;
      await send(box, host, target, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: 'x' });
      assert.ok((await listAll(service)).includes('back/slash'));
    });

    it('takes dot segments sent plainly as parts of the name', async () => {
      const target = `/${container.containerName}/folder/../hello.txt?${sas()}`;
      assert.equal((await send(box, host, target)).status, 404);
      const put = await send(box, host, target, {
        method: 'PUT',
        headers: { 'x-ms-blob-type': 'BlockBlob' },
        body: 'dots',
      });
      assert.equal(put.status, 201);
      assert.ok((await listAll(service)).includes('folder/../hello.txt'));
      assert.equal(await read(service), 'hello');
    });
  });
});
