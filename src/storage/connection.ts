import type { TokenCredential } from '@azure/core-auth';
import type { SignInWish } from '../common/failure.ts';
import type { Transport } from '../common/transport.ts';
import type { Log } from '../common/log.ts';
import type { Secret } from '../common/secret.ts';
import type { Clock } from './retry.ts';

/** What signs the requests to a storage service. `anonymous`: the address says everything (none, or a public container). */
export type StorageCredential =
  | { readonly kind: 'accountKey'; readonly account: string; readonly key: Secret }
  /** The query string of a SAS, with or without its leading `?`. */
  | { readonly kind: 'sas'; readonly token: Secret }
  | {
      readonly kind: 'identity';
      readonly credential: TokenCredential;
      /** Whose sign-in it is, where a new one of the user's mends a refusal; absent for service principals and the like. */
      readonly signIn?: SignInWish | undefined;
    };

/** All that is needed to open a storage on a service. */
export interface StorageConnection {
  /** Container, share or filesystem: `https://account.blob.core.windows.net/container`, without a query. */
  readonly address: string;
  readonly credential: StorageCredential;
  /** Reaches the cloud's hosts; absent: Node's own way. */
  readonly transport?: Transport | undefined;
  readonly log?: Log | undefined;
  /** The `x-ms-version` of the SDKs' requests; absent: their own. */
  readonly version?: string | undefined;
  /** Times the repeating of requests; absent: the system's. */
  readonly clock?: Clock | undefined;
}
