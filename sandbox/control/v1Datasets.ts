import { randomUUID } from 'node:crypto';
import { ControlError } from './errors.ts';
import { asObject } from './records.ts';
import { workspaceArmId, type Resources } from './resources.ts';
import type { Access } from './roles.ts';
import { jsonBody, route, type Answer, type Call, type Route } from './router.ts';
import { unreadable } from './v1Read.ts';

/** A definition: what a dataset reads, under the id by which it is asked for again. */
interface Saved {
  readonly savedId: string;
  /** As azureml-core sent it: JSON whose `meta.RsDataflow` is the YAML that its native engine runs. */
  readonly dataflow: string;
  readonly properties: unknown;
  readonly datasetType: unknown;
}

interface Dataset {
  readonly datasetId: string;
  readonly name: string;
  readonly description: unknown;
  readonly tags: unknown;
  readonly versions: Saved[];
  readonly createdTime: string;
}

interface Kept {
  readonly datasets: Map<string, Dataset>;
  readonly saved: Map<string, Saved>;
}

/** The registered datasets of SDK v1. */
export interface Datasets {
  readonly routes: Route[];
  /** Forgets all of them. */
  reset(): void;
}

function yamlOf({ dataflow }: Saved): string {
  const meta = asObject(asObject(JSON.parse(dataflow))?.['meta']);
  const yaml = meta?.['RsDataflow'];
  return typeof yaml === 'string' ? yaml : '';
}

function datasetBody(dataset: Dataset, version = dataset.versions.length): Record<string, unknown> {
  const { datasetId, name, description, tags, versions, createdTime } = dataset;
  const saved = versions[version - 1];
  const state = { state: 'active' };
  return {
    ...{ datasetId, name, description, tags, datasetType: saved?.datasetType, isVisible: true },
    ...{ datasetState: state, createdTime, modifiedTime: createdTime, etag: datasetId },
    latest: {
      ...{ datasetId, versionId: String(version), datasetDefinitionState: state, createdTime },
      ...{ dataflow: saved?.dataflow, properties: saved?.properties, savedDatasetId: saved?.savedId },
    },
  };
}

/**
 * What azureml-core calls to register a dataset, to find it by name and to save one without a name. The service is
 * undocumented: routes, parameters and bodies are those that the published SDK sends and reads.
 */
export function createDatasets(resources: Resources, access: Access): Datasets {
  const byWorkspace = new Map<string, Kept>();

  function allowed(call: Call, what: 'read' | 'write'): Kept {
    const workspace = resources.workspace(call);
    const action = `Microsoft.MachineLearningServices/workspaces/datasets/registered/${what}`;
    access.require(call.claims, action, workspaceArmId(workspace));
    const kept = byWorkspace.get(workspace.workspaceId) ?? { datasets: new Map(), saved: new Map() };
    byWorkspace.set(workspace.workspaceId, kept);
    return kept;
  }

  async function bodyOf(call: Call): Promise<Record<string, unknown>> {
    return { ...asObject(await jsonBody(call.request, unreadable)) };
  }

  function save(kept: Kept, dataflow: unknown, properties: unknown, datasetType: unknown): Saved {
    if (typeof dataflow !== 'string' || dataflow === '')
      throw new ControlError(400, 'UserError', 'The definition of the dataset holds no dataflow.');
    const same = [...kept.saved.values()].find((one) => one.dataflow === dataflow);
    const saved = same ?? { savedId: randomUUID(), dataflow, properties, datasetType };
    kept.saved.set(saved.savedId, saved);
    return saved;
  }

  async function register(call: Call): Promise<Answer> {
    const kept = allowed(call, 'write');
    const sent = await bodyOf(call);
    const name = sent['name'];
    if (typeof name !== 'string' || name === '')
      throw new ControlError(400, 'ValidationError', 'The name field is required.');
    const latest = asObject(sent['latest']);
    const known = kept.datasets.get(name);
    // azureml-core turns this status into its sentence about `create_new_version`.
    if (known && call.context.query.get('ifExistsOk')?.toLowerCase() !== 'true')
      throw new ControlError(409, 'UserError', `A dataset named ${name} is registered already.`);
    const saved = save(kept, latest?.['dataflow'], latest?.['properties'], sent['datasetType']);
    const dataset: Dataset = {
      ...{ datasetId: known?.datasetId ?? randomUUID(), name },
      ...{ description: sent['description'] ?? null, tags: sent['tags'] ?? {} },
      versions: [...(known?.versions ?? []), saved],
      createdTime: known?.createdTime ?? new Date().toISOString(),
    };
    kept.datasets.set(name, dataset);
    return { status: 200, body: datasetBody(dataset) };
  }

  async function ensureSaved(call: Call): Promise<Answer> {
    const kept = allowed(call, 'write');
    const sent = await bodyOf(call);
    const saved = save(kept, sent['dataflowJson'], sent['properties'], sent['datasetType']);
    const { savedId: id, properties, datasetType, dataflow: dataflowJson } = saved;
    return { status: 200, body: { id, properties, datasetType, dataflowJson, dataChanged: false } };
  }

  function byName(call: Call): Answer {
    const name = (call.params['query'] ?? '').replace(/^name=/, '');
    const dataset = allowed(call, 'read').datasets.get(name);
    if (!dataset) throw new ControlError(404, 'UserError', `No dataset with the name ${name} was found.`);
    const version = call.context.query.get('versionId');
    return { status: 200, body: datasetBody(dataset, version === null ? undefined : Number(version)) };
  }

  function list(call: Call): Answer {
    const value = [...allowed(call, 'read').datasets.values()].map((dataset) => datasetBody(dataset));
    return { status: 200, body: { value, continuationToken: null, nextLink: null } };
  }

  /** The definition as YAML; azureml-core asks for `unregistered-<saved id>` right after every answer above. */
  function dataVersion(call: Call): Answer {
    const id = (call.params['name'] ?? '').replace(/^unregistered-/, '');
    const saved = allowed(call, 'read').saved.get(id);
    if (!saved) throw new ControlError(404, 'UserError', `No saved dataset has the id ${id}.`);
    return { status: 200, body: { legacyDataflow: yamlOf(saved) } };
  }

  const workspaceIn =
    'subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}';
  const base = `/dataset/v1.0/${workspaceIn}`;
  return {
    routes: [
      route('POST', `${base}/datasets`, register),
      route('GET', `${base}/datasets`, list),
      route('GET', `${base}/datasets/query/{query}`, byName),
      route('POST', `${base}/saveddatasets`, ensureSaved),
      route('GET', `/data/v1.0/${workspaceIn}/dataversion/{name}/versions/{version}`, dataVersion),
    ],
    reset: () => byWorkspace.clear(),
  };
}
