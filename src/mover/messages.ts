import type { Cloud } from '../azureml/cloud.ts';
import type { AccessUsed, DataAccess } from '../azureml/storages.ts';
import type { Session } from '../common/session.ts';
import type { ConflictPolicy, Progress } from '../transfer/transfer.ts';
import type { FlatFailure, FlatReport, FlatTransferFailure } from './flat.ts';
import type { MovingState, Order } from './mover.ts';

/** Whom the process talks to, and how. Holds no credential: tokens are asked for one by one. */
export interface ConnectionData {
  readonly cloud: Cloud;
  readonly sessions: readonly Pick<Session, 'id' | 'account' | 'guest' | 'remedy'>[];
  readonly dataAccess: DataAccess;
  /** Variables of the environment that name the proxy. */
  readonly proxy: Readonly<Record<string, string>>;
}

/** What the process is begun with. */
export interface ProcessData {
  /** Where journals are. */
  readonly journals: string;
  /** The editor's language, as texts by their English; absent: English. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
}

/** What the extension host tells the process that moves bytes. */
export type ToProcess =
  | { readonly kind: 'begin'; readonly data: ProcessData }
  | { readonly kind: 'connect'; readonly connection: ConnectionData }
  | {
      readonly kind: 'start';
      readonly id: string;
      readonly order: Order;
      readonly resumed: boolean;
      /** Whether each request is to be told of. */
      readonly traces: boolean;
      /** Datastores that are reached as the user, whatever they hold: `AzureMl.asUser`. */
      readonly asUser: readonly string[];
    }
  /** The connection has ended: what runs over it fails. */
  | { readonly kind: 'end' }
  | { readonly kind: 'pause' | 'goOn' | 'cancel'; readonly id: string }
  | { readonly kind: 'answer'; readonly question: number; readonly answer: Answer };

/** What the process asks of the extension host. */
export type Question =
  | {
      readonly kind: 'token';
      /** A session's id. */
      readonly account: string;
      readonly tenantId?: string | undefined;
      readonly scopes: string | string[];
      /** What the service wants to find in the token. */
      readonly claims?: string | undefined;
    }
  | { readonly kind: 'conflict'; readonly id: string; readonly example: string };

export type Answer =
  | { readonly kind: 'token'; readonly token: string; readonly expiresOnTimestamp: number }
  | { readonly kind: 'conflict'; readonly policy: Exclude<ConflictPolicy, 'ask'> | undefined }
  | { readonly kind: 'failure'; readonly failure: FlatFailure };

/** What the process tells the extension host. */
export type ToHost =
  | { readonly kind: 'question'; readonly number: number; readonly question: Question }
  | {
      readonly kind: 'log';
      readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
    }
  | {
      /** How a datastore's data is reached: as in `AccessUsed`. */
      readonly kind: 'access';
      /** ARM id. */
      readonly workspace: string;
      readonly datastore: string;
      readonly by: AccessUsed['by'];
      readonly instead?: FlatFailure | undefined;
    }
  | { readonly kind: 'progress'; readonly id: string; readonly progress: Progress }
  | { readonly kind: 'state'; readonly id: string; readonly state: MovingState }
  | { readonly kind: 'failed'; readonly id: string; readonly failure: FlatTransferFailure }
  | { readonly kind: 'cancelled'; readonly id: string; readonly report: FlatReport }
  | { readonly kind: 'ended'; readonly id: string; readonly report: FlatReport }
  | { readonly kind: 'broken'; readonly id: string; readonly failure: FlatFailure };
