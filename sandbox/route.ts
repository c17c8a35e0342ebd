import type { IncomingMessage } from 'node:http';
import { newRequestId, type Context, type StorageService } from './service.ts';

/** The families of hosts that the front knows. */
export type Family = 'storage' | 'control' | 'login' | 'admin';

const storageHost = /^([a-z0-9]{3,24})\.(blob|file|dfs)\.core\.windows\.net(\.localhost)?$/;
const dataPlaneHost = /^([a-z0-9]+)\.api\.azureml\.ms(\.localhost)?$/;

/** The family of a host name; undefined when the sandbox does not play it. */
export function familyOf(host: string): Family | undefined {
  if (storageHost.test(host)) return 'storage';
  if (dataPlaneHost.test(host) || /^management\.azure\.com(\.localhost)?$/.test(host)) return 'control';
  if (/^login\.microsoftonline\.com(\.localhost)?$/.test(host)) return 'login';
  return host === 'admin.localhost' ? 'admin' : undefined;
}

/** What the front learns from the request line and the Host header; undefined when they make no address. */
export function contextOf(request: IncomingMessage): Context | undefined {
  const host = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  const target = request.url ?? '/';
  if (!target.startsWith('/') || !URL.canParse(`https://${host}${target}`)) return undefined;
  const url = new URL(`https://${host}${target}`);
  const question = target.indexOf('?');
  const storage = storageHost.exec(host);
  const region = dataPlaneHost.exec(host)?.[1];
  return {
    host,
    publicName: !host.endsWith('.localhost'),
    url,
    rawPath: question < 0 ? target : target.slice(0, question),
    query: url.searchParams,
    ...(storage?.[1] ? { account: storage[1], service: storage[2] as StorageService } : {}),
    ...(region === undefined ? {} : { region }),
    requestId: newRequestId(),
  };
}
