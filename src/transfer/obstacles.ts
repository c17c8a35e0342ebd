import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import { segmentsOf } from '../storage/names.ts';
import { parentOf, type FilePath, type FolderPath } from '../storage/path.ts';
import type { Entry, Storage } from '../storage/storage.ts';
import type { Step } from './plan.ts';

/**
 * Foresees what the writes of a transfer come upon: a file in the place of a folder. Asks for each folder once, and for
 * none below one that is not there.
 */
export function createObstacles(
  destination: Storage,
  signal?: AbortSignal,
): {
  /** The step, or why it would fail. */
  readonly foresee: (step: Step) => Promise<Step>;
} {
  const seen = new Map<FolderPath, Promise<Entry | undefined>>();

  /** The folder, the file that is in its place or in that of one above it, or `undefined` when nothing is there. */
  function at(folder: FolderPath): Promise<Entry | undefined> {
    const known = seen.get(folder) ?? lookAt(folder);
    seen.set(folder, known);
    return known;
  }

  async function lookAt(folder: FolderPath): Promise<Entry | undefined> {
    const parent = parentOf(folder);
    if (parent !== '' && destination.folders === 'real') {
      const above = await at(parent);
      if (above?.kind !== 'folder') return above;
    }
    const found = await destination.stat(folder.slice(0, -1) as FilePath, { signal }).catch(() => undefined);
    throwIfAborted(signal);
    return found;
  }

  async function foresee(step: Step): Promise<Step> {
    if (step.kind !== 'createFolder' && step.kind !== 'copyFile') return step;
    const into = folderOf(step, destination);
    if (into === undefined || into === '') return step;
    if (step.kind === 'createFolder' && destination.folders === 'real') {
      const trouble = troubleWith(into, destination.address);
      if (trouble) return { kind: 'refuse', path: step.from, side: 'destination', failure: trouble };
    }
    const there = await at(into);
    // A link on a disk is in the way as well, but what a write makes of it is for the disk to say.
    if (there?.kind !== 'file') return step;
    const failure = inTheWay(`${destination.address}/${there.path}`);
    if (step.kind === 'createFolder')
      return { kind: 'refuse', path: step.from, side: 'destination', failure };
    const { path, size } = step.file;
    return { kind: 'refuse', path, side: 'destination', failure, size };
  }

  return { foresee };
}

/** Why no folder can have that name where folders are real, if so. */
function troubleWith(folder: FolderPath, address: string): Failure | undefined {
  try {
    segmentsOf(folder, `${address}/${folder}`);
    return undefined;
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
}

/** The folder that `step` needs and that is not known to be one. */
function folderOf(
  step: Extract<Step, { kind: 'createFolder' | 'copyFile' }>,
  { folders }: Storage,
): FolderPath | undefined {
  if (step.kind === 'createFolder') return step.to;
  return step.why === 'new' && folders === 'real' ? parentOf(step.to) : undefined;
}

function inTheWay(where: string): Failure {
  const sentence = t('{0} is a file, so no folder can have that name. Rename or remove one of them.', where);
  return new Failure('alreadyExists', sentence);
}
