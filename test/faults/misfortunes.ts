import type { Fault } from '../support/sandbox.ts';
import type { Cell } from './cell.ts';
import { deniedDownload, deniedUpload, fullDisk, smallDisk } from './localFaults.ts';
import { strikes, type Point, type Points } from './points.ts';
import { cutShort, vanishing } from './sourceFaults.ts';
import { doomed, hit, large } from './tree.ts';

/** A row of the matrix. A sentence in place of a cell says why there is none. */
export interface Misfortune {
  readonly name: string;
  readonly upload: Cell | string;
  readonly download: Cell | string;
}

type Action = Fault['action'];

function everywhere(action: Action): (points: Points) => Fault[] {
  const points: readonly Point[] = ['listing', 'small', 'chunk', 'commit', 'doomed'];
  return (at) => strikes(at, Object.fromEntries(points.map((point) => [point, action])));
}

function status(code: number, retryAfter?: number): Misfortune {
  const rules = everywhere({
    kind: 'status',
    status: code,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
  const cell: Cell = { rules, fails: [doomed] };
  return { name: String(code), upload: cell, download: cell };
}

/** Far behind the end of every body. */
const afterAll = 1e12;

function reset(when: string, bytes: { small: number; chunk: number; commit: number }): Misfortune {
  const at = (afterBytes: number): Action => ({ kind: 'reset', afterBytes });
  const rules = (points: Points): Fault[] =>
    strikes(points, { small: at(bytes.small), chunk: at(bytes.chunk), doomed: at(bytes.small) });
  const withCommit = (points: Points): Fault[] => [
    ...rules(points),
    ...strikes(points, { commit: at(bytes.commit) }),
  ];
  // What has come in full before the connection goes is not missed.
  const down = bytes.small === afterAll ? 'perhaps doomed' : [doomed];
  return {
    name: `reset ${when} the body`,
    upload: { rules: withCommit, fails: [doomed] },
    download: { rules, fails: down },
  };
}

const truncate = (afterBytes: number): Action => ({ kind: 'truncate', afterBytes });
const corrupt = (atByte: number): Action => ({ kind: 'corrupt', atByte });
const drop: Action = { kind: 'drip', bytesPerSecond: 1 };
const expired: Action = { kind: 'status', status: 403, code: 'AuthenticationFailed' };
const corrupted = (points: Points): Fault[] =>
  strikes(points, { small: corrupt(10), chunk: corrupt(1_000_000), doomed: corrupt(20) });
/**
 * Chunks travel up without a checksum of their own: TLS has one, and whoever reads the file compares the whole. Nor does a
 * service compute one of so long a range.
 */
const corruptedWhole = ({ small, doomed }: Points): Fault[] => [
  { ...small, action: corrupt(10) },
  { ...doomed, action: corrupt(20) },
];
const dripping: Cell = {
  dripping: true,
  rules: (points) => strikes(points, { small: drop, chunk: drop, doomed: drop }),
  fails: [doomed],
};
const nameless: Cell = { nameless: true, fails: [doomed] };
/** From the so-many-eth request on, every one is refused, those of the clearing away as well. */
const expiring = (skip: number): Cell => ({
  rules: ({ doomed: { path = '' } }) => [
    { path: path.slice(0, path.lastIndexOf('/') + 1), skip, action: expired },
  ],
  fails: 'some',
  mayLeave: true,
});

const onlyReads = 'an upload only reads from the disk';

export const misfortunes: readonly Misfortune[] = [
  status(429, 0),
  status(503, 0),
  status(500),
  reset('before', { small: 0, chunk: 0, commit: 0 }),
  reset('during', { small: 700, chunk: 3_000_000, commit: 50 }),
  reset('after', { small: afterAll, chunk: afterAll, commit: afterAll }),
  {
    name: 'truncated',
    upload: {
      source: cutShort,
      becomes: (tree) => ({
        ...tree,
        [hit]: tree[hit]!.subarray(0, 700),
        [large]: tree[large]!.subarray(0, 5_000_000),
      }),
      fails: [doomed],
    },
    download: {
      rules: (points) =>
        strikes(points, {
          listing: truncate(200),
          small: truncate(700),
          chunk: truncate(3_000_000),
          doomed: truncate(700),
        }),
      fails: [doomed],
    },
  },
  {
    name: 'corrupt byte',
    upload: { rules: corruptedWhole, fails: [doomed] },
    download: { rules: corrupted, fails: [doomed] },
  },
  {
    name: 'corrupt byte without MD5',
    upload: 'an upload brings its own',
    download: { withoutMd5: true, rules: corruptedWhole, fails: [doomed] },
  },
  { name: 'slow drip', upload: dripping, download: dripping },
  { name: 'DNS failure', upload: nameless, download: nameless },
  { name: 'expired SAS mid-job', upload: expiring(6), download: expiring(5) },
  { name: 'disk full', upload: onlyReads, download: { local: fullDisk, fails: 'some' } },
  { name: 'disk full at a byte', upload: onlyReads, download: { disk: smallDisk, fails: [large] } },
  {
    name: 'local permission denied',
    upload: { local: deniedUpload, fails: [doomed, 'nested/deep'] },
    download: { local: deniedDownload, fails: [large, 'nested/deep/other.txt'] },
  },
  {
    name: 'file vanishes',
    upload: { source: vanishing, fails: [hit, large] },
    download: { source: vanishing, fails: [hit, large] },
  },
];
