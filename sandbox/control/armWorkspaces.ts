import { tenantsKnowing, tenantsOf } from '../directory.ts';
import type { SandboxEnv } from '../service.ts';
import type { WorkspaceIdentity } from '../state.ts';
import { workspaceArmId, type Resources } from './resources.ts';
import { accountScope, type Access } from './roles.ts';
import { pageOf, route, sameAddress, type Answer, type Call, type Route } from './router.ts';
import { versions } from './versions.ts';

const pageSize = 50;

/** Base address of the regional data plane, under the suffix that the client itself used. */
export function regionBase(region: string, publicName: boolean): string {
  return `https://${region}.api.azureml.ms${publicName ? '' : '.localhost'}`;
}

function workspaceBody(
  env: SandboxEnv,
  workspace: WorkspaceIdentity,
  publicName: boolean,
): Record<string, unknown> {
  const id = workspaceArmId(workspace);
  const { name, location, tenantId, workspaceId, storageAccount } = workspace;
  const group = id.slice(0, id.indexOf('/providers/'));
  const base = regionBase(location, publicName);
  const account = env.state.accounts[storageAccount];
  const created = {
    createdAt: '2026-01-12T09:00:00.0000000Z',
    createdBy: 'ml-admin@contoso.example',
    createdByType: 'User',
  };
  return {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces',
    location,
    tags: { team: name.split('-')[0] },
    kind: 'Default',
    sku: { name: 'Basic', tier: 'Basic' },
    identity: { type: 'SystemAssigned', principalId: workspaceId, tenantId },
    systemData: {
      ...created,
      ...{ lastModifiedAt: created.createdAt, lastModifiedBy: created.createdBy, lastModifiedByType: 'User' },
    },
    properties: {
      friendlyName: name,
      description: '',
      workspaceId,
      tenantId,
      storageAccount: account ? accountScope(account, storageAccount) : null,
      keyVault: `${group}/providers/Microsoft.KeyVault/vaults/${name}-kv`,
      applicationInsights: `${group}/providers/Microsoft.Insights/components/${name}-ai`,
      containerRegistry: null,
      discoveryUrl: `${base}/discovery`,
      mlFlowTrackingUri: `${base.replace('https:', 'azureml:')}/mlflow/v1.0${id}`,
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
      storageHnsEnabled: account?.hns ?? false,
      v1LegacyMode: false,
      hbiWorkspace: false,
      primaryUserAssignedIdentity: null,
      notebookInfo: null,
    },
  };
}

/** Tenants, subscriptions and workspaces. */
export function workspaceRoutes(env: SandboxEnv, resources: Resources, access: Access): Route[] {
  const ml = 'Microsoft.MachineLearningServices/workspaces';

  function tenants({ claims }: Call): Answer {
    const known = claims.principal ? tenantsKnowing(env.state, claims.principal) : [claims.tenantId];
    const rows = tenantsOf(env.state).filter(({ tenantId }) => known.includes(tenantId));
    const value = rows.map(({ tenantId, displayName, defaultDomain }) => ({
      ...{ id: `/tenants/${tenantId}`, tenantId, displayName, defaultDomain, domains: [defaultDomain] },
      // Whether a guest's tenants are called anything but Home is not confirmed.
      ...{ countryCode: 'US', tenantCategory: 'Home', tenantType: 'AAD' },
    }));
    return { status: 200, body: { value } };
  }

  function subscriptions({ claims }: Call): Answer {
    const visible = resources.subscriptions.filter(
      (row) => row.tenantId === claims.tenantId && access.sees(claims, row.subscriptionId),
    );
    const value = visible.map((row) => ({
      id: `/subscriptions/${row.subscriptionId}`,
      subscriptionId: row.subscriptionId,
      displayName: row.name,
      tenantId: row.tenantId,
      state: 'Enabled',
      authorizationSource: 'RoleBased',
      managedByTenants: [],
      subscriptionPolicies: {
        locationPlacementId: 'Public_2014-09-01',
        quotaId: 'EnterpriseAgreement_2014-09-01',
        spendingLimit: 'Off',
      },
    }));
    return { status: 200, body: { value, count: { type: 'Total', value: value.length } } };
  }

  function list(call: Call, scope: string, keep: (workspace: WorkspaceIdentity) => boolean): Answer {
    access.require(call.claims, `${ml}/read`, scope);
    const rows = resources.workspaces.filter(keep);
    const { page, next } = pageOf(rows, call.context.query.get('$skip'), pageSize);
    const value = page.map((workspace) => workspaceBody(env, workspace, call.context.publicName));
    return {
      status: 200,
      body: { value, ...(next ? { nextLink: sameAddress(call, { $skip: next }) } : {}) },
    };
  }

  function bySubscription(call: Call): Answer {
    const { subscriptionId } = resources.subscription(call);
    return list(call, `/subscriptions/${subscriptionId}`, (row) => row.subscriptionId === subscriptionId);
  }

  function byGroup(call: Call): Answer {
    const { subscriptionId } = resources.subscription(call);
    const group = resources.group(call);
    const scope = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
    return list(call, scope, (row) => row.subscriptionId === subscriptionId && row.resourceGroup === group);
  }

  function one(call: Call): Answer {
    const workspace = resources.workspace(call);
    access.require(call.claims, `${ml}/read`, workspaceArmId(workspace));
    return { status: 200, body: workspaceBody(env, workspace, call.context.publicName) };
  }

  const inGroup = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${ml}`;
  return [
    route('GET', '/tenants', tenants, versions.resources),
    route('GET', '/subscriptions', subscriptions, versions.resources),
    route('GET', `/subscriptions/{subscription}/providers/${ml}`, bySubscription, versions.machineLearning),
    route('GET', inGroup, byGroup, versions.machineLearning),
    route('GET', `${inGroup}/{workspace}`, one, versions.machineLearning),
  ];
}
