import type { Client, Direction } from './clients.ts';
import type { Cost } from './measure.ts';
import { titleOf, type Load } from './rows.ts';
import type { Served, Server } from './servers.ts';

/** One run of one client, and what it cost the other side. */
export interface Run extends Cost {
  readonly served: Served;
}

export interface Measurement {
  readonly row: string;
  readonly client: string;
  readonly runs: readonly Run[];
  /** Absent when no run has ended well. */
  readonly median?: Run;
  /** Why a run did not end well; there are none after it. */
  readonly failed?: string;
}

/** What is done how often, and by whom. */
export interface RowPlan {
  readonly load: Load;
  readonly direction: Direction;
  readonly runs: number;
  /** The folder whose files go up. */
  readonly source: string;
  readonly say: (sentence: string) => void;
}

/** Every client in turn, so often, and the median of each. A client that fails is left out from then on. */
export async function measureRow(
  clients: readonly Client[],
  server: Server,
  plan: RowPlan,
): Promise<Measurement[]> {
  const row = `${titleOf(plan.load)} ${plan.direction}`;
  const done = new Map(clients.map((client) => [client, [] as Run[]]));
  const failures = new Map<Client, string>();
  for (let number = 1; number <= plan.runs; number += 1) {
    for (const [client, runs] of done) {
      if (failures.has(client)) continue;
      try {
        const run = await runOnce(client, server, plan);
        runs.push(run);
        plan.say(
          `${row}, ${client.name}, run ${number}: ${run.wallSeconds.toFixed(2)} s, ${run.cpuSeconds.toFixed(2)} CPU-s`,
        );
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        failures.set(client, message.split('\n').slice(-3).join(' ').slice(0, 300));
        plan.say(`${row}, ${client.name}, run ${number}: ${message}`);
      }
    }
  }
  return clients.map((client) => {
    const runs = done.get(client) ?? [];
    const failed = failures.get(client);
    return {
      ...{ row, client: client.name, runs },
      ...(runs.length > 0 && { median: median(runs) }),
      ...(failed !== undefined && { failed }),
    };
  });
}

async function runOnce(client: Client, server: Server, { load, direction, source }: RowPlan): Promise<Run> {
  const { job, end, clear } = await server(load, direction, source);
  try {
    const cost = await client.run(job);
    return { ...cost, served: client.still ? { requests: 0 } : await end() };
  } finally {
    await clear();
  }
}

/** The middle one of each number; the lower of two. */
export function median(runs: readonly Run[]): Run {
  const middle = (pick: (run: Run) => number) => {
    const sorted = runs.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  };
  const counted = runs.every(({ served }) => served.cpuSeconds !== undefined);
  return {
    wallSeconds: middle((run) => run.wallSeconds),
    cpuSeconds: middle((run) => run.cpuSeconds),
    peakRssBytes: middle((run) => run.peakRssBytes),
    served: {
      requests: middle((run) => run.served.requests),
      ...(counted && { cpuSeconds: middle((run) => run.served.cpuSeconds ?? NaN) }),
    },
  };
}

/** The highest of all runs counts for what must never be above a limit. */
export function peakOf({ runs }: Measurement): number {
  return Math.max(...runs.map(({ peakRssBytes }) => peakRssBytes));
}
