import type { IncomingMessage } from 'node:http';
import { audiences, type Tokens } from './tokens.ts';
import { authenticationFailed, checkSas } from './sas.ts';
import {
  header,
  insideHeader,
  ServiceError,
  TokenError,
  type Caller,
  type Context,
  type Permission,
  type SandboxEnv,
  type TokenProblem,
} from './service.ts';
import { isSignedWith } from './sharedKey.ts';
import type { SandboxState, StorageAccount } from './state.ts';

const quarter = 15 * 60 * 1000;
const signIn =
  'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.';

const tokenDetails: Record<TokenProblem, string> = {
  missing: 'The Authorization header is missing.',
  malformed: 'IDX12729: The token is not well formed.',
  signature: 'Signature validation failed.',
  expired: 'Lifetime validation failed. The token is expired.',
  audience: 'Audience validation failed. Audience did not match.',
  issuer: 'Issuer validation failed. Issuer did not match.',
};

function challenge(settings: StorageAccount, context: Context): Record<string, string> {
  const login = `https://login.microsoftonline.com${context.publicName ? '' : '.localhost'}`;
  return {
    'www-authenticate': `Bearer authorization_uri=${login}/${settings.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
  };
}

/** Nobody passes the firewall, whoever they are; the sandbox's own services are inside. */
function checkNetwork(request: IncomingMessage, state: SandboxState, settings: StorageAccount): void {
  if (!settings.firewall || header(request, insideHeader) === state.adminToken) return;
  throw new ServiceError(
    403,
    'AuthorizationFailure',
    'This request is not authorized to perform this operation.',
  );
}

function checkKeysAllowed(settings: StorageAccount): void {
  if (settings.allowSharedKeyAccess) return;
  throw new ServiceError(
    403,
    'KeyBasedAuthenticationNotPermitted',
    'Key based authentication is not permitted on this storage account.',
  );
}

function checkSharedKey(
  request: IncomingMessage,
  context: Context,
  account: string,
  settings: StorageAccount,
): void {
  const [name = '', signature = ''] = (header(request, 'authorization') ?? '')
    .slice('SharedKey '.length)
    .split(':', 2);
  const date = Date.parse(header(request, 'x-ms-date') ?? header(request, 'date') ?? '');
  if (Number.isNaN(date))
    throw authenticationFailed('The Date or x-ms-date header is missing or not a date.');
  if (Math.abs(Date.now() - date) > quarter)
    throw authenticationFailed(`Request date header too old: '${new Date(date).toUTCString()}'`);
  const good =
    name === account &&
    isSignedWith(settings.key, signature, request, account, context.rawPath, context.query);
  if (!good) {
    throw authenticationFailed(
      `The MAC signature found in the HTTP request '${signature}' is not the same as any computed signature.`,
    );
  }
  checkKeysAllowed(settings);
}

function tokenRefused(problem: TokenProblem, settings: StorageAccount, context: Context): ServiceError {
  return new ServiceError(401, 'InvalidAuthenticationInfo', signIn, {
    headers: challenge(settings, context),
    details: { AuthenticationErrorDetail: tokenDetails[problem] },
  });
}

const readerMay: readonly Permission[] = ['read', 'list'];

async function checkBearer(
  tokens: Tokens,
  request: IncomingMessage,
  context: Context,
  settings: StorageAccount,
  permissions: readonly Permission[],
): Promise<Caller> {
  const account = context.account ?? '';
  const own = ['blob', 'file', 'dfs'].map((service) => `https://${account}.${service}.core.windows.net`);
  const accepted = [...audiences.storage, ...own, ...own.map((address) => `${address}.localhost`)];
  const claims = await tokens.verify(request, accepted).catch((error: unknown) => {
    throw error instanceof TokenError ? tokenRefused(error.problem, settings, context) : error;
  });
  if (claims.tenantId !== settings.tenantId) throw tokenRefused('issuer', settings, context);
  if (context.service === 'file' && header(request, 'x-ms-file-request-intent') !== 'backup') {
    throw new ServiceError(
      400,
      'MissingRequiredHeader',
      'An HTTP header that is mandatory for this request is not specified.',
      {
        details: { HeaderName: 'x-ms-file-request-intent' },
      },
    );
  }
  const role = claims.principal?.dataRoles[account] ?? claims.principal?.dataRoles['*'];
  const allowed =
    role === 'contributor' ||
    (role === 'reader' && permissions.some((permission) => readerMay.includes(permission)));
  if (!allowed) {
    throw new ServiceError(
      403,
      'AuthorizationPermissionMismatch',
      'This request is not authorized to perform this operation using this permission.',
    );
  }
  return { kind: 'identity', objectId: claims.objectId };
}

/** Not confirmed: which of the two codes an old client gets; both are seen in the wild. */
function anonymousRefused(
  request: IncomingMessage,
  settings: StorageAccount,
  context: Context,
): ServiceError {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (context.service === 'blob' && reads && (header(request, 'x-ms-version') ?? '') < '2019-12-12') {
    return new ServiceError(
      409,
      'PublicAccessNotPermitted',
      'Public access is not permitted on this storage account.',
    );
  }
  return new ServiceError(401, 'NoAuthenticationInformation', signIn, {
    headers: challenge(settings, context),
  });
}

/** Builds the check that every storage service makes first. */
export function createAuthorizeStorage(state: SandboxState, tokens: Tokens): SandboxEnv['authorizeStorage'] {
  return async (request, context, permission) => {
    const account = context.account ?? '';
    const settings = state.accounts[account];
    if (!settings) throw new ServiceError(404, 'ResourceNotFound', 'The specified resource does not exist.');
    checkNetwork(request, state, settings);
    const permissions = typeof permission === 'string' ? [permission] : permission;
    const authorization = header(request, 'authorization');
    if (authorization?.startsWith('SharedKey ')) {
      checkSharedKey(request, context, account, settings);
      return { kind: 'accountKey' };
    }
    if (authorization !== undefined && /^bearer(\s|$)/i.test(authorization)) {
      return checkBearer(tokens, request, context, settings, permissions);
    }
    if (authorization !== undefined) {
      throw new ServiceError(
        400,
        'InvalidAuthenticationInfo',
        'Authentication information is not given in the correct format. Check the value of Authorization header.',
      );
    }
    if (!context.query.has('sig')) throw anonymousRefused(request, settings, context);
    checkSas(account, settings, context, request.socket.remoteAddress ?? '', permissions);
    checkKeysAllowed(settings);
    return { kind: 'sas', sas: context.query };
  };
}
