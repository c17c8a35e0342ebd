import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { environmentSignIn } from '../../src/azureml/environmentSession.ts';
import { identitySession } from '../../src/azureml/identitySession.ts';
import { parseCloud, reachOf } from '../../src/azureml/cloud.ts';
import { createAzureMl, type AzureMl } from '../../src/azureml/index.ts';
import { createTransport } from '../../src/common/transport.ts';
import { traceLog } from '../support/log.ts';
import type { Sandbox, SandboxPrincipal } from '../support/sandbox.ts';

const variables = {
  tenantId: 'AZURE_TENANT_ID',
  clientId: 'AZURE_CLIENT_ID',
  clientSecret: 'AZURE_CLIENT_SECRET',
};

/** Has the environment name a principal. Returns what puts it back. */
export function enter(principal: SandboxPrincipal): () => void {
  const outside = Object.values(variables).map((name) => [name, process.env[name]] as const);
  for (const [member, name] of Object.entries(variables))
    process.env[name] = principal[member as keyof typeof variables];
  return () => {
    for (const [name, value] of outside)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  };
}

/** Changes what a service of the control plane answered, as a service gone wrong would. */
export type Rewrite = (url: string, body: Record<string, unknown>) => Record<string, unknown>;

function rewriting(rewrite: Rewrite): HttpClient {
  const client = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      const response = await client.sendRequest(request);
      const body = JSON.parse(response.bodyAsText ?? '{}') as Record<string, unknown>;
      return { ...response, bodyAsText: JSON.stringify(rewrite(request.url, body)) };
    },
  };
}

/** Azure ML of the sandbox, signed in as the environment says, over connections of its own. */
export async function connected(
  running: Sandbox,
  rewrite?: Rewrite,
): Promise<{ azure: AzureMl; readonly close: () => void }> {
  const cloud = parseCloud(running.cloud);
  const transport = { ...createTransport(await reachOf(cloud)), log: traceLog };
  const sessions = [identitySession(cloud, transport, environmentSignIn())];
  const client = rewrite && rewriting(rewrite);
  const azure = createAzureMl({ cloud, sessions, transport, log: traceLog, client });
  return { azure, close: () => transport.agent.destroy() };
}
