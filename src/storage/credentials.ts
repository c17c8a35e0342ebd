import type { TokenCredential } from '@azure/core-auth';
import type { StorageCredential } from './connection.ts';

/** The two classes of credentials that each SDK has for itself. */
export interface CredentialClasses<Anonymous, SharedKey> {
  readonly AnonymousCredential: new () => Anonymous;
  readonly StorageSharedKeyCredential: new (account: string, key: string) => SharedKey;
}

/** What an SDK signs its requests with. A SAS is part of the address instead. */
export function credentialFor<Anonymous, SharedKey>(
  credential: StorageCredential,
  classes: CredentialClasses<Anonymous, SharedKey>,
): Anonymous | SharedKey | TokenCredential {
  switch (credential.kind) {
    case 'identity':
      return credential.credential;
    case 'accountKey':
      return new classes.StorageSharedKeyCredential(credential.account, credential.key.reveal());
    case 'sas':
      return new classes.AnonymousCredential();
  }
}
