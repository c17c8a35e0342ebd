import { once } from 'node:events';
import { request, type Agent } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Sandbox, SandboxPrincipal } from '../support/sandbox.ts';

async function post(
  url: string,
  agent: Agent,
  form: Record<string, string>,
): Promise<{ access_token: string }> {
  const outgoing = request(url, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  outgoing.end(new URLSearchParams(form).toString());
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return JSON.parse(await text(response)) as { access_token: string };
}

/** The tokens of a principal of the sandbox, got by a client that is not ours. */
export function signedIn(running: Sandbox, principal: SandboxPrincipal): TokenCredential {
  return {
    async getToken(scopes): Promise<AccessToken> {
      const url = `${running.cloud.login}/${principal.tenantId}/oauth2/v2.0/token`;
      const form = {
        grant_type: 'client_credentials',
        client_id: principal.clientId,
        client_secret: principal.clientSecret,
      };
      const { access_token: token } = await post(url, running.agent, {
        ...form,
        scope: [scopes].flat().join(' '),
      });
      return { token, expiresOnTimestamp: Date.now() + 3_000_000 };
    },
  };
}
