import type { Transport } from '../common/transport.ts';
import type { Log } from '../common/log.ts';
import type { StorageCredential } from '../storage/connection.ts';
import type { Storage } from '../storage/storage.ts';

/** What a datastore holds to reach its data, without the secret itself. */
export type DatastoreCredential =
  | { readonly type: 'none' }
  | { readonly type: 'accountKey' }
  | { readonly type: 'sas' }
  | { readonly type: 'login' }
  | ({ readonly type: 'servicePrincipal' } & Principal)
  | ({ readonly type: 'certificate' } & Principal);

/** Whom a service principal signs in as, and where. */
export interface Principal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authorityUrl?: string;
}

/** A datastore type's own settings by field id: `{ accountName: 'contoso', containerName: 'images' }`. */
export type FieldValues = Readonly<Record<string, string>>;

/** A registered connection to storage, as either API describes it. */
export interface Datastore {
  readonly name: string;
  /** The service's word, in the spelling of the v1 API: `AzureBlob`. */
  readonly type: string;
  /** Absent: a type this extension does not know. */
  readonly kind?: DatastoreKind;
  readonly isDefault: boolean;
  readonly description?: string;
  readonly credential: DatastoreCredential;
  readonly values: FieldValues;
}

export interface Field {
  readonly id: string;
  readonly label: () => string;
}

/** What opening a datastore's storage takes beside the datastore. */
export interface StorageAccess {
  /** The datastore's name, for failures. */
  readonly datastore: string;
  /** The cloud's own; credentials go to hosts that end with it and no others: `core.windows.net`. */
  readonly storageSuffix: string;
  readonly credential: StorageCredential;
  readonly transport?: Transport | undefined;
  readonly log?: Log | undefined;
}

/** All that sets one datastore type apart from the others; `index.ts` holds the list. */
export interface DatastoreKind {
  /** The v1 API's word for it, or ARM's where that API has none. */
  readonly type: string;
  /** ARM's word for it; absent: ARM does not know it and only the v1 API does. */
  readonly armType?: string;
  readonly label: () => string;
  /** In the order in which people think of them. */
  readonly fields: readonly Field[];
  /** Says in few words where the data lies, for a row of the tree: `account/container`. */
  summary(values: FieldValues): string;
  fromArm?(properties: WireObject): FieldValues;
  /** Reads the v1 API's DTO; absent: that API does not know the type. */
  fromV1?(dto: WireObject): { readonly values: FieldValues; readonly credential: DatastoreCredential };
  /**
   * Present on types whose data can be listed and moved. `permissionDenied` for an address outside the cloud,
   * `invalidInput` for one that cannot be written.
   */
  readonly openStorage?: (values: FieldValues, access: StorageAccess) => Promise<Storage>;
}

/** A JSON object from a service, of which nothing is taken for granted. */
export type WireObject = Readonly<Record<string, unknown>>;
