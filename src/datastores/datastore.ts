import type { Transport } from '../common/transport.ts';
import type { Log } from '../common/log.ts';
import type { StorageCredential } from '../storage/connection.ts';
import type { StorageService } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import type { ClientNames } from './clients.ts';
import type { Check, PickerName } from './checks.ts';

/** What a datastore holds to reach its data, without the secret itself. */
export type DatastoreCredential =
  | { readonly type: 'none' }
  | { readonly type: 'accountKey' }
  | { readonly type: 'sas' }
  | { readonly type: 'login'; readonly userId?: string }
  | ({ readonly type: 'servicePrincipal' } & Principal)
  | ({ readonly type: 'certificate'; readonly thumbprint?: string } & Principal);

export type CredentialType = DatastoreCredential['type'];

/** Whom a service principal signs in as, and where. */
export interface Principal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authorityUrl?: string;
  /** What its tokens are for: `https://storage.azure.com/`. */
  readonly resourceUrl?: string;
}

/** A datastore type's own settings by field id: `{ accountName: 'contoso', containerName: 'images' }`. */
export type FieldValues = Readonly<Record<string, string>>;

/** All of a datastore that is written when it is registered, but for its secret. */
export interface DatastoreDraft {
  readonly name: string;
  readonly kind: DatastoreKind;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly credential: DatastoreCredential;
  readonly values: FieldValues;
}

/** A registered connection to storage, as either API describes it. */
export interface Datastore {
  readonly name: string;
  /** The service's word, in the spelling of the v1 API: `AzureBlob`. */
  readonly type: string;
  /** Absent: a type this extension does not know. */
  readonly kind?: DatastoreKind;
  readonly isDefault: boolean;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly credential: DatastoreCredential;
  readonly values: FieldValues;
}

/** One setting of a datastore. */
export interface Field {
  readonly id: string;
  readonly label: () => string;
  /** Whether it is asked for when a datastore is registered: needed, offered, or offered among the rarely changed. */
  readonly asked?: 'required' | 'optional' | 'advanced';
  /** What may be chosen; absent: any text. A field of `true` and `false` is a check box. */
  readonly choices?: readonly string[];
  /** What the service takes when the field is left empty, or a form shows at first. */
  readonly preset?: (cloud: CloudNames) => string;
  /** Whether it means something else for every type, so that its value does not go over to another. */
  readonly ownMeaning?: true;
  /** An example, or what to look for. */
  readonly hint?: () => string;
  /** What lists its values; they can always be typed. */
  readonly picks?: PickerName;
  readonly check?: Check;
}

/** What the cloud is called in the values of fields. */
export interface CloudNames {
  /** `core.windows.net` */
  readonly storageSuffix: string;
  /** `https://login.microsoftonline.com` */
  readonly login: string;
  /** Ends of the hosts of databases; absent: not known for this cloud. */
  readonly databases?: DatabaseHosts | undefined;
}

export interface DatabaseHosts {
  readonly sql: string;
  readonly postgreSql: string;
  readonly mySql: string;
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

/** What a registration can be asked to do besides; each only where the types' own calls have it. */
export type RegisterOption = 'overwrite' | 'create' | 'skipValidation' | 'grantAccess';

/** The members of a wire object that hold a type's fields, by field id. Dots lead into members of members. */
export type WireNames = Readonly<Record<string, string | { key: string; as: 'number' | 'boolean' }>>;

/** All that sets one datastore type apart from the others; `index.ts` holds the list. */
export interface DatastoreKind {
  /** The v1 API's word for it, or ARM's where that API has none. */
  readonly type: string;
  /** How ARM spells it; absent: ARM does not know it and only the v1 API does. */
  readonly arm?: {
    readonly type: string;
    readonly names: WireNames;
    /** The version that it is written with, where that is not the usual one. */
    readonly apiVersion?: string;
  };
  /** How the v1 API spells it; absent: that API does not know the type. */
  readonly v1?: {
    /** Its section in the DTO; absent: it has none. */
    readonly section?: string;
    readonly names: WireNames;
    readonly credential: 'storage' | 'principal' | 'database' | 'none';
  };
  readonly label: () => string;
  /** In the order in which people think of them. */
  readonly fields: readonly Field[];
  /** The credentials that it can be registered with, the usual one first. */
  readonly credentials: readonly CredentialType[];
  /** What a service principal's tokens are for, unless it says otherwise. */
  readonly resourceUrl?: string;
  readonly options: readonly RegisterOption[];
  /** What to know before registering one, as sentences. */
  readonly note?: () => string;
  /** A question that comes before it is registered. */
  readonly warning?: () => string;
  /** How the SDKs and the command line call it. */
  readonly clients: ClientNames;
  /** Says in few words where the data lies, for a row of the tree: `account/container`. */
  summary(values: FieldValues): string;
  /** Of what lies in a storage account: the word in its host, and the field that names its root. */
  readonly storage?: { readonly service: StorageService; readonly root: string };
  /** What an identity needs roles on to read its data: an ARM type, and the field that names the resource. */
  readonly access?: {
    readonly type: string;
    readonly field: string;
    /** `data`: a role on the data, too; `users`: the database itself lets identities in. */
    readonly gives: 'data' | 'users' | 'nothing';
  };
  /** Says what is made where its root does not exist. */
  readonly createLabel?: () => string;
  /** The host and port of its server; present on types that a TCP connection says something about. */
  readonly server?: (
    values: FieldValues,
    cloud: CloudNames,
  ) => { readonly host: string; readonly port: number };
  /**
   * Present on types whose data can be listed and moved. `permissionDenied` for an address outside the cloud,
   * `invalidInput` for one that cannot be written.
   */
  readonly openStorage?: (values: FieldValues, access: StorageAccess) => Promise<Storage>;
  /** Makes the container or share; present where it can be asked for. One that exists is fine. */
  readonly createRoot?: (values: FieldValues, access: StorageAccess, signal?: AbortSignal) => Promise<void>;
}

/** A JSON object from a service, of which nothing is taken for granted. */
export type WireObject = Readonly<Record<string, unknown>>;
