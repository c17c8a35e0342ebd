import { readFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { throwIfAborted } from '../../src/common/abort.ts';
import { createTransport, type Transport, type TransportRequest } from '../../src/common/transport.ts';
import { openStorage } from '../../src/storage/open.ts';
import type { Clock } from '../../src/storage/retry.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { traceLog } from '../support/log.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { Remote } from './remotes.ts';

/** Whoever waits for so long waits for an answer, in milliseconds; what is shorter is a pause. */
const patience = 60_000;

/** A clock without pauses, on which patience ends when the test says so. */
export interface HastyClock extends Clock {
  /** How many calls are under way. */
  readonly waiting: () => number;
  /** Has everyone lose patience who waits now. */
  readonly expire: () => void;
}

export function hastyClock(): HastyClock {
  const works = new Set<() => void>();
  let time = 0;
  return {
    now: () => time,
    delay: async (_, signal) => {
      await new Promise(setImmediate);
      throwIfAborted(signal);
    },
    later: (milliseconds, work) => {
      if (milliseconds < patience) {
        const soon = setImmediate(() => {
          time += milliseconds;
          work();
        });
        return () => clearImmediate(soon);
      }
      const own = (): void => work();
      works.add(own);
      return () => works.delete(own);
    },
    waiting: () => works.size,
    expire: () => {
      for (const work of [...works]) work();
    },
  };
}

/** One way to a remote, with sockets and a clock of its own, so that it can be seen whether any are left. */
export interface Way {
  readonly storage: Storage;
  readonly clock: HastyClock;
  readonly agent: Agent;
  /** Whether it has sockets beside the agent's, which it keeps for a while. */
  readonly direct: boolean;
  /** Closes its sockets. */
  readonly close: () => void;
}

const thread = new URL('../../src/storage/wireThread.ts', import.meta.url);

/** Opens it anew. `unresolved` picks the requests whose host has no address. */
export async function openWay(
  azure: Pick<Sandbox, 'caFile' | 'port'>,
  { service, connection }: Pick<Remote, 'service' | 'connection'>,
  unresolved?: (url: string) => boolean,
): Promise<Way> {
  const ca = readFileSync(azure.caFile, 'utf8');
  // Blobs go the short way, where there is one; Data Lake, which moves most bytes by the same calls, takes the SDK's.
  const direct = service === 'blob' && !unresolved;
  const connectTo = { host: '127.0.0.1', port: azure.port };
  const transport = createTransport({ ca, connectTo, direct, thread });
  const clock = hastyClock();
  const storage = await openStorage(service, {
    ...connection,
    transport: unresolved ? withoutName(transport, unresolved) : transport,
    clock,
    log: traceLog,
  });
  const { agent } = transport;
  return { storage, clock, agent, direct, close: () => agent.destroy() };
}

/** Asks for an address that nobody knows, and is told so as the system tells it. */
function withoutName(transport: Transport, picks: (url: string) => boolean): Transport {
  const lookup = (hostname: string, _: unknown, tell: (error: Error) => void): void => {
    const facts = { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname };
    setImmediate(() => tell(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), facts)));
  };
  return {
    ...transport,
    redirect: (request: TransportRequest) => {
      transport.redirect?.(request);
      const { method } = request as { method?: string };
      if (method === 'HEAD' || !picks(decodeURIComponent(request.url))) return;
      request.requestOverrides = { ...request.requestOverrides, hostname: 'gone.invalid', lookup };
    },
  };
}
