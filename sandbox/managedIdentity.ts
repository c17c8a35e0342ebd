import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { header, sendJson } from './service.ts';
import { sameSignature } from './sharedKey.ts';
import type { SandboxState } from './state.ts';
import { audiences, type Tokens } from './tokens.ts';

/** One form of the managed identity endpoint, as @azure/msal-node speaks it. */
interface Form {
  readonly path: string;
  readonly secretHeader: string;
  readonly secretName: string;
  readonly apiVersion: string;
  /** The query parameter that chooses an identity. */
  readonly clientId: string;
}

/** App Service: `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`. */
const appService: Form = {
  path: '/msi/token',
  secretHeader: 'x-identity-header',
  secretName: 'X-IDENTITY-HEADER',
  apiVersion: '2019-08-01',
  clientId: 'client_id',
};

/** Compute of Azure Machine Learning: `MSI_ENDPOINT`, `MSI_SECRET` and `DEFAULT_IDENTITY_CLIENT_ID`. */
const compute: Form = {
  path: '/MSI/auth',
  secretHeader: 'secret',
  secretName: 'secret',
  apiVersion: '2017-09-01',
  clientId: 'clientid',
};

/** Where the managed identity endpoints answer. */
export interface ManagedIdentity {
  readonly appService: string;
  readonly compute: string;
  close(): Promise<void>;
}

/** The managed identity endpoints, over http on loopback. */
export async function startManagedIdentity(state: SandboxState, tokens: Tokens): Promise<ManagedIdentity> {
  const principal = state.principals.managed;
  const known = Object.values(audiences).flat();
  /** Why the endpoint will not answer, if so. */
  function problemOf(request: IncomingMessage, url: URL): [status: number, message: string] | undefined {
    const form = [appService, compute].find(({ path }) => path === url.pathname);
    if (!form || request.method !== 'GET') return [404, 'Not found.'];
    const resource = url.searchParams.get('resource') ?? '';
    const clientId = url.searchParams.get(form.clientId) ?? principal.clientId;
    if (!sameSignature(header(request, form.secretHeader) ?? '', state.identityHeader)) {
      return [401, `The header ${form.secretName} is missing or wrong.`];
    }
    if (url.searchParams.get('api-version') !== form.apiVersion)
      return [400, `The api-version is not known: ${form.apiVersion} is.`];
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
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    appService: base + appService.path,
    compute: base + compute.path,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
