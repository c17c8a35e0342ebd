import { Agent, type AgentOptions } from 'node:https';
import { isIP } from 'node:net';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import type { Log } from './log.ts';

/** How the hosts of a cloud are reached. The public clouds need nothing of it. */
export interface Reach {
  /** All certificate authorities to trust, in PEM form; absent: the system's. */
  readonly ca?: string;
  /** `host:port` that takes every connection to a host of the cloud, as private endpoints and gateways need it. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** Whether sockets may be opened without the agent: no proxy stands between, of the environment or of the editor. */
  readonly direct?: boolean;
  /** The script of the threads that large bodies are sent and received in, if sockets may be opened; absent: none. */
  readonly thread?: URL | undefined;
}

/** How a socket to a host is opened, for `tls.connect`. */
export type Dial = (host: string, port: number) => ConnectionOptions & { host: string; port: number };

/** Carries requests to the hosts of one cloud. */
export interface Transport {
  /** Keeps connections alive. Whoever made the transport destroys it. */
  readonly agent: Agent;
  /** Points a request to where it is really to go. Absent: where its address says. */
  readonly redirect?: (request: TransportRequest) => void;
  /** Absent: only the agent knows the way, as through a proxy. */
  readonly dial?: Dial;
  /** As in {@link Reach}. */
  readonly thread?: URL | undefined;
  /** Told of the requests of libraries that are given nothing else to tell. */
  readonly log?: Log;
}

/** The part of the Azure SDKs' requests that says how they travel. */
export interface TransportRequest {
  readonly url: string;
  readonly headers: { set(name: string, value: string): void };
  requestOverrides?: Record<string, unknown>;
}

/**
 * Another host is put into the request itself, not into the agent: VS Code replaces the agents of extensions by its
 * own, which knows the proxy (setting `http.proxySupport`).
 */
export function createTransport(
  { ca, connectTo, direct = false, thread }: Reach = {},
  options: AgentOptions = {},
): Transport {
  // Read once: Node would read all authorities anew for each connection. VS Code's own agents know `ca` only.
  const trust = ca === undefined ? {} : { ca, secureContext: createSecureContext({ ca }) };
  const agent = new Agent({ keepAlive: true, ...options, ...trust });
  const dial: Dial = (host, port) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    return { ...trust, ...name, ...(connectTo ?? { host, port }) };
  };
  const way = direct ? { agent, dial, thread } : { agent };
  if (!connectTo) return way;
  return {
    ...way,
    redirect(request) {
      const { host, hostname } = new URL(request.url);
      request.headers.set('host', host);
      request.requestOverrides = {
        ...request.requestOverrides,
        hostname: connectTo.host,
        port: connectTo.port,
        servername: hostname,
      };
    },
  };
}
