import type { Via } from '../common/session.ts';
import type { WireObject } from '../datastores/datastore.ts';
import { text } from '../datastores/wire.ts';

/** A subscription as one account sees it in one tenant. */
export interface Way {
  readonly subscription: WireObject;
  readonly via: Via;
}

/** The subscriptions of all accounts, each read once, however many ways lead to it. */
export interface Subscriptions {
  /** `tenantId`: the tenant that listed it; absent: not known. */
  add(way: Way, tenantId: string | undefined): void;
  /** Reads what is left. Settles when all has been read; nothing is to be added after. */
  finish(): Promise<void>;
}

interface Subscription {
  readonly id: string;
  readonly ways: Way[];
  /** `waiting` for a better way. */
  state: 'waiting' | 'reading' | 'read' | 'refused';
}

/**
 * `read` says whether a way led to the workspaces; the next one is tried where it did not. A subscription that a tenant
 * lists but does not own (Azure Lighthouse) waits for its owner, in which the account may be known as well. `wanted`: only
 * these, by id.
 */
export function createSubscriptions(
  read: (id: string, way: Way) => Promise<boolean>,
  wanted?: readonly string[],
): Subscriptions {
  const all = new Map<string, Subscription>();
  const readings: Promise<void>[] = [];
  const ids = wanted && new Set(wanted.map((id) => id.toLowerCase()));

  async function readOn(one: Subscription, from: number): Promise<void> {
    one.state = 'reading';
    for (let index = from; ; index++) {
      const way = one.ways[index];
      if (!way) break;
      if (await read(one.id, way)) {
        one.state = 'read';
        return;
      }
    }
    one.state = 'refused';
  }

  return {
    add(way, tenantId) {
      const id = text(way.subscription, 'subscriptionId');
      if (ids && !ids.has(id.toLowerCase())) return;
      const known = all.get(id.toLowerCase());
      const one: Subscription = known ?? { id, ways: [], state: 'waiting' };
      all.set(id.toLowerCase(), one);
      const own = tenantId === undefined || tenantId === text(way.subscription, 'tenantId');
      if (own && one.state === 'waiting') one.ways.unshift(way);
      else one.ways.push(way);
      if (one.state === 'refused') readings.push(readOn(one, one.ways.length - 1));
      else if (own && one.state === 'waiting') readings.push(readOn(one, 0));
    },
    async finish() {
      for (const one of all.values()) if (one.state === 'waiting') readings.push(readOn(one, 0));
      await Promise.all(readings);
    },
  };
}
