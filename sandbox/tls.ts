import { webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { writePrivate } from './state.ts';

/** PEM texts of the sandbox's own certificate authority and of the front's certificate. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly caFile: string;
}

const families = [
  '*.blob.core.windows.net',
  '*.file.core.windows.net',
  '*.dfs.core.windows.net',
  '*.api.azureml.ms',
  'management.azure.com',
  'login.microsoftonline.com',
];
/** Hosts that can be reached over TLS and that the sandbox does not play: whoever trusts them is found out. */
const strangers = ['', '*.', '*.blob.', '*.file.', '*.dfs.'].map((prefix) => `${prefix}stranger.example`);
const names = [
  ...families.flatMap((name) => [name, `${name}.localhost`]),
  'admin.localhost',
  'localhost',
  ...strangers,
];

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 60 * 60 * 1000;

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + days * day) };
}

async function newAuthority(keys: webcrypto.CryptoKeyPair): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Azure ML Datastores sandbox CA',
    ...validity(825),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
}

async function newLeaf(
  authority: x509.X509Certificate,
  authorityKeys: webcrypto.CryptoKeyPair,
  publicKey: webcrypto.CryptoKey,
): Promise<x509.X509Certificate> {
  const subjects: x509.JsonGeneralNames = [
    ...names.map((value) => ({ type: 'dns' as const, value })),
    { type: 'ip', value: '127.0.0.1' },
  ];
  return x509.X509CertificateGenerator.create({
    subject: 'CN=Azure ML Datastores sandbox',
    issuer: authority.subject,
    ...validity(397),
    signingAlgorithm: algorithm,
    publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(subjects),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
}

/** Whether the certificate in `pem` lasts at least a week longer and names all that it should. */
function isGood(pem: string): boolean {
  const certificate = new x509.X509Certificate(pem);
  const extension = certificate.getExtension(x509.SubjectAlternativeNameExtension);
  const present = new Set(extension?.names.items.map((item) => item.value));
  return certificate.notAfter.getTime() > Date.now() + 7 * day && names.every((name) => present.has(name));
}

/** The certificates kept under `dir`; made when there are none or they are about to end. The CA's key is not kept. */
export async function loadCertificates(dir: string): Promise<Certificates> {
  const [caFile, certFile, keyFile] = [join(dir, 'ca.pem'), join(dir, 'front.pem'), join(dir, 'front.key')];
  if ([caFile, certFile, keyFile].every((file) => existsSync(file))) {
    const [ca, cert, key] = await Promise.all(
      [caFile, certFile, keyFile].map((file) => readFile(file, 'utf8')),
    );
    if (ca && cert && key && isGood(cert)) return { ca, cert, key, caFile };
  }
  const [authorityKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const authority = await newAuthority(authorityKeys);
  const leaf = await newLeaf(authority, authorityKeys, keys.publicKey);
  const [ca, cert, key] = [
    `${authority.toString('pem')}\n`,
    `${leaf.toString('pem')}\n`,
    await privatePem(keys.privateKey),
  ];
  await Promise.all([writePrivate(caFile, ca), writePrivate(certFile, cert), writePrivate(keyFile, key)]);
  return { ca, cert, key, caFile };
}
