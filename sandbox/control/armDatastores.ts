import type { WorkspaceIdentity } from '../state.ts';
import { fromArm } from './armRead.ts';
import { secretsOut, toArm } from './armWrite.ts';
import { datastoreNotFound, invalidContent, userError } from './errors.ts';
import { armTypes, type DatastoreRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { workspaceArmId, type Resources } from './resources.ts';
import type { Access } from './roles.ts';
import { jsonBody, pageOf, route, sameAddress, type Answer, type Call, type Route } from './router.ts';
import { apiVersion, versions } from './versions.ts';

/** A page when the client does not say how long it wants it. */
export const defaultCount = 30;

const orders: Readonly<Record<string, (record: DatastoreRecord) => string>> = {
  createdtime: (record) => record.created.at,
  modifiedtime: (record) => record.modified.at,
  name: (record) => record.name,
};

/** The wanted page length; what the service says to a bad one is not confirmed. */
export function countOf(query: URLSearchParams): number {
  const text = query.get('count');
  const count = text === null || text === '' ? defaultCount : Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw userError('The count must be a positive number.');
  return count;
}

function sorted(rows: readonly DatastoreRecord[], query: URLSearchParams): readonly DatastoreRecord[] {
  const key = orders[query.get('orderBy')?.toLowerCase() ?? ''];
  // Without orderBy: the order of registration (not confirmed).
  if (!key) return rows;
  const sign = query.get('orderByAsc')?.toLowerCase() === 'true' ? 1 : -1;
  return rows.toSorted((left, right) => (key(left) < key(right) ? -sign : key(left) > key(right) ? sign : 0));
}

function filtered(
  rows: readonly DatastoreRecord[],
  query: URLSearchParams,
  isDefault: (record: DatastoreRecord) => boolean,
): readonly DatastoreRecord[] {
  const [names, text, only] = [query.get('names'), query.get('searchText'), query.get('isDefault')];
  const wanted = names?.split(',').map((name) => name.trim().toLowerCase());
  return rows.filter(
    (record) =>
      armTypes.includes(record.type) &&
      (!wanted || wanted.includes(record.name)) &&
      // What exactly is searched is not confirmed: here the name.
      (!text || record.name.includes(text.toLowerCase())) &&
      (!only || isDefault(record) === (only.toLowerCase() === 'true')),
  );
}

/** Datastores over ARM: list, get, put, delete, listSecrets. There is no set-default here, as in Azure. */
export function datastoreRoutes(resources: Resources, registry: Registry, access: Access): Route[] {
  const action = 'Microsoft.MachineLearningServices/workspaces/datastores';

  function allowed(call: Call, what: string): WorkspaceIdentity {
    const workspace = resources.workspace(call);
    const name = call.params['name'];
    access.require(
      call.claims,
      `${action}/${what}`,
      workspaceArmId(workspace) + (name === undefined ? '' : `/datastores/${name}`),
    );
    return workspace;
  }

  function body(call: Call, workspace: WorkspaceIdentity, record: DatastoreRecord): Record<string, unknown> {
    return toArm(record, workspaceArmId(workspace), {
      isDefault: registry.isDefault(workspace, record),
      publicName: call.context.publicName,
      version: call.context.query.get('api-version') ?? '',
    });
  }

  function get(workspace: WorkspaceIdentity, name: string): DatastoreRecord {
    const record = registry.get(workspace, name);
    if (!armTypes.includes(record.type)) throw datastoreNotFound(name);
    return record;
  }

  function list(call: Call): Answer {
    const workspace = allowed(call, 'read');
    const { query } = call.context;
    const rows = filtered(registry.list(workspace), query, (record) => registry.isDefault(workspace, record));
    const { page, next } = pageOf(sorted(rows, query), query.get('$skip'), countOf(query));
    const value = page.map((record) => body(call, workspace, record));
    return {
      status: 200,
      body: { value, ...(next ? { nextLink: sameAddress(call, { $skip: next }) } : {}) },
    };
  }

  async function put(call: Call): Promise<Answer> {
    const workspace = allowed(call, 'write');
    const { query } = call.context;
    const sent = await jsonBody(call.request, invalidContent);
    const draft = fromArm(
      call.params['name'] ?? '',
      sent,
      apiVersion(call.context, versions.machineLearning),
    );
    const outcome = await registry.put(workspace, draft, {
      mustBeNew: false,
      createContainer: false,
      skipValidation: query.get('skipValidation')?.toLowerCase() === 'true',
      claims: call.claims,
    });
    return {
      status: outcome === 'created' ? 201 : 200,
      body: body(call, workspace, get(workspace, draft.name)),
    };
  }

  async function remove(call: Call): Promise<Answer> {
    const workspace = allowed(call, 'delete');
    const name = call.params['name'] ?? '';
    const known = registry.find(workspace, name);
    if (!known || !armTypes.includes(known.type)) return { status: 204 };
    await registry.remove(workspace, name);
    return { status: 200 };
  }

  function listSecrets(call: Call): Answer {
    const workspace = allowed(call, 'listSecrets/action');
    const record = get(workspace, call.params['name'] ?? '');
    const secrets = secretsOut(record, registry.secret(workspace, record));
    if (!secrets)
      throw userError(`The datastore ${record.name} holds no credential, so there are no secrets to list.`);
    return { status: 200, body: secrets };
  }

  const all = `/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}/datastores`;
  return [
    route('GET', all, list, versions.machineLearning),
    route(
      'GET',
      `${all}/{name}`,
      (call) => {
        const workspace = allowed(call, 'read');
        return { status: 200, body: body(call, workspace, get(workspace, call.params['name'] ?? '')) };
      },
      versions.machineLearning,
    ),
    route('PUT', `${all}/{name}`, put, versions.machineLearning),
    route('DELETE', `${all}/{name}`, remove, versions.machineLearning),
    route('POST', `${all}/{name}/listSecrets`, listSecrets, versions.machineLearning),
  ];
}
