import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';

/** `Failure.facts.code` of a datastore's certificate that cannot be opened. */
export const certificateUnreadable = 'CertificateUnreadable';

/**
 * Looks whether a service principal can sign in with `secret`: PEM with a certificate and its private RSA key, not
 * encrypted. Throws `unsupported` with the code {@link certificateUnreadable} and the reason where it cannot.
 */
export function checkCertificate(datastore: string, secret: Secret): void {
  const reason = certificateProblem(secret);
  if (reason !== undefined) throw unreadable(datastore, reason);
}

/** Why a certificate cannot be signed in with: `it has no private key`; absent: it can. */
export function certificateProblem(secret: Secret): string | undefined {
  const text = secret.reveal();
  if (!text.includes('-----BEGIN')) return formOf(text);
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return t('it holds no certificate');
  if (!text.includes('PRIVATE KEY-----')) return t('it has no private key');
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text))
    return t('its private key is encrypted with a password');
  const key = read(() => createPrivateKey(text));
  const certificate = read(() => new X509Certificate(text));
  if (!certificate || !key) return t('it is damaged');
  if (!certificate.checkPrivateKey(key)) return t('its private key belongs to another certificate');
  if (key.asymmetricKeyType !== 'rsa') return t('its private key is no RSA key');
  return undefined;
}

/** The thumbprint of the first certificate in `secret`, as Microsoft Entra shows it, and until when it is valid. */
export function certificateFacts(
  secret: Secret,
): { readonly thumbprint: string; readonly until: Date } | undefined {
  const certificate = read(() => new X509Certificate(secret.reveal()));
  if (!certificate) return undefined;
  return { thumbprint: certificate.fingerprint.replaceAll(':', ''), until: new Date(certificate.validTo) };
}

/** The error is left out: it could quote what was read. */
function read<T extends KeyObject | X509Certificate>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** PFX is an ASN.1 sequence: in base64 it begins with `MI`. */
function formOf(text: string): string {
  return /^\s*MI[\w+/]/.test(text) ? t('it is a PFX file, not PEM') : t('it is not in PEM form');
}

function unreadable(datastore: string, reason: string): Failure {
  const message = t(
    'The certificate of datastore “{0}” cannot be used here: {1}. Use your own identity for this datastore, or update its credential with a certificate and its private RSA key in PEM form.',
    datastore,
    reason,
  );
  return new Failure('unsupported', message, { facts: { code: certificateUnreadable } });
}
