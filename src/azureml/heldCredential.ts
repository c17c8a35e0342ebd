import type { Secret } from '../common/secret.ts';
import type { Transport } from '../common/transport.ts';
import type { DatastoreCredential, FieldValues } from '../datastores/datastore.ts';
import type { StorageCredential } from '../storage/connection.ts';
import type { Cloud } from './cloud.ts';
import { sasEnd } from './sas.ts';
import { servicePrincipal } from './servicePrincipal.ts';
import { storageTokens } from './storageTokens.ts';

/** A credential ready to sign with, and until when it is of use, in milliseconds since 1970. */
export interface HeldCredential {
  readonly credential: StorageCredential;
  readonly until?: number | undefined;
}

/**
 * Makes of a datastore's secret what signs the requests to its storage; asks no storage. `unauthenticated` for a SAS that
 * is over, `permissionDenied` for an authority outside the cloud, `unsupported` for a certificate that cannot be opened.
 */
export async function heldCredential(
  { cloud, transport, now }: { cloud: Cloud; transport: Transport; now: number },
  name: string,
  credential: Exclude<DatastoreCredential, { type: 'none' | 'login' }>,
  values: FieldValues,
  secret: Secret,
): Promise<HeldCredential> {
  switch (credential.type) {
    case 'accountKey':
      return { credential: { kind: 'accountKey', account: values['accountName'] ?? '', key: secret } };
    case 'sas':
      return { credential: { kind: 'sas', token: secret }, until: sasEnd(name, secret, now) };
    case 'servicePrincipal':
    case 'certificate': {
      const tokens = await servicePrincipal(cloud, transport, name, credential, secret);
      return { credential: { kind: 'identity', credential: storageTokens(tokens) } };
    }
  }
}
