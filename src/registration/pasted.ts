import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';
import { blob } from '../datastores/blob.ts';
import { dataLakeGen2 } from '../datastores/dataLakeGen2.ts';
import type { CloudNames, DatastoreKind } from '../datastores/datastore.ts';
import { datastoreKinds } from '../datastores/index.ts';
import type { Answers } from './answers.ts';

/** What a pasted text says, with its secret apart. */
export interface Pasted {
  readonly answers: Answers;
  readonly secret?: Secret;
}

/** The types that lie in storage accounts, by the word in the host. */
const kindFor = (service: string): DatastoreKind | undefined =>
  datastoreKinds.find(({ storage }) => storage?.service === service);

/** `type` in a form already chosen; a connection string does not say which service is meant. */
type Chosen = string | undefined;

/**
 * Reads the address of a container, share or filesystem (https, wasbs, abfss; with or without a SAS) or a storage
 * account's connection string. `undefined`: it is none of them. Nothing is ever sent to that address.
 */
export function parsePasted(text: string, cloud: CloudNames, chosen?: Chosen): Pasted | undefined {
  const given = text.trim();
  if (given.length > 10_000) return undefined;
  return (
    connectionString(given, cloud, chosen) ?? sparkAddress(given, cloud) ?? webAddress(given, cloud, chosen)
  );
}

/** Throws `invalidInput` with what could have been pasted. */
export function readPasted(text: string, cloud: CloudNames, chosen?: Chosen): Pasted {
  const pasted = parsePasted(text, cloud, chosen);
  if (pasted) return pasted;
  throw new Failure(
    'invalidInput',
    t(
      'This is no address of a container, file share or filesystem, and no connection string of a storage account. Such an address looks like https://account.blob.{0}/container.',
      cloud.storageSuffix,
    ),
  );
}

function webAddress(given: string, cloud: CloudNames, chosen: Chosen): Pasted | undefined {
  if (!/^https:\/\//i.test(given) || !URL.canParse(given)) return undefined;
  const { hostname, pathname, search } = new URL(given);
  const match = /^([a-z0-9]{3,24})\.(blob|file|dfs)\.(.+)$/.exec(hostname);
  if (!match) return undefined;
  const [, account = '', service = '', endpoint = ''] = match;
  const [root = ''] = pathname.split('/').filter(Boolean).map(decoded);
  const token = new URLSearchParams(search).has('sig') ? search : '';
  const meant = kindFor(service);
  // A Data Lake is reached as Blob, too, by those whose form says so; and with a SAS only as that.
  const asBlob = meant?.storage?.service === 'dfs' && (chosen === blob.type || token !== '');
  return meant && place(asBlob ? blob : meant, account, endpoint, root, cloud, token);
}

/** `wasbs://container@account.blob.core.windows.net/…`, as Spark has it. */
function sparkAddress(given: string, cloud: CloudNames): Pasted | undefined {
  const match = /^(wasbs?|abfss?):\/\/([^@/]+)@([a-z0-9]{3,24})\.(?:blob|dfs)\.([a-z0-9.-]+)(?:\/.*)?$/i.exec(
    given,
  );
  if (!match) return undefined;
  const [, scheme = '', root = '', account = '', endpoint = ''] = match;
  return place(
    scheme.toLowerCase().startsWith('wasb') ? blob : dataLakeGen2,
    ...([account.toLowerCase(), endpoint.toLowerCase(), root] as const),
    cloud,
    '',
  );
}

/** https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string */
function connectionString(given: string, cloud: CloudNames, chosen: Chosen): Pasted | undefined {
  const parts = new Map(
    given
      .split(';')
      .map((part) => part.trim())
      .filter((part) => part.includes('='))
      .map((part) => [
        part.slice(0, part.indexOf('=')).trim().toLowerCase(),
        part.slice(part.indexOf('=') + 1).trim(),
      ]),
  );
  const [key, token] = [parts.get('accountkey'), parts.get('sharedaccesssignature')];
  const endpoints = ['blob', 'file', 'dfs'].map((service) => parts.get(`${service}endpoint`)).filter(Boolean);
  const fromEndpoint = endpoints
    .map((address) =>
      URL.canParse(address ?? '')
        ? /^([a-z0-9]{3,24})\.(?:blob|file|dfs)\.(.+)$/.exec(new URL(address ?? '').hostname)
        : null,
    )
    .find((match) => match !== null);
  const account = parts.get('accountname') ?? fromEndpoint?.[1];
  if (account === undefined || (key === undefined && token === undefined && !parts.has('endpointsuffix')))
    return undefined;
  const credential = key !== undefined && token === undefined ? 'accountKey' : 'sas';
  const wanted = datastoreKinds.find(({ type, storage }) => storage && type === chosen);
  const type = wanted?.credentials.includes(credential) ? wanted : blob;
  const endpoint = parts.get('endpointsuffix') ?? fromEndpoint?.[2] ?? cloud.storageSuffix;
  const found = place(type, account, endpoint, undefined, cloud, token ?? '');
  if (key === undefined || token !== undefined) return found;
  return { answers: { ...found.answers, credential: 'accountKey' }, secret: new Secret(key) };
}

function place(
  { type, storage }: DatastoreKind,
  accountName: string,
  endpoint: string,
  root: string | undefined,
  { storageSuffix }: CloudNames,
  token: string,
): Pasted {
  const answers = {
    ...{ type, accountName },
    // What an earlier paste or pick has left does not belong to this account.
    ...{ endpoint: endpoint === storageSuffix ? '' : endpoint, resourceGroup: '' },
    ...(storage && root !== undefined && { [storage.root]: root }),
  };
  if (token === '') return { answers };
  return { answers: { ...answers, credential: 'sas' }, secret: new Secret(token.replace(/^\?/, '')) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
