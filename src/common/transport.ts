import { Agent, type AgentOptions } from 'node:https';
import { connect, type ConnectionOptions } from 'node:tls';

/** How the hosts of a cloud are reached. The public clouds need nothing of it. */
export interface Reach {
  /** Certificate authorities in PEM form, trusted beside the system's own. */
  readonly ca?: string;
  /** `host:port` that takes every connection to a host of the cloud, as private endpoints and gateways need it. */
  readonly connectTo?: { readonly host: string; readonly port: number };
}

/** An agent that keeps connections alive and reaches hosts as `reach` says. Whoever made it destroys it. */
export function createAgent(reach: Reach = {}, options: AgentOptions = {}): Agent {
  const agent = new Agent({
    keepAlive: true,
    ...options,
    ...(reach.ca === undefined ? {} : { ca: reach.ca }),
  });
  const { connectTo } = reach;
  if (connectTo) {
    agent.createConnection = (target) => {
      const { host, servername } = target as ConnectionOptions;
      return connect({
        ...(target as ConnectionOptions),
        ...connectTo,
        servername: servername ?? host ?? '',
      });
    };
  }
  return agent;
}
