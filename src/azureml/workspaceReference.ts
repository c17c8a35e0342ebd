import type { WorkspaceName } from '../datastores/uri.ts';
import type { Workspace } from './workspaces.ts';

/** What to watch for a `config.json`: its folders too, as what is written into a new one at once may not be told. */
export const configPattern = '**/{config.json,.azureml,aml_config}';

/** In characters: longer than any file, or address, that names a workspace. */
export const longestConfig = 16_384;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isSubscriptionId(value: string): boolean {
  return guid.test(value);
}

/** By Azure Resource Manager's rule: 1 to 90 letters, digits and `_-.()`, not ending with a dot. */
export function isResourceGroup(value: string): boolean {
  return /^[\p{L}\p{N}_().-]{1,90}$/u.test(value) && !value.endsWith('.');
}

/** By Azure ML's rule: 3 to 33 letters, digits, `-` and `_`, beginning with a letter or digit. */
export function isWorkspaceName(value: string): boolean {
  return /^[a-z0-9][\w-]{2,32}$/i.test(value);
}

/** Reads a `config.json` as the studio offers it for download and the SDKs look for it. `undefined`: it is none. */
export function parseWorkspaceConfig(content: string): WorkspaceName | undefined {
  if (content.length > longestConfig) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const member = (key: string): string => {
    const found = (value as Record<string, unknown>)[key];
    return typeof found === 'string' ? found : '';
  };
  return checked({
    subscriptionId: member('subscription_id'),
    resourceGroup: member('resource_group'),
    workspace: member('workspace_name'),
  });
}

const resource =
  /(?:^|[/=])subscriptions\/([^/]+)\/resourcegroups\/([^/]+)(?:\/providers\/microsoft\.machinelearningservices)?\/workspaces\/([^/?&#\s"']+)/i;
const tenant = /(?:[?&]tid=|#@)([0-9a-f-]{36})(?![\w-])/i;

/**
 * Finds the workspace that an address names: of the studio (`…?wsid=/subscriptions/…&tid=…`) or the portal, in any
 * cloud, an ARM id, or a long `azureml://` URI; encoded or not. Nothing is ever sent to that address.
 * `undefined`: it names none.
 */
export function parseWorkspaceAddress(address: string): WorkspaceName | undefined {
  if (address.length > longestConfig) return undefined;
  // The portal encodes an id within an encoded part.
  for (let form = address.trim(), times = 0; times < 3; form = decoded(form), times++) {
    const [, subscriptionId = '', resourceGroup = '', workspace = ''] = resource.exec(form) ?? [];
    const tenantId = tenant.exec(form)?.[1] ?? '';
    const name = checked({ subscriptionId, resourceGroup: decoded(resourceGroup), workspace });
    if (name) return isSubscriptionId(tenantId) ? { ...name, tenantId } : name;
  }
  return undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function checked(name: WorkspaceName): WorkspaceName | undefined {
  const { subscriptionId, resourceGroup, workspace } = name;
  const valid =
    isSubscriptionId(subscriptionId) && isResourceGroup(resourceGroup) && isWorkspaceName(workspace);
  return valid ? name : undefined;
}

/** The name by which a workspace is found again: in the tenant that read it, since its owner may not know the account. */
export function nameOf({ subscriptionId, resourceGroup, name, via: { tenantId } }: Workspace): WorkspaceName {
  return { subscriptionId, resourceGroup, workspace: name, ...(tenantId === undefined ? {} : { tenantId }) };
}

/** The same for everything that means this workspace: its ARM id, of which Azure ignores the case. */
export function keyOf(of: WorkspaceName | Workspace): string {
  const name = 'workspace' in of ? of.workspace : of.name;
  const group = `/subscriptions/${of.subscriptionId}/resourcegroups/${of.resourceGroup}`;
  return `${group}/providers/microsoft.machinelearningservices/workspaces/${name}`.toLowerCase();
}
