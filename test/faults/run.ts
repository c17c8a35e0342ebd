import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocal } from '../../src/storage/local.ts';
import { root, type FilePath, type FolderPath } from '../../src/storage/path.ts';
import { transfer, type TransferReport } from '../../src/transfer/transfer.ts';
import { collect } from '../contract/support.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { Cell, SourceHand } from './cell.ts';
import { handles, released } from './handles.ts';
import type { Outcome } from './matrix.ts';
import type { Remote } from './remotes.ts';
import { openWay, type Way } from './ways.ts';
import { picker, pointsOf, type Direction } from './points.ts';
import { requestFor } from './requests.ts';
import { doomed, isOurs, judge, old, treeWith, writeLocal, writeRemote } from './tree.ts';

/** Where a cell takes place. */
export interface Scene {
  readonly azure: Sandbox;
  readonly remote: Remote;
  /** A way to it that no fault strikes; it stays open. */
  readonly calm: Way;
  readonly direction: Direction;
  /** A folder in the remote that this cell has for itself, or for reading. */
  readonly folder: FolderPath;
}

/** The large file is two chunks for most services and for the disk, three for Azure Files. */
export const tree = treeWith(8 * 2 ** 20 + 1000);

/** Has both sides ready: the tree at the source, and what was there before at the destination. */
export async function prepare(scene: Scene, dir: string): Promise<void> {
  const { direction, calm, folder } = scene;
  mkdirSync(dir, { recursive: true });
  if (direction === 'upload') {
    writeLocal(dir, tree);
    await writeRemote(calm.storage, folder, old);
  } else {
    writeLocal(dir, old);
    rmSync(join(dir, 'hollow'), { recursive: true });
  }
}

function handOn({ direction, calm, folder }: Scene, dir: string): SourceHand {
  const at = (name: string): string => join(dir, name);
  return {
    nameOf: (path) => (direction === 'upload' ? path : path.slice(folder.length)),
    remove: async (name) => {
      if (direction === 'upload') unlinkSync(at(name));
      else await calm.storage.delete(`${folder}${name}` as FilePath);
    },
    cut: (name, size) => truncateSync(at(name), size),
    grow: (name) => appendFileSync(at(name), 'x'),
  };
}

/** How often each fault that is in force has struck. */
export async function struck(azure: Sandbox): Promise<number[]> {
  const { faults } = (await azure.admin('GET', '/faults')) as { faults: { struck: number }[] };
  return faults.map((fault) => fault.struck);
}

/** Pushes the clock on whenever nothing is under way but what drips. */
async function pushOn(azure: Sandbox, way: Way, ended: () => boolean): Promise<void> {
  for (let expired = 0; !ended();) {
    const all = (await struck(azure)).reduce((sum, count) => sum + count, 0);
    if (all === expired || way.clock.waiting() !== all - expired) continue;
    expired = all;
    way.clock.expire();
  }
}

async function move(
  scene: Scene,
  cell: Cell,
  { dir, way }: { dir: string; way: Way },
): Promise<TransferReport> {
  const { direction, folder, azure } = scene;
  const sides = { local: openLocal(dir, cell.disk), remote: way.storage };
  const from = direction === 'upload' ? 'local' : 'remote';
  const source = cell.source ? { [from]: cell.source(sides[from], handOn(scene, dir)) } : {};
  let ended = false;
  const moving = transfer(requestFor(direction, { ...sides, ...source, folder })).finally(
    () => (ended = true),
  );
  if (cell.dripping) await pushOn(azure, way, () => ended);
  return moving;
}

/** The names that failed, as the tree has them. */
function failedOf({ failed }: TransferReport, { direction, folder }: Scene): string[] {
  return failed.map(({ path }) => (direction === 'upload' ? path : path.slice(folder.length)));
}

function checkFailed(named: readonly string[], { fails }: Cell): void {
  if (fails === 'some') assert.ok(named.length > 0, 'nothing failed');
  else if (fails === 'perhaps doomed')
    assert.deepEqual(
      named.filter((name) => name !== doomed),
      [],
    );
  else assert.deepEqual([...named].sort(), [...fails].sort(), 'the files that failed');
}

/** Nothing of ours is at the source, on either side. */
async function checkSource({ direction, calm, folder }: Scene, dir: string): Promise<void> {
  const names =
    direction === 'upload'
      ? readdirSync(dir, { recursive: true, encoding: 'utf8' })
      : (await collect(calm.storage.walk(folder))).map(({ path }) => path);
  assert.deepEqual(names.filter(isOurs), []);
}

/** Moves the tree while the misfortune strikes, and looks at everything afterwards. */
export async function runCell(scene: Scene, cell: Cell): Promise<Outcome> {
  const { azure, remote, direction, folder, calm } = scene;
  const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-faults-'));
  const place = join(dir, 'tree');
  const undoing: (() => void)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const undo = (): void => undoing.pop()?.();
  try {
    await prepare(scene, place);
    const asked = picker(direction);
    const aside = [azure.agent, calm.agent];
    const before = handles(aside);
    const way = await openWay(azure, remote, cell.nameless ? asked.picks : undefined);
    undoing.push(way.close);
    for (const rule of cell.rules?.(pointsOf(direction, remote.path, folder)) ?? [])
      await azure.addFault(rule);
    const local = cell.local?.(place);
    if (typeof local === 'string') return { kind: 'none', why: local };
    if (local?.after) undoing.push(local.after);
    if (local?.before) undoing.push(local.before);
    const report = await move(scene, cell, { dir: place, way });
    if (local?.before) undo();
    const strikes = await struck(azure);
    await azure.clearFaults();
    way.close();
    await released(before, { aside, sockets: !way.direct && !calm.direct });
    while ((await azure.requests({ path: `^${remote.path}/${folder}` })).active > 0);

    assert.ok(!strikes.includes(0), `faults that struck nothing: ${strikes.join(', ')}`);
    if (cell.nameless) assert.ok(asked.picked() > 2, `${asked.picked()} names were not found`);
    const named = failedOf(report, scene);
    const expected = cell.becomes?.(tree) ?? tree;
    const [destination, into] = direction === 'upload' ? [calm.storage, folder] : [openLocal(place), root];
    const { right, left } = await judge(destination, into, { tree: expected, named });
    checkFailed(named, cell);
    if (!cell.mayLeave) assert.deepEqual(left, [], 'temporary files');
    await checkSource(scene, place);
    return { kind: 'done', right: right.length, named: named.length, left: left.length };
  } finally {
    await azure.clearFaults();
    while (undoing.length > 0) undo();
  }
}
