import { randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { newDatastoreCertificate } from './datastoreCertificate.ts';
import type { Principal, SandboxState, StorageAccount, WorkspaceIdentity } from './state.ts';

type Principals = SandboxState['principals'];
type Tenants = SandboxState['tenants'];

function principal(tenantId: string, dataRoles: Principal['dataRoles']): Principal {
  return {
    tenantId,
    clientId: randomUUID(),
    clientSecret: randomBytes(30).toString('base64url'),
    objectId: randomUUID(),
    certificates: [],
    dataRoles,
  };
}

function principals([home, fabrikam]: Tenants): Principals {
  return {
    user: principal(home, { '*': 'contributor' }),
    reader: principal(home, {}),
    datastore: principal(home, { contosolake: 'contributor' }),
    managed: principal(home, { '*': 'contributor' }),
    platform: principal(home, {}),
    stranger: principal(fabrikam, { '*': 'contributor' }),
  };
}

function workspaces(tenantId: string): WorkspaceIdentity[] {
  const inResearch = {
    tenantId,
    subscriptionId: randomUUID(),
    subscriptionName: 'Contoso Research',
    resourceGroup: 'ml-research',
    location: 'eastus',
    storageAccount: 'contosodata',
  };
  const inProduction = {
    tenantId,
    subscriptionId: randomUUID(),
    subscriptionName: 'Contoso Production',
    resourceGroup: 'ml-production',
    location: 'westeurope',
    storageAccount: 'contosoprod',
  };
  return [
    { ...inResearch, name: 'vision-research', workspaceId: randomUUID() },
    { ...inResearch, name: 'forecasting', workspaceId: randomUUID() },
    { ...inProduction, name: 'churn-production', workspaceId: randomUUID() },
  ];
}

function guestWorkspaces([, , adventureWorks, , tailspin]: Tenants): WorkspaceIdentity[] {
  const place = (tenantId: string, subscriptionName: string, storageAccount: string) => ({
    tenantId,
    subscriptionId: randomUUID(),
    subscriptionName,
    resourceGroup: 'ml-shared',
    location: 'eastus',
    workspaceId: randomUUID(),
    storageAccount,
  });
  return [
    { name: 'adventure-forecast', ...place(adventureWorks, 'Adventure Works Planning', 'adventuredata') },
    { name: 'tailspin-shared', ...place(tailspin, 'Tailspin Data', 'tailspindata') },
  ];
}

function account({ tenantId, subscriptionId, resourceGroup, location }: WorkspaceIdentity): StorageAccount {
  const key = randomBytes(64).toString('base64');
  return {
    ...{ key, kind: 'StorageV2', hns: false, tenantId, subscriptionId, resourceGroup, location },
    allowSharedKeyAccess: true,
  };
}

/** The account of every workspace, and beside that of the first a data lake and an account in a virtual network. */
function accounts(all: readonly WorkspaceIdentity[]): Record<string, StorageAccount> {
  const found: Record<string, StorageAccount> = {};
  for (const workspace of all) found[workspace.storageAccount] ??= account(workspace);
  const [first] = all;
  if (first) {
    found['contosolake'] = { ...account(first), hns: true };
    found['contosovnet'] = { ...account(first), virtualNetwork: true };
  }
  return found;
}

async function newTokenKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

/** `kept` with everything that it lacks: all of it for a new directory, what has been added since for an older one. */
export async function completeState(kept: Partial<SandboxState>): Promise<SandboxState> {
  const [home, fabrikam, adventureWorks, northwind, tailspin] = kept.tenants ?? [];
  const tenants: Tenants = [
    home ?? randomUUID(),
    fabrikam ?? randomUUID(),
    adventureWorks ?? randomUUID(),
    northwind ?? randomUUID(),
    tailspin ?? randomUUID(),
  ];
  const own = kept.workspaces ?? workspaces(tenants[0]);
  const guests = kept.guestWorkspaces ?? guestWorkspaces(tenants);
  const all = { ...principals(tenants), ...kept.principals };
  const datastoreCertificate = kept.datastoreCertificate ?? (await newDatastoreCertificate());
  const { certificate } = datastoreCertificate;
  if (!all.datastore.certificates.includes(certificate)) all.datastore.certificates.push(certificate);
  return {
    adminToken: kept.adminToken ?? randomBytes(24).toString('base64url'),
    tenants,
    principals: all,
    accounts: { ...accounts([...own, ...guests]), ...kept.accounts },
    workspaces: own,
    guestWorkspaces: guests,
    tokenKey: kept.tokenKey ?? (await newTokenKey()),
    datastoreCertificate,
    identityHeader: kept.identityHeader ?? randomUUID(),
  };
}
