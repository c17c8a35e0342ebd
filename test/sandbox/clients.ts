import type { TokenCredential } from '@azure/core-auth';
import * as files from '@azure/storage-file-share';
import * as lake from '@azure/storage-file-datalake';
import * as blobs from '@azure/storage-blob';
import { ClientSecretCredential, type ClientSecretCredentialOptions } from '@azure/identity';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { once as event } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Sandbox } from '../support/sandbox.ts';

/** How a test signs its requests. */
export type SignIn = 'key' | 'sas' | 'identity' | 'reader';

interface Outgoing {
  agent?: unknown;
}
interface Next {
  sendRequest(request: Outgoing): Promise<unknown>;
}

/** A policy factory, first in line, that sends every request to the sandbox. */
function reaching(box: Sandbox): { create(next: Next): Next } {
  return {
    create: (next) => ({
      sendRequest(request) {
        request.agent = box.agent;
        return next.sendRequest(request);
      },
    }),
  };
}

/** Puts the sandbox's reach in front of an SDK pipeline. */
function reach<T extends { factories: unknown[] }>(pipeline: T, box: Sandbox): T {
  pipeline.factories.unshift(reaching(box));
  return pipeline;
}

/** How credentials of @azure/identity reach the directory of the sandbox. */
export function identityOptions(box: Sandbox): ClientSecretCredentialOptions {
  const httpClient = createDefaultHttpClient();
  return {
    authorityHost: box.cloud.login,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    httpClient: {
      sendRequest: (request) => {
        request.agent = box.agent;
        return httpClient.sendRequest(request);
      },
    },
  };
}

/** A principal's own credential, for its own tenant or another. */
export function secretCredential(
  box: Sandbox,
  who: 'user' | 'reader',
  tenantId = box.principals[who].tenantId,
): ClientSecretCredential {
  const { clientId, clientSecret } = box.principals[who];
  return new ClientSecretCredential(tenantId, clientId, clientSecret, identityOptions(box));
}

const address = (account: string, service: string): string =>
  `https://${account}.${service}.core.windows.net.localhost`;
const keyOf = (box: Sandbox, account: string): string =>
  Object.entries(box.accounts).find(([name]) => name === account)?.[1].key ?? '';
const anHour = (): Date => new Date(Date.now() + 3_600_000);
const once = { retryOptions: { maxTries: 1 } };

/** A client of Azure Files in the sandbox. */
export function filesClient(
  box: Sandbox,
  signIn: SignIn = 'key',
  account = 'contosodata',
): files.ShareServiceClient {
  const key = new files.StorageSharedKeyCredential(account, keyOf(box, account));
  const options = { ...once, fileRequestIntent: 'backup' as const };
  const open = (credential: unknown, query = ''): files.ShareServiceClient =>
    new files.ShareServiceClient(
      `${address(account, 'file')}/${query}`,
      reach(files.newPipeline(credential as files.StorageSharedKeyCredential, options), box),
      options,
    );
  if (signIn === 'key') return open(key);
  if (signIn !== 'sas') return open(secretCredential(box, signIn === 'reader' ? 'reader' : 'user'));
  const sas = files.generateAccountSASQueryParameters(
    {
      expiresOn: anHour(),
      permissions: files.AccountSASPermissions.parse('rwdlc'),
      services: 'f',
      resourceTypes: 'sco',
    },
    key,
  );
  return open(new files.AnonymousCredential(), `?${sas.toString()}`);
}

/** A client of Data Lake Gen2 in the sandbox. */
export function lakeClient(
  box: Sandbox,
  signIn: SignIn | TokenCredential = 'key',
): lake.DataLakeServiceClient {
  const account = 'contosolake';
  const key = new lake.StorageSharedKeyCredential(account, keyOf(box, account));
  const open = (credential: unknown, query = ''): lake.DataLakeServiceClient =>
    new lake.DataLakeServiceClient(
      `${address(account, 'dfs')}/${query}`,
      reach(lake.newPipeline(credential as lake.StorageSharedKeyCredential, once), box),
    );
  if (typeof signIn !== 'string') return open(signIn);
  if (signIn === 'key') return open(key);
  if (signIn !== 'sas') return open(secretCredential(box, signIn === 'reader' ? 'reader' : 'user'));
  return open(new lake.AnonymousCredential(), `?${accountSas(box, account)}`);
}

/** A client of the blob host of the Data Lake account, or of another account. */
export function blobClient(box: Sandbox, account = 'contosolake'): blobs.BlobServiceClient {
  const key = new blobs.StorageSharedKeyCredential(account, keyOf(box, account));
  return new blobs.BlobServiceClient(
    `${address(account, 'blob')}/`,
    reach(blobs.newPipeline(key, once), box),
  );
}

/** The query of a SAS for everything in an account. */
export function accountSas(box: Sandbox, account: string, permissions = 'rwdlac'): string {
  const key = new blobs.StorageSharedKeyCredential(account, keyOf(box, account));
  const options = {
    expiresOn: anHour(),
    permissions: blobs.AccountSASPermissions.parse(permissions),
    services: 'bf',
    resourceTypes: 'sco',
  };
  return blobs.generateAccountSASQueryParameters(options, key).toString();
}

/** Sends a request whose path reaches the sandbox byte for byte, signed with an account SAS. */
export async function sendRaw(
  box: Sandbox,
  to: {
    account: string;
    service: string;
    method: string;
    path: string;
    headers?: Record<string, string>;
    sas?: string;
  },
  body?: Buffer,
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  const host = `${to.account}.${to.service}.core.windows.net.localhost`;
  const path = `${to.path}${to.path.includes('?') ? '&' : '?'}${to.sas ?? accountSas(box, to.account)}`;
  const headers = { 'x-ms-version': '2026-10-06', ...to.headers };
  const outgoing = request({ host, path, method: to.method, headers, agent: box.agent });
  outgoing.end(body);
  const [response] = (await event(outgoing, 'response')) as [IncomingMessage];
  const chunks = (await response.toArray()) as Buffer[];
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}
