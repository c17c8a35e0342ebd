import type { StorageClient } from '../content/storageClient.ts';
import { listRoots, rootName, shares, type Found, type RootKind } from './accountRoots.ts';
import { ControlError, invalidContent } from './errors.ts';
import { asObject } from './records.ts';
import type { Resources } from './resources.ts';
import type { Access } from './roles.ts';
import { jsonBody, route, type Answer, type Call, type Route } from './router.ts';
import { versions } from './versions.ts';

const provider = 'Microsoft.Storage/storageAccounts';

/** List, get and put of one kind of root. PUT truly makes it in the storage service. */
export function rootRoutes(
  kind: RootKind,
  { resources, access, client }: { resources: Resources; access: Access; client: StorageClient },
): Route[] {
  const type = `${provider}/${kind.arm.replace('/default', '')}`;

  function body(id: string, { name, etag, fields, modified }: Found): Record<string, unknown> {
    const properties = { ...kind.properties(fields), lastModifiedTime: modified };
    return { id: `${id}/${kind.arm}/${name}`, name, type, etag, properties };
  }

  /** The account in the address, once the caller may do this to it. */
  function allowed(call: Call, what: 'read' | 'write'): { name: string; id: string; root: string } {
    const { name, account, id } = resources.account(call);
    const { root = '' } = call.params;
    access.require(call.claims, `${type}/${what}`, root === '' ? id : `${id}/${kind.arm}/${root}`);
    // The service's status and sentence for this are not confirmed.
    if (kind === shares && account.hns) {
      throw new ControlError(
        409,
        'FeatureNotSupportedForAccount',
        `File is not supported for the account ${name}.`,
      );
    }
    return { name, id, root };
  }

  async function find(account: string, root: string): Promise<Found | undefined> {
    return (await listRoots(client, account, kind)).find((row) => row.name === root);
  }

  async function list(call: Call): Promise<Answer> {
    const { name, id } = allowed(call, 'read');
    // No nextLink: the provider is said to send none today.
    return {
      status: 200,
      body: { value: (await listRoots(client, name, kind)).map((found) => body(id, found)) },
    };
  }

  async function get(call: Call): Promise<Answer> {
    const { name, id, root } = allowed(call, 'read');
    const found = await find(name, root);
    const code = kind === shares ? 'ShareNotFound' : 'ContainerNotFound';
    if (!found) throw new ControlError(404, code, `The specified ${kind.restype} does not exist.`);
    return { status: 200, body: body(id, found) };
  }

  async function put(call: Call): Promise<Answer> {
    const { name, id, root } = allowed(call, 'write');
    if (!rootName.test(root)) {
      const code = kind === shares ? 'InvalidShareName' : 'InvalidContainerName';
      throw new ControlError(400, code, `The ${kind.restype} name '${root}' is invalid.`);
    }
    const sent = asObject(await jsonBody(call.request, invalidContent));
    const quota = asObject(sent?.['properties'])?.['shareQuota'];
    const headers = kind === shares && typeof quota === 'number' ? { 'x-ms-share-quota': String(quota) } : {};
    const target = `/${root}?restype=${kind.restype}`;
    const reply = await client.expect(
      { account: name, service: kind.service, method: 'PUT', target, headers },
      409,
    );
    const found = await find(name, root);
    if (!found) throw new ControlError(409, 'Conflict', `The ${kind.restype} ${root} is being changed.`);
    return { status: reply.status === 201 ? 201 : 200, body: body(id, found) };
  }

  const base = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${provider}/{account}/${kind.arm}`;
  return [
    route('GET', base, list, versions.storage),
    route('GET', `${base}/{root}`, get, versions.storage),
    route('PUT', `${base}/{root}`, put, versions.storage),
  ];
}
