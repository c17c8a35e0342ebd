import * as sdk from './sdk.ts';
import { type CallSite, type Signature, type Signatures, words } from './sdk.ts';
import type { Thing } from './values.ts';

const v2 = (thing: Omit<Thing, 'sdk'>): Thing => ({ sdk: 'v2', ...thing });
const plain = (params = ''): Signature => ({ params: words(params) });

const entity: Signature = {
  params: [],
  result: (call) => v2({ kind: 'datastore', datastore: sdk.meantByName(call.value('name')) }),
};

function stored(call: CallSite): Thing {
  return v2({ kind: 'datastore', ...sdk.workspaceOf(call), datastore: sdk.meantByName(call.value('name')) });
}

/** What azure-ai-ml is called by, as far as somebody asks for it. */
export const signaturesV2: Signatures = {
  MLClient: {
    params: words('credential subscription_id resource_group_name workspace_name registry_name'),
    place: true,
    result: (call) =>
      v2({
        kind: 'mlClient',
        // A registry belongs to no workspace.
        ...(!call.node('registry_name') && {
          workspace: sdk.namedWorkspace(call, 'subscription_id', 'resource_group_name', 'workspace_name'),
        }),
      }),
  },
  'MLClient.from_config': {
    params: words('credential'),
    place: true,
    result: (call) => v2({ kind: 'mlClient', workspace: sdk.workspaceFromConfig(call) }),
  },
  'MLClient.datastores.get': { params: ['name'], names: 'name', place: true, result: stored },
  'MLClient.datastores.get_default': {
    params: [],
    place: true,
    result: (call) => v2({ kind: 'datastore', ...sdk.workspaceOf(call), datastore: { by: 'default' } }),
  },
  'MLClient.datastores.list': {
    params: [],
    result: (call) => ({
      kind: 'each',
      each: v2({ kind: 'datastore', ...sdk.workspaceOf(call), datastore: { by: 'unknown' } }),
    }),
  },
  'MLClient.datastores.create_or_update': {
    params: ['datastore'],
    result: (call) =>
      v2({
        kind: 'datastore',
        ...sdk.workspaceOf(call),
        datastore: sdk.datastoreOf(call, 'datastore').datastore ?? { by: 'unknown' },
      }),
  },
  'MLClient.datastores.delete': { params: ['name'], names: 'name' },
  'MLClient.compute.get': { params: ['name'], result: () => v2({ kind: 'compute' }) },
  'MLClient.data.create_or_update': plain('data'),
  'MLClient.jobs.create_or_update': plain('job'),
  AzureBlobDatastore: entity,
  AzureFileDatastore: entity,
  AzureDataLakeGen1Datastore: entity,
  AzureDataLakeGen2Datastore: entity,
  OneLakeDatastore: entity,
  Data: plain(),
  Input: plain(),
  Output: plain(),
  command: plain(),
  AzureMachineLearningFileSystem: plain('uri'),
};
