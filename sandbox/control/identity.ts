import type { IncomingMessage } from 'node:http';
import { audiences } from '../identity.ts';
import { TokenError, type Claims, type SandboxEnv } from '../service.ts';
import { ControlError } from './errors.ts';

function challenge(tenantId: string, description: string): Record<string, string> {
  const authority = `https://login.microsoftonline.com/${tenantId}`;
  const parts = [
    `authorization_uri="${authority}"`,
    'error="invalid_token"',
    `error_description="${description}"`,
  ];
  return { 'www-authenticate': `Bearer ${parts.join(', ')}` };
}

/** Both APIs take a token for Azure Resource Manager. Whether v1 also takes one for the studio is not confirmed: refused. */
export async function authenticate(env: SandboxEnv, request: IncomingMessage): Promise<Claims> {
  try {
    return await env.verifyToken(request, audiences.arm);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const [code, message] = words(error);
    throw new ControlError(401, code, message, {
      headers: challenge(env.state.tenants[0], message),
    });
  }
}

function words({ problem }: TokenError): [code: string, message: string] {
  switch (problem) {
    case 'missing':
      return ['AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."];
    case 'expired':
      return ['ExpiredAuthenticationToken', 'The access token has expired. Get a new one.'];
    case 'audience':
      return [
        'InvalidAuthenticationTokenAudience',
        'The access token has been obtained for the wrong audience.',
      ];
    case 'issuer':
    case 'malformed':
    case 'signature':
      return ['InvalidAuthenticationToken', 'The access token is invalid.'];
  }
}

/** Refuses a token of another tenant than the subscription's. */
export function requireTenant(claims: Claims, tenantId: string): void {
  if (claims.tenantId === tenantId) return;
  const message =
    `The access token is from the wrong issuer 'https://sts.windows.net/${claims.tenantId}/'. It must match the tenant ` +
    `'https://sts.windows.net/${tenantId}/' associated with this subscription.`;
  throw new ControlError(401, 'InvalidAuthenticationTokenTenant', message, {
    headers: challenge(tenantId, message),
  });
}
