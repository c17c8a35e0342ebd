import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CredentialType } from '../../../src/datastores/datastore.ts';
import { looksLikeSecret, secretDoubts, withoutSecrets } from '../../../src/registration/secretChecks.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const says = (type: CredentialType, text: string) =>
  secretDoubts(type, text, now).map(({ severity, message }) => `${severity}: ${message}`);

describe('an account key', () => {
  it('is 64 bytes in Base64', () => {
    assert.deepEqual(says('accountKey', Buffer.alloc(64, 9).toString('base64')), []);
    assert.deepEqual(says('accountKey', ` ${Buffer.alloc(64, 9).toString('base64')}\n`), []);
    for (const wrong of [
      Buffer.alloc(63, 9).toString('base64'),
      Buffer.alloc(65, 9).toString('base64'),
      'key',
    ])
      assert.match(says('accountKey', wrong).join(), /^error: An account key is 64 bytes/);
  });

  it('is told from a SAS and a connection string', () => {
    assert.match(says('accountKey', '?sv=1&sig=x').join(), /looks like a SAS/);
    assert.match(says('accountKey', 'AccountName=a;AccountKey=b').join(), /connection string/);
  });
});

describe('a SAS', () => {
  const sas = (fields: Record<string, string>) =>
    says(
      'sas',
      `?${new URLSearchParams({ sv: '2022-11-02', se: '2027-11-25T12:00:00Z', sr: 'c', sp: 'rlwa', sig: 'x', ...fields }).toString()}`,
    );

  it('that does for everything is fine, with or without its question mark or address', () => {
    assert.deepEqual(sas({}), []);
    assert.deepEqual(says('sas', 'https://a.blob.core.windows.net/c?sp=rlwa&sig=x'), []);
    assert.deepEqual(says('sas', 'sp=rlwa&sig=x'), []);
  });

  const doubtful: readonly [string, Record<string, string>, RegExp][] = [
    ['has expired', { se: '2026-11-25T11:59:00Z' }, /^warning: This SAS expired on/],
    ['expires within a week', { se: '2026-11-28T12:00:00Z' }, /^warning: This SAS expires on/],
    ['is not valid yet', { st: '2026-11-26T12:00:00Z' }, /valid only from/],
    ['may not list', { sp: 'rw' }, /lacks the permission list/],
    ['may not read', { sp: 'lw' }, /lacks the permission read/],
    ['may not write', { sp: 'rl' }, /lacks the permission write, add: nothing can be uploaded/],
    ['may not add', { sp: 'rlw' }, /lacks the permission add/],
    ['is for queues only', { ss: 'q', srt: 'sco' }, /other services than Blob and Files/],
    ['is for one blob', { sr: 'b' }, /for one file only/],
    ['is for objects only', { srt: 'o' }, /lacks the resource types/],
    ['is for some addresses', { sip: '10.0.0.1' }, /some IP addresses/],
    ['has no signature', { sig: '' }, /^error: A SAS has a signature/],
  ];
  for (const [title, fields, sentence] of doubtful)
    it(`that ${title} says so`, () => assert.match(sas(fields).join('\n'), sentence));

  it('with a stored access policy does not say what it may', () => {
    assert.deepEqual(says('sas', 'si=policy&sr=c&sig=x'), []);
  });
});

describe('a client secret', () => {
  it('is told from its id', () => {
    assert.match(says('servicePrincipal', '3f1b1c1e-0000-4000-8000-000000000000').join(), /id of a secret/);
    assert.deepEqual(says('servicePrincipal', 'a~b.c'), []);
  });
});

it('no doubt about a secret repeats it', () => {
  const types = fc.constantFrom<CredentialType>(
    'accountKey',
    'sas',
    'servicePrincipal',
    'login',
    'certificate',
  );
  fc.assert(
    fc.property(
      types,
      fc.string({ minLength: 12, unit: fc.constantFrom('Q', 'X', 'Z', '0', '1', '2', '3', '7') }),
      (type, secret) => {
        for (const text of [secret, `sig=${secret}`, `sp=${secret}&sig=${secret}`])
          for (const { message } of secretDoubts(type, text, now)) assert.ok(!message.includes(secret));
      },
    ),
  );
});

describe('a secret in the wrong place', () => {
  const key = Buffer.alloc(64, 5).toString('base64');
  const misplaced = [
    key,
    `AccountName=a;AccountKey=${key}`,
    'https://a.blob.core.windows.net/c?sv=1&sig=abc',
    'Server=x;Password=hunter2;',
    '-----BEGIN PRIVATE KEY-----',
  ];
  for (const text of misplaced)
    it(`is known by its looks: ${text.slice(0, 20)}…`, () => {
      assert.ok(looksLikeSecret(text));
      assert.deepEqual(withoutSecrets({ accountName: text, name: 'images' }), { name: 'images' });
    });

  it('is nothing that a name, an address or a description is', () => {
    for (const text of [
      'contosodata',
      'my-images',
      'https://login.microsoftonline.com',
      'Signed = yes',
      'a'.repeat(63),
    ])
      assert.ok(!looksLikeSecret(text), text);
  });
});
