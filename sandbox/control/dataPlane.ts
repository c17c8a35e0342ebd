import type { WorkspaceIdentity } from '../state.ts';
import { countOf } from './armDatastores.ts';
import { ControlError, datastoreNotFound } from './errors.ts';
import type { DatastoreRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { workspaceArmId, type Resources } from './resources.ts';
import type { Access } from './roles.ts';
import { jsonBody, pageOf, route, sameAddress, type Answer, type Call, type Route } from './router.ts';
import { fromV1, unreadable } from './v1Read.ts';
import { toV1 } from './v1Write.ts';

const flag = (query: URLSearchParams, name: string, otherwise: boolean) => {
  const value = query.get(name)?.toLowerCase();
  return value === undefined || value === '' ? otherwise : value === 'true';
};

/** The v1 datastore service: the eight operations of its specification. It has no api-version. */
export function dataPlaneRoutes(resources: Resources, registry: Registry, access: Access): Route[] {
  function allowed(call: Call, what: 'read' | 'write' | 'delete'): WorkspaceIdentity {
    const workspace = resources.workspace(call);
    // What another region answers is not confirmed; it does not know the workspace.
    if (call.context.region !== workspace.location) {
      throw new ControlError(
        404,
        'UserError',
        `The workspace ${workspace.name} is not served by the region ${call.context.region ?? ''}.`,
      );
    }
    access.require(
      call.claims,
      `Microsoft.MachineLearningServices/workspaces/datastores/${what}`,
      workspaceArmId(workspace),
    );
    return workspace;
  }

  // Reading is enough to see secrets here, as documented for v1; ARM is stricter.
  function body(
    call: Call,
    workspace: WorkspaceIdentity,
    record: DatastoreRecord,
    includeSecret = true,
  ): Record<string, unknown> {
    return toV1(record, includeSecret ? registry.secret(workspace, record) : {}, call.context.publicName);
  }

  function list(call: Call): Answer {
    const workspace = allowed(call, 'read');
    const { query } = call.context;
    const names = query.getAll('dataStoreNames').map((name) => name.toLowerCase());
    const rows = registry
      .list(workspace)
      .filter((record) => names.length === 0 || names.includes(record.name));
    const { page, next } = pageOf(rows, query.get('continuationToken'), countOf(query));
    const includeSecret = flag(query, 'includeSecret', true);
    return {
      status: 200,
      body: {
        value: page.map((record) => body(call, workspace, record, includeSecret)),
        continuationToken: next ?? null,
        nextLink: next === undefined ? null : sameAddress(call, { continuationToken: next }),
      },
    };
  }

  async function write(call: Call, name: string | undefined): Promise<Answer> {
    const workspace = allowed(call, 'write');
    const { query } = call.context;
    const draft = fromV1(await jsonBody(call.request, unreadable), name);
    await registry.put(workspace, draft, {
      mustBeNew: name === undefined,
      createContainer: flag(query, 'createIfNotExists', false),
      skipValidation: flag(query, 'skipValidation', false),
      claims: call.claims,
    });
    return { status: 200 };
  }

  async function remove(call: Call): Promise<Answer> {
    const workspace = allowed(call, 'delete');
    const name = call.params['name'] ?? '';
    // That an unknown name is an error, and not a success, is not confirmed.
    if (!(await registry.remove(workspace, name))) throw datastoreNotFound(name);
    return { status: 200 };
  }

  function removeAll(call: Call): Answer {
    allowed(call, 'delete');
    // The real service would do it. Nobody here may ever send it, so it is refused and leaves everything as it is.
    throw new ControlError(403, 'UserError', 'Deleting all datastores of a workspace is refused.');
  }

  function getDefault(call: Call): Answer {
    const workspace = allowed(call, 'read');
    return { status: 200, body: body(call, workspace, registry.default(workspace)) };
  }

  async function setDefault(call: Call): Promise<Answer> {
    await registry.setDefault(allowed(call, 'write'), call.params['name'] ?? '');
    return { status: 200 };
  }

  const base =
    '/datastore/v1.0/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces/{workspace}';
  return [
    route('GET', `${base}/datastores`, list),
    route('POST', `${base}/datastores`, (call) => write(call, undefined)),
    route('DELETE', `${base}/datastores`, removeAll),
    route('GET', `${base}/datastores/{name}`, (call) => {
      const workspace = allowed(call, 'read');
      return { status: 200, body: body(call, workspace, registry.get(workspace, call.params['name'] ?? '')) };
    }),
    route('PUT', `${base}/datastores/{name}`, (call) => write(call, call.params['name'])),
    route('DELETE', `${base}/datastores/{name}`, remove),
    route('GET', `${base}/default`, getDefault),
    route('PUT', `${base}/default/{name}`, setDefault),
  ];
}
