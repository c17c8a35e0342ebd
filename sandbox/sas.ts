import type { Context, Permission, StorageService } from './service.ts';
import { ServiceError } from './service.ts';
import { hmac, sameSignature } from './sharedKey.ts';
import type { StorageAccount } from './state.ts';

const letters: Record<Permission, string> = {
  read: 'r',
  write: 'w',
  delete: 'd',
  list: 'l',
  create: 'c',
  add: 'a',
};
const serviceLetters: Record<StorageService, string> = { blob: 'b', file: 'f', dfs: 'b' };

/** The answer to a signature that proves nothing. */
export function authenticationFailed(detail: string): ServiceError {
  return new ServiceError(
    403,
    'AuthenticationFailed',
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    { details: { AuthenticationErrorDetail: detail } },
  );
}

const mismatch = (code: string, message: string): ServiceError => new ServiceError(403, code, message);
const permissionMismatch = (): ServiceError =>
  mismatch(
    'AuthorizationPermissionMismatch',
    'This request is not authorized to perform this operation using this permission.',
  );

/** Account, container (share, filesystem) or what lies in it. */
export type Level = 'service' | 'container' | 'object';

/** What level an operation works on. */
export function levelOf(context: Context): Level {
  const segments = context.rawPath.split('/').filter((part) => part !== '');
  if (segments.length === 0) return 'service';
  // Listing the folder of a share counts as the share's own operation.
  if (segments.length === 1 || context.query.get('comp') === 'list') return 'container';
  return 'object';
}

function checkTimes(query: URLSearchParams): void {
  const [start, end] = [query.get('st'), query.get('se')];
  const expiry = Date.parse(end ?? '');
  if (Number.isNaN(expiry)) throw authenticationFailed('Expiry is missing or not a date: se');
  const now = Date.now();
  const begin = start === null ? 0 : Date.parse(start);
  if (Number.isNaN(begin)) throw authenticationFailed('Start is not a date: st');
  if (now < begin || now >= expiry) {
    const window = `[${new Date(begin).toUTCString()}] - Expiry [${new Date(expiry).toUTCString()}] - Current [${new Date(now).toUTCString()}]`;
    throw authenticationFailed(`Signature not valid in the specified time frame: Start ${window}`);
  }
}

function isAddressIn(address: string, range: string): boolean {
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [low = '', high = low] = range.split('-');
  return number(address) >= number(low) && number(address) <= number(high);
}

function accountText(account: string, query: URLSearchParams): string {
  const get = (name: string): string => query.get(name) ?? '';
  const lines = [account, ...['sp', 'ss', 'srt', 'st', 'se', 'sip', 'spr', 'sv'].map(get)];
  if (get('sv') >= '2020-12-06') lines.push(get('ses'));
  return `${lines.join('\n')}\n`;
}

/** The decoded path that a service SAS was made for; for `sr=d` only the folder's depth of it. */
function signedResource(account: string, context: Context, resource: string): string {
  const [container = '', ...rest] = context.rawPath.slice(1).split('/');
  const family = context.service === 'file' ? 'file' : 'blob';
  const root = `/${family}/${account}/${decodeURIComponent(container)}`;
  if (resource === 'c' || resource === 's') return root;
  const path = decodeURIComponent(rest.join('/'));
  if (resource !== 'd') return `${root}/${path}`;
  const depth = Number(context.query.get('sdd') ?? '0');
  return [root, ...path.split('/').slice(0, depth)].join('/');
}

function serviceText(account: string, context: Context, resource: string): string {
  const get = (name: string): string => context.query.get(name) ?? '';
  const canonical = signedResource(account, context, resource);
  const head = [get('sp'), get('st'), get('se'), canonical, get('si'), get('sip'), get('spr'), get('sv')];
  const tail = ['rscc', 'rscd', 'rsce', 'rscl', 'rsct'].map(get);
  if (context.service === 'file') return [...head, ...tail].join('\n');
  const version = get('sv');
  const middle = version >= '2018-11-09' ? [resource, get('snapshot')] : [];
  return [...head, ...middle, ...(version >= '2020-12-06' ? [get('ses')] : []), ...tail].join('\n');
}

function checkAccountSas(context: Context, level: Level): void {
  const { query, service = 'blob' } = context;
  if (!(query.get('ss') ?? '').includes(serviceLetters[service])) {
    throw mismatch(
      'AuthorizationServiceMismatch',
      'This request is not authorized to perform this operation using this service.',
    );
  }
  if (!(query.get('srt') ?? '').includes(level.charAt(0))) {
    throw mismatch(
      'AuthorizationResourceTypeMismatch',
      'This request is not authorized to perform this operation using this resource type.',
    );
  }
}

const knownResources: Record<StorageService, readonly string[]> = {
  blob: ['b', 'c', 'd'],
  dfs: ['b', 'c', 'd'],
  file: ['f', 's'],
};

/** Not confirmed: the service's code when a service SAS asks for what lies above its resource. */
function checkServiceSas(context: Context, level: Level, resource: string): void {
  const { service = 'blob', query } = context;
  if (!knownResources[service].includes(resource))
    throw authenticationFailed(`Signed resource is not valid: sr=${resource}`);
  const listing = query.get('comp') === 'list' || query.get('resource') === 'filesystem';
  const above =
    level === 'service' || (level === 'container' && !(listing && resource !== 'b' && resource !== 'f'));
  if (above)
    throw mismatch('AuthorizationFailure', 'This request is not authorized to perform this operation.');
}

/** Checks the SAS in the query of `context`; throws the service's refusal. */
export function checkSas(
  account: string,
  settings: StorageAccount,
  context: Context,
  remoteAddress: string,
  permissions: readonly Permission[],
): void {
  const { query } = context;
  const resource = query.get('sr');
  const isAccountSas = query.has('ss');
  if (!query.has('sv') || (!isAccountSas && resource === null))
    throw authenticationFailed('A mandatory query parameter of the SAS is missing.');
  if (query.has('si')) throw authenticationFailed('Stored access policies are not known here: si');
  const text = isAccountSas ? accountText(account, query) : serviceText(account, context, resource ?? '');
  const signature = (query.get('sig') ?? '').replaceAll(' ', '+');
  if (!sameSignature(signature, hmac(settings.key, text))) {
    throw authenticationFailed(`Signature did not match. String to sign used was ${text}`);
  }
  checkTimes(query);
  const addresses = query.get('sip');
  if (addresses && !isAddressIn(remoteAddress, addresses)) {
    throw mismatch(
      'AuthorizationSourceIPMismatch',
      `This request is not authorized to perform this operation using this source IP ${remoteAddress}.`,
    );
  }
  const level = levelOf(context);
  if (isAccountSas) checkAccountSas(context, level);
  else checkServiceSas(context, level, resource ?? '');
  const granted = query.get('sp') ?? '';
  if (!permissions.some((permission) => granted.includes(letters[permission]))) throw permissionMismatch();
}
