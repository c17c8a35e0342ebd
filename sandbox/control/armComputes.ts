import type { WorkspaceIdentity } from '../state.ts';
import { notFound, workspaceArmId, type Resources } from './resources.ts';
import type { Access } from './roles.ts';
import { pageOf, route, sameAddress, type Answer, type Call, type Route } from './router.ts';
import { versions } from './versions.ts';

const provider = 'Microsoft.MachineLearningServices/workspaces';
const pageSize = 50;
const made = '2026-01-12T09:30:00.0000000+00:00';

interface Compute {
  readonly name: string;
  readonly computeType: 'AmlCompute' | 'ComputeInstance';
  /** What the type says beyond what all computes say. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A cluster that sleeps while there is no work. */
function cluster(name: string, vmSize: string, maxNodeCount: number): Compute {
  const idle = {
    ...{ idleNodeCount: 0, runningNodeCount: 0, preparingNodeCount: 0 },
    ...{ unusableNodeCount: 0, leavingNodeCount: 0, preemptedNodeCount: 0 },
  };
  return {
    name,
    computeType: 'AmlCompute',
    properties: {
      ...{ osType: 'Linux', vmSize, vmPriority: 'Dedicated', isolatedNetwork: false },
      scaleSettings: { minNodeCount: 0, maxNodeCount, nodeIdleTimeBeforeScaleDown: 'PT2M' },
      ...{ allocationState: 'Steady', allocationStateTransitionTime: made, errors: null },
      ...{ currentNodeCount: 0, targetNodeCount: 0, nodeStateCounts: idle },
      ...{ subnet: null, enableNodePublicIp: true, remoteLoginPortPublicAccess: 'NotSpecified' },
    },
  };
}

function instance({ name, tenantId, workspaceId }: WorkspaceIdentity): Compute {
  return {
    name: `${name}-ci`,
    computeType: 'ComputeInstance',
    properties: {
      ...{ vmSize: 'STANDARD_DS3_V2', state: 'Stopped', subnet: null, applicationSharingPolicy: 'Personal' },
      ...{ sshSettings: { sshPublicAccess: 'Disabled', adminUserName: 'azureuser' }, errors: [] },
      ...{ connectivityEndpoints: null, applications: [], computeInstanceAuthorizationType: 'personal' },
      createdBy: { userName: 'Researcher', userOrgId: tenantId, userId: workspaceId },
    },
  };
}

/** Two clusters everywhere; nobody works by hand in production, so it has no compute instance. */
function computesOf(workspace: WorkspaceIdentity): readonly Compute[] {
  const clusters = [
    cluster('cpu-cluster', 'STANDARD_DS3_V2', 4),
    cluster('gpu-cluster', 'STANDARD_NC6S_V3', 2),
  ];
  return workspace.name.endsWith('production') ? clusters : [...clusters, instance(workspace)];
}

function body(workspace: WorkspaceIdentity, { name, computeType, properties }: Compute): object {
  return {
    id: `${workspaceArmId(workspace)}/computes/${name}`,
    ...{ name, type: `${provider}/computes`, location: workspace.location, tags: {} },
    properties: {
      ...{
        computeType,
        computeLocation: workspace.location,
        description: null,
        provisioningState: 'Succeeded',
      },
      ...{ createdOn: made, modifiedOn: made, provisioningErrors: null, resourceId: null },
      ...{ isAttachedCompute: false, disableLocalAuth: true, properties },
    },
  };
}

/**
 * The computes of a workspace, to read: list and get. They are made by rule and never change. `region` is where
 * azureml-core asks for them.
 */
export function computeRoutes(
  resources: Resources,
  access: Access,
): { readonly arm: Route[]; readonly region: Route[] } {
  function allowed(call: Call): WorkspaceIdentity {
    const workspace = resources.workspace(call);
    access.require(call.claims, `${provider}/computes/read`, workspaceArmId(workspace));
    return workspace;
  }

  function list(call: Call): Answer {
    const workspace = allowed(call);
    const { page, next } = pageOf(computesOf(workspace), call.context.query.get('$skip'), pageSize);
    const value = page.map((compute) => body(workspace, compute));
    return {
      status: 200,
      body: { value, ...(next ? { nextLink: sameAddress(call, { $skip: next }) } : {}) },
    };
  }

  function get(call: Call): Answer {
    const workspace = allowed(call);
    const wanted = call.params['compute'] ?? '';
    const found = computesOf(workspace).find(({ name }) => name === wanted.toLowerCase());
    // What exactly the service says about an unknown one is not confirmed.
    if (!found)
      throw notFound(`${provider}/computes`, `${workspace.name}/${wanted}`, workspace.resourceGroup);
    return { status: 200, body: body(workspace, found) };
  }

  const arm = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${provider}/{workspace}/computes`;
  const routesBelow = (base: string, supported: readonly string[]): Route[] => [
    route('GET', base, list, supported),
    route('GET', `${base}/{compute}`, get, supported),
  ];
  return {
    arm: routesBelow(arm, versions.machineLearning),
    region: routesBelow(`/rp/workspaces${arm}`, versions.regionalComputes),
  };
}
