import type { Claims, SandboxEnv } from '../service.ts';
import type { Proof, StorageClient, StorageRequest } from '../content/storageClient.ts';
import { ControlError, forbidden, userError } from './errors.ts';
import { probeDatabase } from './probeDatabase.ts';
import type { DatastoreDraft } from './records.ts';

export interface ProbeOptions {
  /** Make the container or share when it is missing. */
  readonly create: boolean;
  readonly claims: Claims;
}

function proofOf(env: SandboxEnv, draft: DatastoreDraft, account: string, claims: Claims): Proof {
  const { key, sasToken } = draft.secret;
  if (draft.credential.type === 'AccountKey') return { kind: 'key', key: key ?? '' };
  if (draft.credential.type === 'Sas') return { kind: 'sas', token: sasToken ?? '' };
  // Identity: whoever registers it must reach the data.
  const roles = claims.principal?.dataRoles ?? {};
  const known = env.state.accounts[account];
  if (!known || !(roles[account] ?? roles['*'])) throw forbidden();
  return { kind: 'key', key: known.key };
}

/**
 * What the service does before it registers a Blob or Files datastore: the container or share must exist and the
 * credential must open it. So must the login of a database. Gen1, Gen2 and the others are not looked at: that comes on
 * first use.
 * The sentence for a missing container is not confirmed.
 */
export async function probe(
  env: SandboxEnv,
  client: StorageClient,
  draft: DatastoreDraft,
  { create, claims }: ProbeOptions,
): Promise<void> {
  probeDatabase(draft);
  if (draft.type !== 'AzureBlob' && draft.type !== 'AzureFile') return;
  const { accountName, containerName } = draft.settings;
  if (typeof accountName !== 'string' || typeof containerName !== 'string') {
    throw userError('The account and the container are needed.');
  }
  const files = draft.type === 'AzureFile';
  const what = files ? 'share' : 'container';
  if (!env.state.accounts[accountName]) {
    throw userError(
      `The storage account ${accountName} could not be reached. Please make sure that it exists.`,
    );
  }
  const base: Omit<StorageRequest, 'method' | 'target'> = {
    account: accountName,
    service: files ? 'file' : 'blob',
    proof: proofOf(env, draft, accountName, claims),
  };
  const root = `/${encodeURIComponent(containerName)}`;
  // A service SAS may list, but not read the properties of a container or share.
  const list = files
    ? `${root}?restype=directory&comp=list&maxresults=1`
    : `${root}?restype=container&comp=list&maxresults=1`;
  const reply = await client.request({ ...base, method: 'GET', target: list });
  if (reply.status === 200) return;
  if (reply.status !== 404) {
    if (reply.status === 401 || reply.status === 403) throw forbidden();
    throw new ControlError(400, 'UserError', `The ${what} ${containerName} answered ${reply.status}.`);
  }
  if (!create)
    throw userError(`The ${what} ${containerName} does not exist in the storage account ${accountName}.`);
  const made = await client.request({ ...base, method: 'PUT', target: `${root}?restype=${what}` });
  if (made.status !== 201) throw forbidden();
}
