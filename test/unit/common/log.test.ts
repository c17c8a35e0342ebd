import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact, redacting, silentLog } from '../../../src/common/log.ts';

/** Each puts a secret where one may stand. */
const planted: Readonly<Record<string, (secret: string) => string>> = {
  'a SAS': (secret) => `https://a.blob.core.windows.net/c?sv=2024-11-04&sig=${secret}&sp=r`,
  'a SAS that begins with its signature': (secret) => `?sig=${secret}`,
  'the SAS of a copy’s source': (secret) =>
    `x-ms-copy-source: https://a.blob.core.windows.net/c/b?sp=r&sig=${secret}`,
  'a SAS within an address': (secret) => `?from=https%3A%2F%2Fa%2Fc%3Fsp%3Dr%26sig%3D${secret}%26sv%3D1`,
  'a bearer token': (secret) => `Authorization: Bearer ${secret}`,
  'a shared key signature': (secret) => `authorization SharedKey contoso:${secret}`,
  'a lite shared key signature': (secret) => `SharedKeyLite contoso:${secret}`,
  'a connection string': (secret) =>
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${secret};EndpointSuffix=x`,
  'a connection string with a SAS': (secret) =>
    `BlobEndpoint=https://a/;SharedAccessSignature=sv=1&sig=${secret}`,
  'a database’s connection string': (secret) => `Server=tcp:a;User ID=u;Pwd=${secret};Encrypt=True`,
  'its longer form': (secret) => `Password=${secret};`,
  'a form': (secret) => `grant_type=x&client_secret=${secret}&scope=y`,
  'a form with an assertion': (secret) =>
    `client_assertion=${secret}&refresh_token=${secret}&assertion=${secret}`,
  'an encoded form': (secret) => `client_id%3D1%26client_secret%3D${secret}%26x%3D1`,
  'a database’s connection string with a blank in its password': (secret) =>
    `Server=tcp:a;Password=abc ${secret};Encrypt=True`,
  'a connection string with a quoted password': (secret) => `User ID=u;Pwd="abc ${secret}";Encrypt=True`,
  'a setting': (secret) => `clientSecret=${secret}`,
  'a secret by its plain name': (secret) => `grant_type=x&secret=${secret}`,
  'a secret by its plain name in JSON': (secret) => JSON.stringify({ secret, x: 1 }),
  'the header of a managed identity': (secret) => `X-IDENTITY-HEADER: ${secret}`,
  'the header of a managed identity in JSON': (secret) => JSON.stringify({ 'x-identity-header': secret }),
  'the signature that a service names': (secret) =>
    `The MAC signature found in the HTTP request '${secret}' is not the same as any computed signature.`,
  JSON: (secret) => JSON.stringify({ type: 'AccountKey', key: secret, clientSecret: secret, x: 1 }),
  'tokens in JSON': (secret) =>
    JSON.stringify({ access_token: secret, refresh_token: secret, id_token: secret }),
  'JSON with blanks': (secret) => `{ "sasToken" : "${secret}" , "userPassword": "${secret}" }`,
  'JSON within JSON': (secret) => JSON.stringify({ body: JSON.stringify({ accountKey: secret }) }),
  'a printed object': (secret) => `{ client_secret: '${secret}', 'password': '${secret}' }`,
  'a token on its own': (secret) => `eyJ${secret}.eyJ${secret}.${secret}`,
  'an account key on its own': (secret) => `${secret.padEnd(86, secret).slice(0, 86)}==`,
  'an encoded account key on its own': (secret) => `${secret.padEnd(84, secret).slice(0, 84)}%2BA%3D%3D`,
  'a private key': (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
  'a private key in JSON': (secret) =>
    JSON.stringify(`-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----\n`),
  'a private key that is cut off': (secret) => `-----BEGIN EC PRIVATE KEY-----\n${secret}`,
};

const secrets = fc.string({
  unit: fc.constantFrom(...Array.from('ABCDefgh0123456789')),
  minLength: 16,
  maxLength: 40,
});
const pieces = Object.keys(planted).join(' ');
/** Text of any kind, and of the pieces that the patterns look for. */
const around = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        'sig=',
        'key',
        '"',
        "'",
        '\\',
        ':',
        ' ',
        '&',
        ';',
        '%',
        '%3D',
        '=',
        'Bearer',
        'x',
        '\n',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('redact', () => {
  for (const [what, plant] of Object.entries(planted)) {
    it(`hides ${what}, whatever stands around it`, () => {
      fc.assert(
        fc.property(secrets, around, around, (secret, before, after) => {
          fc.pre(!`${before}${after}${pieces}`.includes(secret));
          assert(!redact(before + plant(secret) + after).includes(secret));
        }),
        { numRuns: 200 },
      );
    });
  }

  it('leaves everything else as it is', () => {
    for (const text of [
      'PUT /images/sig/key.txt 201, 12 files, "keys": 3',
      'Authentication scheme Bearer is not supported in this version.',
      'getaddrinfo ENOTFOUND contosodata.blob.core.windows.net',
      'GET contosodata.blob.core.windows.net/images/a%20b.csv 206 34 ms 5f0e8a5c-d01e-0083-2a46-b0a1e4000000',
      'Put a password or a secret into the setting, for example; the secret’s name is not secret.',
      'AADSTS7000222: The provided client secret keys for app 1234 are expired.',
    ])
      assert.equal(redact(text), text);
  });

  it('is in the way of everything that a log is told', () => {
    const lines: string[] = [];
    const keep = (line: string): void => void lines.push(line);
    const log = redacting({ traces: true, trace: keep, debug: keep, info: keep, warn: keep, error: keep });
    assert.equal(log.traces, true);
    assert.equal(redacting(silentLog).traces, false);
    for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) log[level]('?sig=hush');
    assert.deepEqual(lines, Array(5).fill('?sig=***'));
  });
});
