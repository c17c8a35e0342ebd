import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { header, sendJson } from './service.ts';
import { sameSignature } from './sharedKey.ts';
import type { SandboxState } from './state.ts';
import { audiences, type Tokens } from './tokens.ts';

/** The managed identity endpoint of App Service, over http on loopback: `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`. */
export async function startManagedIdentity(
  state: SandboxState,
  tokens: Tokens,
): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const principal = state.principals.managed;
  const known = Object.values(audiences).flat();
  /** Why the endpoint will not answer, if so. */
  function problemOf(request: IncomingMessage, url: URL): [status: number, message: string] | undefined {
    const resource = url.searchParams.get('resource') ?? '';
    const clientId = url.searchParams.get('client_id') ?? principal.clientId;
    if (url.pathname !== '/msi/token' || request.method !== 'GET') return [404, 'Not found.'];
    if (!sameSignature(header(request, 'x-identity-header') ?? '', state.identityHeader)) {
      return [401, 'The X-IDENTITY-HEADER is missing or wrong.'];
    }
    if (url.searchParams.get('api-version') !== '2019-08-01')
      return [400, 'The api-version is not known: 2019-08-01 is.'];
    if (clientId !== principal.clientId)
      return [400, 'No managed identity was found for the requested client id.'];
    return known.includes(resource.replace(/\/+$/, ''))
      ? undefined
      : [400, 'The resource was not found in the tenant.'];
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [status, message] = problemOf(request, url) ?? [];
    if (status !== undefined) {
      sendJson(request, response, status, { statusCode: status, message });
      return;
    }
    const resource = url.searchParams.get('resource') ?? '';
    const { token, expiresOn } = await tokens.issue({ principal, resource });
    const expiry = { expires_on: String(expiresOn), resource, token_type: 'Bearer' };
    sendJson(request, response, 200, { access_token: token, client_id: principal.clientId, ...expiry });
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
