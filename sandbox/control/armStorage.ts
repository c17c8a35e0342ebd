import type { StorageClient } from '../content/storageClient.ts';
import type { SandboxEnv } from '../service.ts';
import type { StorageAccount } from '../state.ts';
import { containers, shares } from './accountRoots.ts';
import { rootRoutes } from './armRoots.ts';
import type { Resources } from './resources.ts';
import { accountScope, type Access } from './roles.ts';
import { route, type Answer, type Call, type Route } from './router.ts';
import { versions } from './versions.ts';

/** The one rule of an account in a virtual network: its subnet. */
function networkRules({ virtualNetwork, subscriptionId, resourceGroup }: StorageAccount): object[] {
  if (!virtualNetwork) return [];
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const id = `${group}/providers/Microsoft.Network/virtualNetworks/ml-network/subnets/workspaces`;
  return [{ id, action: 'Allow', state: 'Succeeded' }];
}

function accountBody(name: string, account: StorageAccount, publicName: boolean): Record<string, unknown> {
  const suffix = `core.windows.net${publicName ? '' : '.localhost'}`;
  const endpoint = (service: string) => `https://${name}.${service}.${suffix}/`;
  return {
    id: accountScope(account, name),
    name,
    type: 'Microsoft.Storage/storageAccounts',
    location: account.location,
    kind: account.kind,
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    tags: {},
    properties: {
      provisioningState: 'Succeeded',
      creationTime: '2026-01-12T08:45:00.0000000Z',
      primaryLocation: account.location,
      statusOfPrimary: 'available',
      isHnsEnabled: account.hns,
      allowSharedKeyAccess: account.allowSharedKeyAccess,
      allowBlobPublicAccess: false,
      supportsHttpsTrafficOnly: true,
      publicNetworkAccess: 'Enabled',
      networkAcls: {
        defaultAction: account.firewall || account.virtualNetwork ? 'Deny' : 'Allow',
        bypass: 'AzureServices',
        ipRules: [],
        virtualNetworkRules: networkRules(account),
      },
      primaryEndpoints: { blob: endpoint('blob'), dfs: endpoint('dfs'), file: endpoint('file') },
    },
  };
}

/** Storage accounts with their containers and shares. */
export function storageRoutes(
  env: SandboxEnv,
  resources: Resources,
  access: Access,
  client: StorageClient,
): Route[] {
  const provider = 'Microsoft.Storage/storageAccounts';

  function list(call: Call): Answer {
    const { subscriptionId } = resources.subscription(call);
    access.require(call.claims, `${provider}/read`, `/subscriptions/${subscriptionId}`);
    const rows = Object.entries(env.state.accounts).filter(
      ([, row]) => row.subscriptionId === subscriptionId,
    );
    return {
      status: 200,
      body: { value: rows.map(([name, row]) => accountBody(name, row, call.context.publicName)) },
    };
  }

  function one(call: Call): Answer {
    const { name, account, id } = resources.account(call);
    access.require(call.claims, `${provider}/read`, id);
    return { status: 200, body: accountBody(name, account, call.context.publicName) };
  }

  return [
    route('GET', `/subscriptions/{subscription}/providers/${provider}`, list, versions.storage),
    route(
      'GET',
      `/subscriptions/{subscription}/resourceGroups/{group}/providers/${provider}/{account}`,
      one,
      versions.storage,
    ),
    ...rootRoutes(containers, { resources, access, client }),
    ...rootRoutes(shares, { resources, access, client }),
  ];
}
