import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { certificateUnreadable, checkCertificate } from '../../../src/azureml/certificate.ts';
import { identityMayHelp } from '../../../src/azureml/identityMayHelp.ts';
import { isFailure } from '../../../src/common/failure.ts';
import { Secret } from '../../../src/common/secret.ts';
import { makeCertificate } from '../../support/certificate.ts';

type Pair = Awaited<ReturnType<typeof makeCertificate>>;

describe('the certificate of a datastore', function () {
  this.timeout(20_000);
  let own: Pair;
  let other: Pair;
  let elliptic: Pair;

  before(async () => {
    [own, other, elliptic] = await Promise.all([makeCertificate(), makeCertificate(), makeCertificate('ec')]);
  });

  it('is PEM with its private key, in any order and with anything around it', () => {
    const { certificate, key } = own;
    const older = createPrivateKey(key).export({ type: 'pkcs1', format: 'pem' }).toString();
    const attributes = `Bag Attributes\n    friendlyName: datastore\n${certificate}`;
    for (const parts of [
      [certificate, key],
      [key, certificate],
      [attributes, older],
      [key, certificate, other.certificate],
    ])
      checkCertificate('lake', new Secret(parts.join('\n')));
    checkCertificate('lake', new Secret([certificate, key].join('\n').replaceAll('\n', '\r\n')));
  });

  const encrypted = (type: 'pkcs1' | 'pkcs8'): string =>
    createPrivateKey(own.key)
      .export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'TOPSECRET' })
      .toString();
  const unreadable: Readonly<Record<string, readonly [() => string, RegExp]>> = {
    'a PFX file': [() => 'MIIJqQIBAzCCCW8GCSqGSIb3DQEHAaCCCWAEgglcMIIJWDCCA', /PFX/],
    'no PEM': [() => 'TOPSECRET', /not in PEM form/],
    'no private key': [() => own.certificate, /no private key/],
    'a private key alone': [() => own.key, /no certificate/],
    'an encrypted private key': [() => own.certificate + encrypted('pkcs8'), /encrypted/],
    'an older encrypted private key': [() => own.certificate + encrypted('pkcs1'), /encrypted/],
    'a private key of another certificate': [() => own.certificate + '\n' + other.key, /another certificate/],
    'an elliptic key': [() => `${elliptic.certificate}\n${elliptic.key}`, /no RSA key/],
    'a damaged certificate': [() => own.certificate.replace(/^MII/m, 'AAA') + '\n' + own.key, /damaged/],
    'a damaged key': [() => own.certificate + '\n' + own.key.replace(/^MII/m, 'AAA'), /damaged/],
  };
  for (const [what, [text, reason]] of Object.entries(unreadable)) {
    it(`cannot be used with ${what}, and says so`, () => {
      const secret = text();
      assert.throws(
        () => checkCertificate('lake', new Secret(secret)),
        (error) => {
          assert(isFailure(error, 'unsupported'));
          assert.match(error.message, reason);
          assert.match(error.message, /“lake”.*Use your own identity/);
          assert.equal(error.facts.code, certificateUnreadable);
          assert(identityMayHelp(error));
          return error.cause === undefined && !error.message.includes(secret.slice(0, 20));
        },
      );
    });
  }
});
