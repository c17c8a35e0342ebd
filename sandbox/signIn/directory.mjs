/** Asks the directory of the sandbox for tokens, as a client that is not part of it. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { URL, URLSearchParams } from 'node:url';

/** What `sandbox.json` says now; the sandbox may have been started again since. Throws when none is running. */
export function readSandbox() {
  const folder = process.env.AZUREML_SANDBOX;
  if (!folder) throw new Error('AZUREML_SANDBOX names no folder: VS Code was not started with the sandbox.');
  return JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'));
}

/** A refusal of the directory; `number` is that of AADSTS. */
export class EntraError extends Error {
  constructor({ error_description: description, error_codes: [number] = [] }) {
    super(description);
    this.name = 'EntraError';
    this.number = number;
  }
}

/**
 * A token of `tenantId` for the person's application, and when it ends (milliseconds). `approved`: somebody has agreed to
 * the second factor. Throws {@link EntraError}.
 */
export async function fetchToken(person, tenantId, scope, approved) {
  const { cloud, principals } = readSandbox();
  const { clientId, clientSecret } = principals[person.principal];
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
    ...(approved ? { mfa: 'approved' } : {}),
  }).toString();
  const { host, hostname } = new URL(cloud.login);
  const [address, port] = cloud.connectTo.split(':');
  const ca = readFileSync(cloud.caFile, 'utf8');
  // VS Code replaces agents, so where the request really goes is said in the request itself.
  const outgoing = request({
    ...{ hostname: address, port, servername: hostname, ca, agent: new Agent({ ca }) },
    path: `/${tenantId}/oauth2/v2.0/token`,
    method: 'POST',
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
  });
  outgoing.end(form);
  const [response] = await once(outgoing, 'response');
  const answer = await json(response);
  if (response.statusCode !== 200) throw new EntraError(answer);
  return { accessToken: answer.access_token, expiresAt: Date.now() + answer.expires_in * 1000 };
}
