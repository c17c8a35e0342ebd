import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { filesUnder, findSecrets, sandboxSecrets, type Needle } from '../../scripts/lib/secrets.ts';
import { redact } from '../../src/common/log.ts';

const password = 'Wf+3/kE~8 "q\\zR';
const needle: Needle = { kind: 'a password', text: password };

/** An archive with one deflated file. */
function zip(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const rest = Buffer.alloc(14);
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, rest, Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}

describe('the search for secrets', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-secrets-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const kindsIn = (content: string | Buffer, needles: readonly Needle[] = [needle], name = 'a.log') => {
    writeFileSync(join(dir, name), content);
    return findSecrets(
      filesUnder(dir, () => false),
      needles,
    ).map(({ kind }) => kind);
  };

  const forms: Readonly<Record<string, (text: string) => string | Buffer>> = {
    'as it is': (text) => text,
    'in JSON': (text) => JSON.stringify({ text }),
    'in an address': (text) => encodeURIComponent(text),
    'in an address with small letters': (text) =>
      encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
    'in an address within an address': (text) => encodeURIComponent(encodeURIComponent(text)),
    'in a form': (text) => new URLSearchParams({ text }).toString(),
    'in base64': (text) => Buffer.from(text).toString('base64'),
    'within longer base64': (text) => Buffer.from(`{"a":"${text}"}`).toString('base64'),
    'further within longer base64': (text) => Buffer.from(`{"ab":"${text}"}`).toString('base64'),
    'within base64 for addresses': (text) => Buffer.from(`{"abc":"${text}"}`).toString('base64url'),
    'in UTF-16': (text) => Buffer.from(text, 'utf16le'),
    'among zeros': (text) => `\0\x01${text}\0\0`,
    'across two reads of a large file': (text) => 'x'.repeat(16 * 2 ** 20 - 5) + text,
  };
  for (const [where, write] of Object.entries(forms)) {
    it(`finds a known secret ${where}`, () => {
      assert.deepEqual(kindsIn(write(password)), [needle.kind]);
      assert.deepEqual(kindsIn(write(password.slice(0, -2))), []);
    });
  }

  it('looks into packages, and says which file in them', () => {
    const file = join(dir, 'a.vsix');
    writeFileSync(file, zip('extension/dist/a.js', Buffer.from(`const a = '${password}'; `.repeat(9))));
    assert.deepEqual(findSecrets([file], [needle]), [
      { file: `${file}!extension/dist/a.js`, kind: needle.kind },
    ]);
  });

  const jwt = ['{"alg":"RS256","typ":"JWT"}', '{"oid":"1","tid":"2"}', 'signature of the token']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  const signature = randomBytes(32).toString('base64');
  const key = randomBytes(64).toString('base64');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const shaped: readonly (readonly [string, string, string])[] = [
    ['token', `authorization: Bearer ${jwt}`, 'a token (JWT)'],
    [
      'signed address',
      `https://a/b?sv=1&sig=${encodeURIComponent(signature)}&sp=r`,
      'the signature of a SAS',
    ],
    ['signed address that was decoded', `?sv=1&sig=${signature}`, 'the signature of a SAS'],
    ['private key', pem, 'a private key'],
    ['private key in JSON', JSON.stringify(pem), 'a private key'],
    ['account key', `key ${key}, said the log`, 'an account key'],
  ];
  for (const [what, text, kind] of shaped) {
    it(`finds a ${what} that it was not told of`, () => {
      assert.deepEqual(kindsIn(text, []), [kind]);
      assert.deepEqual(kindsIn(Buffer.from(text, 'utf16le'), []), [kind]);
    });
  }

  it('finds nothing in what was redacted, in hashes, certificates and names', () => {
    const said = [
      `GET https://a.blob.core.windows.net/b?sv=1&sig=${encodeURIComponent(signature)}`,
      `authorization: Bearer ${jwt}`,
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${key};EndpointSuffix=core.windows.net`,
      JSON.stringify({ secretsType: 'AccountKey', key }),
    ].join('\n');
    const harmless = [
      `"integrity": "sha512-${randomBytes(64).toString('base64')}"`,
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
      `etag ${randomBytes(16).toString('base64')}`,
    ].join('\n');
    assert.deepEqual(kindsIn(`${redact(said)}\n${harmless}`), []);
  });

  it('knows what the sandbox keeps: its state and its vault', () => {
    mkdirSync(join(dir, 'control'));
    const state = {
      adminToken: 'the admin token',
      principals: { user: { clientId: 'no secret at all', clientSecret: 'the client secret' } },
      accounts: { contosodata: { key: 'the account key', kind: 'StorageV2' } },
      tokenKey: { kty: 'RSA', n: 'public part', d: 'private part', kid: 'public too' },
      identityHeader: 'the header',
    };
    const vault = {
      'ws/shared': { sasToken: `?sv=1&sp=rl&sig=${encodeURIComponent(signature)}` },
      'ws/sql': { userPassword: 'the password' },
      'ws/lake': { certificate: `-----BEGIN CERTIFICATE-----\npublic\n-----END CERTIFICATE-----\n${pem}` },
    };
    writeFileSync(join(dir, 'state.json'), JSON.stringify(state));
    writeFileSync(join(dir, 'control/vault.json'), JSON.stringify(vault));
    const lines = pem.split('\n').filter((line) => line.length >= 40 && !line.startsWith('-'));
    assert.deepEqual(
      sandboxSecrets(dir).map(({ text }) => text),
      [
        ...['the admin token', 'the client secret', 'the account key', 'private part', 'the header'],
        ...[signature, 'the password', ...lines],
      ],
    );
  });
});
