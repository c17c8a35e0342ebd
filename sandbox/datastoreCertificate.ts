import { createHash, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** What a service principal signs in with in place of a secret. */
export interface DatastoreCertificate {
  /** The certificate alone, as the directory keeps it. */
  readonly certificate: string;
  /** Private key and certificate, as a datastore holds them. */
  readonly pem: string;
  /** SHA-1 of the certificate, in upper-case hex. */
  readonly thumbprint: string;
}

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const tenYears = 10 * 365 * 24 * 60 * 60 * 1000;

/** Makes a new one, signed by itself. */
export async function newDatastoreCertificate(): Promise<DatastoreCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=certificate_lake',
    notAfter: new Date(Date.now() + tenYears),
    keys,
    signingAlgorithm: algorithm,
  });
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  const certificate = made.toString('pem');
  const thumbprint = createHash('sha1').update(Buffer.from(made.rawData)).digest('hex').toUpperCase();
  return { certificate, pem: `${key}\n${certificate}\n`, thumbprint };
}
