import { Agent } from 'node:https';
import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { azureClouds } from '../../../src/azureml/cloud.ts';
import { createAzureMl } from '../../../src/azureml/index.ts';
import { createRest } from '../../../src/azureml/rest.ts';
import type { Workspace } from '../../../src/azureml/workspaces.ts';
import { silentLog, type Log } from '../../../src/common/log.ts';
import type { Session } from '../../../src/common/session.ts';

export const cloud = azureClouds.AzureCloud;

export const workspace: Workspace = {
  id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w',
  name: 'w',
  resourceGroup: 'g',
  subscriptionId: 's',
  subscription: 'Sub',
  tenantId: 'customer',
  location: 'eastus',
  discoveryUrl: 'https://eastus.api.azureml.ms/discovery',
  via: { account: 'ada' },
};

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
}

/** A JSON body, or a status with one. */
export type Answer = { readonly headers?: Readonly<Record<string, string>> } & (
  { readonly status: number; readonly body?: unknown } | { readonly body: unknown }
);
export type Answers = (url: URL, method: string, request: PipelineRequest) => Answer | Promise<Answer>;

/** Its tokens say of which tenant they are. */
export const session: Session = {
  id: 'ada',
  guest: false,
  account: 'ada@contoso.example',
  credential: (tenantId) => ({
    getToken: () => Promise.resolve({ token: tenantId ?? 'own', expiresOnTimestamp: Date.now() + 1e6 }),
  }),
};

/** A token that says of which tenant it is, as those of Azure do. */
export const tokenOf = (claims: object): string =>
  ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');

/** A service that answers as the test says, and remembers what it was asked. */
export function service(answers: Answers): { client: HttpClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const client: HttpClient = {
    async sendRequest(request): Promise<PipelineResponse> {
      const { method, url, headers } = request;
      sent.push({ method, url, authorization: headers.get('authorization') });
      const answer = await answers(new URL(url), method, request);
      const status = 'status' in answer ? answer.status : 200;
      const bodyAsText = answer.body === undefined ? '' : JSON.stringify(answer.body);
      return { request, status, headers: createHttpHeaders(answer.headers), bodyAsText };
    },
  };
  return { client, sent };
}

interface Options {
  readonly session?: Session;
  /** In place of the one. */
  readonly sessions?: readonly Session[];
  readonly log?: Log;
}

export function restOver(answers: Answers, options: Options = {}) {
  const { client, sent } = service(answers);
  const rest = createRest(
    cloud,
    options.sessions ?? [options.session ?? session],
    { agent: new Agent() },
    options.log ?? silentLog,
    client,
  );
  return { rest, sent };
}

export function azureOver(answers: Answers, options: Options = {}) {
  const { client, sent } = service(answers);
  const azure = createAzureMl({
    cloud,
    sessions: options.sessions ?? [options.session ?? session],
    transport: { agent: new Agent() },
    log: options.log ?? silentLog,
    client,
  });
  return { azure, sent };
}

export const refused = (status: number, code: string, message = '') => ({
  status,
  body: { error: { code, message } },
});

export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const members: T[] = [];
  for await (const page of pages) members.push(...page);
  return members;
}
