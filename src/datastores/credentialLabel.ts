import { t } from '@vscode/l10n';
import type { DatastoreCredential } from './datastore.ts';

/** Names the kind of credential a datastore holds, never the credential. */
export function credentialLabel(credential: DatastoreCredential): string {
  switch (credential.type) {
    case 'none':
      return t('None: reached with your own identity');
    case 'accountKey':
      return t('Account key');
    case 'sas':
      return t('SAS token');
    case 'login':
      return t('User name and password');
    case 'servicePrincipal':
      return t('Service principal {0}', credential.clientId);
    case 'certificate':
      return t('Service principal {0} with a certificate', credential.clientId);
  }
}

/** The same within a sentence on how data is reached. */
export function credentialPhrase(credential: DatastoreCredential): string {
  switch (credential.type) {
    case 'none':
      return t('your own identity');
    case 'accountKey':
      return t('the datastore’s account key');
    case 'sas':
      return t('the datastore’s SAS token');
    case 'login':
      return t('the datastore’s user name and password');
    case 'servicePrincipal':
    case 'certificate':
      return t('the datastore’s service principal');
  }
}
