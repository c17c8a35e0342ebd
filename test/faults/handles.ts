import type { Agent } from 'node:https';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What this process holds open. Known on Linux only. */
export interface Handles {
  readonly files: readonly string[];
  /** How many. */
  readonly sockets: number;
  readonly children: readonly number[];
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ''; // the one that read the folder
  }
}

function childrenOf(pid: number): number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isChild = (name: string): boolean => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
    } catch {
      return false; // it has ended
    }
  };
  return processes.filter(isChild).map(Number);
}

function socketsOf({ sockets, freeSockets }: Agent): number {
  return [...Object.values(sockets), ...Object.values(freeSockets)].reduce(
    (sum, some) => sum + (some?.length ?? 0),
    0,
  );
}

/** `aside`: agents whose sockets do not count, as they come and go with what the tests themselves ask. */
export function handles(aside: readonly Agent[]): Handles {
  if (!existsSync('/proc/self/fd')) return { files: [], sockets: 0, children: [] };
  const links = readdirSync('/proc/self/fd').map(linkOf);
  return {
    files: links.filter((link) => link.startsWith('/') && !link.startsWith('/dev/')).sort(),
    sockets: aside.reduce(
      (count, agent) => count - socketsOf(agent),
      links.filter((link) => link.startsWith('socket:')).length,
    ),
    children: childrenOf(process.pid),
  };
}

/** For how long what has been closed may take to be gone, in milliseconds. */
const patience = 5000;

/** Waits until no more is held than `before`; throws what is left. `sockets`: whether those count. */
export async function released(
  before: Handles,
  { aside, sockets: count }: { aside: readonly Agent[]; sockets: boolean },
): Promise<void> {
  const since = performance.now();
  for (;;) {
    const now = handles(aside);
    const files = now.files.filter((file) => !before.files.includes(file));
    const children = now.children.filter((child) => !before.children.includes(child));
    const sockets = count ? now.sockets - before.sockets : 0;
    if (files.length === 0 && children.length === 0 && sockets <= 0) return;
    if (performance.now() - since > patience)
      throw new Error(`still open: ${JSON.stringify({ files, children, sockets })}`);
    await new Promise(setImmediate);
  }
}
