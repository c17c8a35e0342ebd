import { X509Certificate } from 'node:crypto';
import type { Faults } from './faults.ts';
import type { Recorder } from './recorder.ts';
import { header, readBody, sendJson, ServiceError, type Context, type Service } from './service.ts';
import { sameSignature } from './sharedKey.ts';
import type { DataRole, Principal, SandboxState } from './state.ts';
import type { Tokens } from './tokens.ts';

const invalid = (message: string): ServiceError => new ServiceError(400, 'InvalidRequest', message);

function filterOf(query: URLSearchParams): Parameters<Recorder['find']>[0] {
  const [host, path, method] = [query.get('host'), query.get('path'), query.get('method')];
  try {
    return {
      ...(host === null ? {} : { host: new RegExp(host) }),
      ...(path === null ? {} : { path: new RegExp(path) }),
      ...(method === null ? {} : { method: method.toUpperCase() }),
    };
  } catch {
    throw invalid('host and path are regular expressions.');
  }
}

/**
 * The levers of tests and of `npm start`: all need the admin token. What they change stays until it is changed back.
 *
 * - `POST /faults` (a fault, see `faultRules.ts`) answers `{ id }`; `GET /faults` answers `{ faults: [{ id, struck }] }`; `DELETE /faults[?id=]`
 * - `GET /requests?host=&path=&method=` (regular expressions), `DELETE /requests`
 * - `POST /reset`: the content and the datastores of the beginning
 * - `POST /tokens` `{ principal, resource?, tenantId?, expiresInSeconds?, issuer? }`
 * - `POST /certificates` `{ principal, certificate }`: PEM whose key may sign in as the principal
 * - `POST /dataRoles` `{ principal, account, role: 'reader' | 'contributor' | null }`; account `*`: every one
 * - `POST /accounts` `{ account, allowSharedKeyAccess?, firewall? }`: with `firewall: true` every data request gets 403
 * - `POST /listSecrets` `{ principal, allowed }`: whether its roles let it read the secrets of datastores
 */
export function createAdmin(parts: {
  readonly state: SandboxState;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly recorder: Recorder;
  reset(): Promise<void>;
  saveState(): Promise<void>;
}): Service {
  const { state, tokens, faults, recorder } = parts;

  function principalOf(body: Record<string, unknown>): Principal {
    const name = String(body.principal);
    const found = Object.entries(state.principals).find(
      ([key, { clientId }]) => key === name || clientId === name,
    );
    if (!found) throw invalid(`There is no principal ${name}.`);
    return found[1];
  }

  /** Tokens as the directory would issue them, or deliberately wrong ones. */
  async function issueToken(body: Record<string, unknown>): Promise<object> {
    const principal = principalOf(body);
    const { token, expiresOn } = await tokens.issue({
      principal,
      resource: typeof body.resource === 'string' ? body.resource : 'https://storage.azure.com',
      ...(typeof body.expiresInSeconds === 'number' ? { expiresInSeconds: body.expiresInSeconds } : {}),
      ...(typeof body.tenantId === 'string' ? { tenantId: body.tenantId } : {}),
      ...(typeof body.issuer === 'string' ? { issuer: body.issuer } : {}),
    });
    return { accessToken: token, expiresOn, refreshToken: await tokens.refreshToken(principal) };
  }

  async function addCertificate(body: Record<string, unknown>): Promise<object> {
    const pem = String(body.certificate);
    try {
      new X509Certificate(pem);
    } catch {
      throw invalid('certificate is not a certificate in PEM form.');
    }
    principalOf(body).certificates.push(pem);
    await parts.saveState();
    return {};
  }

  async function setDataRole(body: Record<string, unknown>): Promise<object> {
    const { dataRoles } = principalOf(body);
    const account = String(body.account);
    if (body.role === null) Reflect.deleteProperty(dataRoles, account);
    else if (body.role === 'reader' || body.role === 'contributor')
      dataRoles[account] = body.role satisfies DataRole;
    else throw invalid('role is reader, contributor or null.');
    await parts.saveState();
    return {};
  }

  async function setAccount(body: Record<string, unknown>): Promise<object> {
    const account = state.accounts[String(body.account)];
    if (!account) throw invalid('There is no such account.');
    if (typeof body.allowSharedKeyAccess === 'boolean')
      account.allowSharedKeyAccess = body.allowSharedKeyAccess;
    if (typeof body.firewall === 'boolean') account.firewall = body.firewall;
    await parts.saveState();
    return {};
  }

  async function setListSecrets(body: Record<string, unknown>): Promise<object> {
    if (typeof body.allowed !== 'boolean') throw invalid('allowed is true or false.');
    principalOf(body).mayListSecrets = body.allowed;
    await parts.saveState();
    return {};
  }

  async function answer(
    operation: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
  ): Promise<object | undefined> {
    switch (operation) {
      case 'POST /faults':
        return { id: faults.add(body) };
      case 'GET /faults':
        return { faults: faults.list() };
      case 'DELETE /faults':
        faults.remove(query.get('id') ?? undefined);
        return {};
      case 'GET /requests': {
        const found = recorder.find(filterOf(query));
        return {
          count: found.length,
          active: found.filter((entry) => entry.active).length,
          requests: found.slice(-1000),
        };
      }
      case 'DELETE /requests':
        recorder.clear();
        return {};
      case 'POST /reset':
        await parts.reset();
        return {};
      case 'POST /tokens':
        return issueToken(body);
      case 'POST /certificates':
        return addCertificate(body);
      case 'POST /dataRoles':
        return setDataRole(body);
      case 'POST /accounts':
        return setAccount(body);
      case 'POST /listSecrets':
        return setListSecrets(body);
      default:
        return undefined;
    }
  }

  return {
    handle: async (request, response, context: Context) => {
      if (!sameSignature(header(request, 'authorization') ?? '', `Bearer ${state.adminToken}`)) {
        throw new ServiceError(401, 'Unauthorized', 'The admin endpoint needs the admin token.');
      }
      const text = (await readBody(request)).toString();
      let body: unknown;
      try {
        body = text === '' ? {} : JSON.parse(text);
      } catch {
        throw invalid('The body is not JSON.');
      }
      if (typeof body !== 'object' || body === null) throw invalid('The body is not an object.');
      const result = await answer(
        `${request.method ?? ''} ${context.rawPath}`,
        context.query,
        body as Record<string, unknown>,
      );
      if (!result) throw new ServiceError(404, 'NotFound', 'The admin endpoint has no such operation.');
      sendJson(request, response, 200, result);
    },
  };
}
