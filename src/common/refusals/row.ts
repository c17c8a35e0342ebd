import type { FailureWord } from '../failure.ts';

/** What every refusal is read from. Texts are the service's own, so outside input. */
export interface Answer {
  /** The service's or Node's own code. */
  readonly code: string;
  /** HTTP status; 0 where nothing answered. */
  readonly status: number;
  /** `''` where the service gave none. */
  readonly requestId: string;
  /** The service's message; `''` in answers without a body, as those to HEAD. */
  readonly said: string;
}

/** What a sentence about a storage service's refusal can name. */
export interface StorageRefusal extends Answer {
  readonly service: 'blob' | 'file' | 'dfs';
  readonly credential: 'accountKey' | 'sas' | 'identity';
  readonly host: string;
  /** The storage account: `contosodata`. */
  readonly account: string;
  /** The container, file share or filesystem: `images`. */
  readonly root: string;
  /** Address of the file or folder that was asked for. */
  readonly where: string;
  /** What a SAS says of itself; never its signature. */
  readonly sas?: {
    /** `sp`; absent where a stored access policy says it. */
    readonly permissions?: string;
    /** `se`, as it stands in the SAS. */
    readonly expires?: string;
  };
  /** Permissions of a SAS that the request needs: one letter of each member. Empty: not known. */
  readonly needs: readonly string[];
  /** What the service adds to `AuthenticationFailed` and its like. */
  readonly detail: string;
  /** How far this computer's clock is from the service's, in milliseconds; 0 where the answer says no time. */
  readonly skew: number;
  /** The tenant that the service takes tokens of, where it says so. */
  readonly tenantId: string;
}

/** What a sentence about a refusal of Azure Resource Manager or of Azure ML can name. */
export interface ControlRefusal extends Answer {
  /** How the sentence begins: `Reading the datastores of workspace “research”`. */
  readonly doing: string;
  /** What mends a sign-in that is not accepted, as a sentence. */
  readonly remedy: string;
}

/** What a sentence about a token that Microsoft Entra did not give can name. */
export interface SignInRefusal extends Answer {
  /** Who asked: `the service principal 1234 of datastore “images”`. */
  readonly who: string;
  /** What mends the sign-in, as a sentence. */
  readonly remedy: string;
}

/** What a sentence about a request without an answer can name. */
export interface NetworkRefusal {
  readonly code: string;
  /** How the sentence begins: `Reading the datastores of workspace “research”`. */
  readonly doing: string;
  readonly host: string;
  /** The name that a private endpoint gives the host, where the service has such names. */
  readonly privateName?: string;
}

/** What the sentences of each family are made from. */
export interface Refusals {
  readonly storage: StorageRefusal;
  readonly control: ControlRefusal;
  readonly entra: SignInRefusal;
  readonly network: NetworkRefusal;
}
export type Family = keyof Refusals;

/** One row of the table: what it means and what to do when a service answers so. */
export interface Row<F extends Family = Family> {
  readonly family: F;
  /** Codes that mean the same. */
  readonly codes: readonly string[];
  /** Narrows the row to some of the answers with these codes; the first row that fits counts. */
  readonly when?: (at: Refusals[F]) => boolean;
  readonly word: FailureWord;
  /** What happened and what to do, in full sentences. */
  readonly sentence: (at: Refusals[F]) => string;
  /** A new interactive sign-in of the user mends it. */
  readonly signIn?: boolean;
  /** Where its codes and texts come from. */
  readonly source: string;
  /** `seen`: a real service, its emulator or a library produced it; `documented`: only its documentation says so. */
  readonly evidence: 'seen' | 'documented';
}

/** The rows of one family. */
export function rowsOf<F extends Family>(family: F, rows: readonly Omit<Row<F>, 'family'>[]): Row<F>[] {
  return rows.map((row) => ({ family, ...row }));
}

/** Where rows come from. */
export const sources = {
  common: 'Learn: Common REST API error codes',
  blob: 'Learn: Blob service error codes',
  sas: 'Learn: SAS error codes',
  files: 'Learn: Azure Files error codes',
  lake: 'Data Lake Storage Gen2: error codes of the generated client',
  forbidden: 'Learn: Troubleshoot 403 errors of Azure Storage',
  azurite: 'Azurite: StorageErrorFactory',
  blobSdk: '@azure/storage-blob: KnownStorageErrorCode',
  entra: 'entra-docs: reference-error-codes',
  arm: 'Learn: Troubleshoot common Azure deployment errors',
  storageProvider: 'Learn: Storage resource provider error codes',
  v1: 'Azure ML datastore service: ErrorResponse of its OpenAPI document',
  node: 'Node.js: common system errors',
  openssl: 'Node.js: X509 certificate error codes',
} as const;
