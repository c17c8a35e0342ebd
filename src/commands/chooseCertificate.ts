import { readFile, stat } from 'node:fs/promises';
import { window } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';

/** A certificate with its key is some kilobytes long; a bigger file is another one. */
const largestCertificate = 100_000;

/** Asks for a file with a certificate and its key; it is read once and not kept. */
export async function chooseCertificate(): Promise<Secret | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: t('Certificate with its private key (PEM)'),
      openLabel: t('Use'),
      filters: { [t('Certificates')]: ['pem', 'crt', 'cer', 'key'], [t('All files')]: ['*'] },
    })) ?? [];
  if (!file) return undefined;
  try {
    if ((await stat(file.fsPath)).size > largestCertificate) throw new RangeError('too large');
    return new Secret(await readFile(file.fsPath, 'utf8'));
  } catch (cause) {
    throw new Failure(
      'notFound',
      t('{0} cannot be read as a certificate. Choose another file.', file.fsPath),
      { cause },
    );
  }
}
