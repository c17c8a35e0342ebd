import type { Sandbox } from '../support/sandbox.ts';
import { send, tokenFrom } from './support.ts';

/** An answer of the control plane with its JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly json: Record<string, unknown>;
}

export type Who = 'user' | 'reader' | 'stranger' | 'datastore' | 'platform';

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  /** Whose token goes along; the user's when absent, none when null. */
  readonly as?: Who | null;
  /** A token as it is, instead of `as`. */
  readonly token?: string;
}

/** Plain requests to ARM and to the v1 data plane, with a token of a principal. */
export interface Control {
  /** `target` on management.azure.com.localhost; `api-version` is added unless it names one. */
  arm(target: string, options?: CallOptions): Promise<Reply>;
  /** `target` below the datastore service of a workspace; the region is the workspace's own. */
  v1(workspace: string, target: string, options?: CallOptions): Promise<Reply>;
  raw(host: string, target: string, options?: CallOptions): Promise<Reply>;
  /** ARM id of a workspace. */
  idOf(workspace: string): string;
}

/** By provider; the first that an address names counts. */
const versions = {
  'Microsoft.Authorization': '2022-04-01',
  'Microsoft.Storage': '2025-08-01',
  'Microsoft.MachineLearningServices': '2025-09-01',
  'Microsoft.Sql': '2023-08-01',
  'Microsoft.DBforPostgreSQL': '2025-08-01',
  'Microsoft.DBforMySQL': '2023-12-30',
};

const versionOf = (target: string): string =>
  Object.entries(versions).find(([provider]) => target.includes(provider))?.[1] ?? '2022-12-01';

export function controlOf(sandbox: Sandbox): Control {
  const tokens = new Map<Who, Promise<string>>();
  function tokenOf(principal: Who): Promise<string> {
    const known = tokens.get(principal);
    if (known) return known;
    const token = tokenFrom(sandbox, { principal, resource: 'https://management.azure.com' });
    tokens.set(principal, token);
    return token;
  }

  async function raw(host: string, target: string, options: CallOptions = {}): Promise<Reply> {
    const { method = 'GET', body, as = 'user' } = options;
    const token = options.token ?? (as === null ? undefined : await tokenOf(as));
    const reply = await send(sandbox, host, target, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = reply.body.toString('utf8');
    const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: reply.status, headers: reply.headers, json };
  }

  function find(name: string): Sandbox['workspaces'][number] {
    const found = sandbox.workspaces.find((workspace) => workspace.name === name);
    if (!found) throw new Error(`There is no workspace ${name}.`);
    return found;
  }

  function idOf(name: string): string {
    const { subscriptionId, resourceGroup } = find(name);
    return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;
  }

  return {
    raw,
    idOf,
    arm(target, options) {
      const version = target.includes('api-version')
        ? ''
        : `${target.includes('?') ? '&' : '?'}api-version=${versionOf(target)}`;
      return raw('management.azure.com.localhost', target + version, options);
    },
    v1: (workspace, target, options) =>
      raw(
        `${find(workspace).location}.api.azureml.ms.localhost`,
        `/datastore/v1.0${idOf(workspace)}${target}`,
        options,
      ),
  };
}

/** The rows of a list. */
export function rows(reply: Reply): Record<string, unknown>[] {
  return reply.json['value'] as Record<string, unknown>[];
}

export const names = (reply: Reply): unknown[] => rows(reply).map((row) => row['name']);

export const properties = (row: Record<string, unknown>): Record<string, unknown> =>
  row['properties'] as Record<string, unknown>;

/** The error of ARM or of v1: both keep it under `error`. */
export function errorOf(reply: Reply): {
  code: string;
  message: string;
  target?: string;
  details?: { target: string }[];
} {
  return reply.json['error'] as ReturnType<typeof errorOf>;
}
