import type { WorkspaceIdentity } from '../state.ts';
import { ControlError, invalidContent, validationError, type ErrorRow } from './errors.ts';
import { asObject } from './records.ts';
import { notFound, workspaceArmId, type Resources } from './resources.ts';
import type { Access } from './roles.ts';
import { jsonBody, pageOf, route, sameAddress, type Answer, type Call, type Route } from './router.ts';
import { versions } from './versions.ts';

const provider = 'Microsoft.MachineLearningServices/workspaces';
const pageSize = 30;
const dataTypes = ['uri_file', 'uri_folder', 'mltable'];

/** What a version holds of its body: the fields of the schema that clients send. */
interface DataVersion {
  readonly name: string;
  readonly version: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** Data assets: containers by name, versions in them. */
export interface DataAssets {
  readonly routes: Route[];
  /** Forgets all of them. */
  reset(): void;
}

function readVersion(body: unknown): Record<string, unknown> {
  const problems: ErrorRow[] = [];
  const sent = asObject(asObject(body)?.['properties']) ?? {};
  const problem = (field: string, message: string) =>
    problems.push({ code: 'ValidationError', target: `properties.${field}`, message });
  if (!dataTypes.some((type) => type === sent['dataType']))
    problem('dataType', `The dataType field must be one of ${dataTypes.join(', ')}.`);
  if (typeof sent['dataUri'] !== 'string' || sent['dataUri'] === '')
    problem('dataUri', 'The dataUri field is required.');
  if (problems.length > 0) throw validationError(problems);
  const { dataType, dataUri, description = null, tags, properties, isAnonymous, isArchived } = sent;
  return {
    // Whether the service lengthens the short form of a datastore's URI is not confirmed: here it stays as it is.
    ...{ dataType, dataUri, description, tags: tags ?? {}, properties: properties ?? {} },
    ...{ isAnonymous: isAnonymous ?? false, isArchived: isArchived ?? false },
  };
}

function versionBody(workspace: WorkspaceIdentity, row: DataVersion): Record<string, unknown> {
  const { name, version, properties, createdAt, createdBy } = row;
  return {
    id: `${workspaceArmId(workspace)}/data/${name}/versions/${version}`,
    ...{ name: version, type: `${provider}/data/versions`, properties },
    systemData: {
      ...{ createdAt, createdBy, createdByType: 'Application' },
      ...{ lastModifiedAt: createdAt, lastModifiedBy: createdBy, lastModifiedByType: 'Application' },
    },
  };
}

/** The next number after the largest; versions may be any text. */
function nextVersion(rows: readonly DataVersion[]): string {
  const numbers = rows.map((row) => Number(row.version)).filter((number) => Number.isSafeInteger(number));
  return String(Math.max(0, ...numbers) + 1);
}

function containerBody(workspace: WorkspaceIdentity, rows: readonly DataVersion[]): Record<string, unknown> {
  const last = rows.at(-1);
  const { systemData } = rows[0] ? versionBody(workspace, rows[0]) : {};
  return {
    id: `${workspaceArmId(workspace)}/data/${last?.name ?? ''}`,
    ...{ name: last?.name, type: `${provider}/data`, systemData },
    properties: {
      ...{ description: null, tags: {}, properties: {}, isArchived: false },
      dataType: last?.properties['dataType'],
      latestVersion: last?.version,
      nextVersion: nextVersion(rows),
    },
  };
}

/** Over ARM: containers to list and get, versions to list, get and put. They live in memory. */
export function createDataAssets(resources: Resources, access: Access): DataAssets {
  /** By workspace id; the versions in the order in which they were made. */
  const kept = new Map<string, DataVersion[]>();

  function allowed(call: Call, what: 'read' | 'write') {
    const workspace = resources.workspace(call);
    access.require(call.claims, `${provider}/data/versions/${what}`, workspaceArmId(workspace));
    const all = kept.get(workspace.workspaceId) ?? [];
    const { name = '', version = '' } = call.params;
    return { workspace, all, rows: all.filter((row) => row.name === name), name, version };
  }

  // What exactly the service says about an unknown one is not confirmed; the status is what clients look at.
  const missing = ({ workspace, name, version }: ReturnType<typeof allowed>) =>
    notFound(
      `${provider}/data`,
      [workspace.name, name, version].filter(Boolean).join('/'),
      workspace.resourceGroup,
    );

  function page(call: Call, rows: readonly Record<string, unknown>[]): Answer {
    const top = Number(call.context.query.get('$top') ?? pageSize);
    const { page: value, next } = pageOf(rows, call.context.query.get('$skip'), top);
    return {
      status: 200,
      body: { value, ...(next ? { nextLink: sameAddress(call, { $skip: next }) } : {}) },
    };
  }

  function containers(call: Call): Answer {
    const { workspace, all } = allowed(call, 'read');
    const shown = all.filter((row) => row.properties['isAnonymous'] !== true);
    const names = new Set(shown.map(({ name }) => name));
    const groups = [...names].map((name) => shown.filter((row) => row.name === name));
    return page(
      call,
      groups.map((rows) => containerBody(workspace, rows)),
    );
  }

  function container(call: Call): Answer {
    const at = allowed(call, 'read');
    if (at.rows.length === 0) throw missing(at);
    return { status: 200, body: containerBody(at.workspace, at.rows) };
  }

  function list(call: Call): Answer {
    const at = allowed(call, 'read');
    if (at.rows.length === 0) throw missing(at);
    // The newest first, unless `createdtime asc` is asked for.
    const rows = /asc$/i.test(call.context.query.get('$orderBy') ?? '') ? at.rows : at.rows.toReversed();
    return page(
      call,
      rows.map((row) => versionBody(at.workspace, row)),
    );
  }

  function get(call: Call): Answer {
    const at = allowed(call, 'read');
    const row = at.rows.find((one) => one.version === at.version);
    if (!row) throw missing(at);
    return { status: 200, body: versionBody(at.workspace, row) };
  }

  async function put(call: Call): Promise<Answer> {
    const { workspace, all, rows, name, version } = allowed(call, 'write');
    const properties = readVersion(await jsonBody(call.request, invalidContent));
    const known = rows.find((row) => row.version === version);
    // The service's own sentences are not confirmed.
    if (rows.some((row) => row.properties['dataType'] !== properties['dataType']))
      throw new ControlError(400, 'UserError', `The data type of the asset ${name} cannot be changed.`);
    if (known && known.properties['dataUri'] !== properties['dataUri'])
      throw new ControlError(409, 'UserError', `The path of ${name}:${version} cannot be changed.`);
    const { createdAt, createdBy } = known ?? {
      createdAt: new Date().toISOString(),
      createdBy: call.claims.clientId,
    };
    const row: DataVersion = { name, version, properties, createdAt, createdBy };
    kept.set(workspace.workspaceId, known ? all.map((one) => (one === known ? row : one)) : [...all, row]);
    return { status: known ? 200 : 201, body: versionBody(workspace, row) };
  }

  const base = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${provider}/{workspace}/data`;
  return {
    routes: [
      route('GET', base, containers, versions.machineLearning),
      route('GET', `${base}/{name}`, container, versions.machineLearning),
      route('GET', `${base}/{name}/versions`, list, versions.machineLearning),
      route('GET', `${base}/{name}/versions/{version}`, get, versions.machineLearning),
      route('PUT', `${base}/{name}/versions/{version}`, put, versions.machineLearning),
    ],
    reset: () => kept.clear(),
  };
}
