import type { Fault } from '../support/sandbox.ts';
import { doomed, hit } from './tree.ts';

export type Direction = 'upload' | 'download';

/** Where a fault may strike. All but the last do so once. */
export type Point = 'listing' | 'small' | 'chunk' | 'commit' | 'doomed';

/** Which requests a point is about, in the words of the sandbox; `path` that of the root, `folder` the tree's in it. */
export type Points = Readonly<Record<Point, Omit<Fault, 'action'>>>;

const literally = (text: string): string => text.replaceAll('.', '\\.');

export function pointsOf(direction: Direction, path: string, folder: string): Points {
  const tree = `^${path}/${folder}`;
  // Not whether it is there, which is asked to tell one unlucky file from a network that has gone.
  const method = direction === 'upload' ? 'PUT' : 'GET';
  const shared = { doomed: { path: `${tree}${literally(doomed)}`, method } };
  if (direction === 'download') {
    const get = { method: 'GET', count: 1 };
    return {
      ...shared,
      listing: { ...get, path: `^${path}.*(?:comp=list|resource=filesystem)` },
      small: { ...get, path: `${tree}${literally(hit)}` },
      chunk: { ...get, path: `${tree}nested/large\\.bin` },
      commit: { ...get, path: `${tree}nested/large\\.bin`, skip: 1 },
    };
  }
  return {
    ...shared,
    // Nothing is listed before files that may be replaced; folders are looked at or made.
    listing: { path: tree, count: 1 },
    small: { path: `${tree}${literally(hit)}`, count: 1 },
    chunk: { path: tree, header: { name: 'content-length', value: '^\\d{7}' }, count: 1 },
    commit: {
      path: `${tree}nested/large\\.bin.*(?:comp=blocklist|comp=rename|mode=legacy)`,
      method: 'PUT',
      count: 1,
    },
  };
}

/** Strikes at these points; what a point is not given is left alone. */
export function strikes(points: Points, actions: Partial<Record<Point, Fault['action']>>): Fault[] {
  return Object.entries(actions).map(([point, action]) => ({ ...points[point as Point], action }));
}

/** Picks addresses as the points of `direction` pick requests, for faults on this side of the wire. */
export function picker(direction: Direction): { picks: (url: string) => boolean; picked: () => number } {
  const chunk = direction === 'download' ? /nested\/large\.bin/ : /comp=(?:block|range)\b|action=append/;
  const once = [
    { pattern: /hit\.txt/, skip: 0 },
    { pattern: chunk, skip: 0 },
  ];
  let picked = 0;
  const picks = (url: string): boolean => {
    const rule = once.find(({ pattern }) => pattern.test(url));
    const isPicked = rule ? rule.skip-- === 0 : /doomed\.txt/.test(url);
    if (isPicked) picked += 1;
    return isPicked;
  };
  return { picks, picked: () => picked };
}
