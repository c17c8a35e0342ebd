import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  BlobServiceClient,
  newPipeline,
  StorageSharedKeyCredential,
  type StoragePipelineOptions,
} from '@azure/storage-blob';
import type { TokenCredential } from '@azure/core-auth';
import type { Sandbox } from '../support/sandbox.ts';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request whose target goes on the wire exactly as given: no URL class folds it. */
export async function send(
  sandbox: Sandbox,
  host: string,
  target: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const outgoing = httpsRequest({
    host,
    path: target,
    method,
    agent: sandbox.agent,
    headers: { ...length, ...headers },
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
}

/** A token that the admin endpoint has the directory issue, good or bad. */
export async function tokenFrom(
  sandbox: Sandbox,
  request: {
    principal: string;
    resource?: string;
    expiresInSeconds?: number;
    tenantId?: string;
    issuer?: string;
  },
): Promise<string> {
  const { accessToken } = (await sandbox.admin('POST', '/tokens', request)) as { accessToken: string };
  return accessToken;
}

/** What the SDKs call to get a token, answered with the one given. */
export function credentialOf(token: string): TokenCredential {
  return { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
}

/** The SDK's Blob client for an account (or for an address with a SAS), reaching the sandbox. */
export function blobClient(
  sandbox: Sandbox,
  credential: StorageSharedKeyCredential | TokenCredential | undefined,
  options: StoragePipelineOptions & { query?: string; account?: string } = {},
): BlobServiceClient {
  const { query = '', account = 'contosodata', ...rest } = options;
  const pipeline = newPipeline(credential, { retryOptions: { maxTries: 1 }, ...rest });
  pipeline.factories.unshift({
    create: (next) => ({
      sendRequest: (request) => {
        request.agent = sandbox.agent;
        return next.sendRequest(request);
      },
    }),
  });
  return new BlobServiceClient(`https://${account}.blob.${sandbox.cloud.storageSuffix}${query}`, pipeline);
}

/** The account's own key as a credential. */
export function accountKey(
  sandbox: Sandbox,
  account: 'contosodata' | 'contosoprod' = 'contosodata',
): StorageSharedKeyCredential {
  return new StorageSharedKeyCredential(account, sandbox.accounts[account].key);
}
