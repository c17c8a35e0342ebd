import { t } from '@vscode/l10n';
import { cancelled, throwIfAborted } from '../common/abort.ts';
import { Failure, isFailure } from '../common/failure.ts';
import type { FilePath } from '../storage/path.ts';
import { looksAtOnce, type SettledPolicy } from './conflicts.ts';
import { fewFiles, type Destination } from './destination.ts';
import { landingOf } from './items.ts';
import { lookahead, peek } from './lookahead.ts';
import { findAll } from './plan.ts';
import type { TransferItem, TransferOptions, TransferRequest } from './request.ts';

/**
 * The policy to follow: `ask` asks here, and only if a file that would be written exists at the destination.
 * `signal` also ends the look at the destination.
 */
export async function settlePolicy(
  request: TransferRequest,
  destination: Destination,
  options: Pick<TransferOptions, 'onConflict'>,
  signal?: AbortSignal,
): Promise<SettledPolicy> {
  if (request.conflict === 'overwrite') return 'overwrite';
  const items = await withoutEmptyLandings(request, destination);
  if (request.conflict !== 'ask') return request.conflict;
  const example = await firstCommon({ ...request, items }, destination, signal);
  if (example === undefined) return 'skip';
  if (!options.onConflict) {
    const sentence = t(
      '“{0}” already exists at the destination. Choose whether to skip or overwrite what exists.',
      example,
    );
    throw new Failure('invalidInput', sentence);
  }
  const answer = await options.onConflict(example);
  if (!answer) throw cancelled();
  return answer;
}

/** The items that may meet something. Tells `destination` which landing folders are empty, by one request for each. */
async function withoutEmptyLandings(
  request: TransferRequest,
  destination: Destination,
): Promise<TransferItem[]> {
  const looked = lookahead(request.items, looksAtOnce, async (item) => {
    const there = 'file' in item || (await destination.anyIn(landingOf(request, item))) !== undefined;
    return there ? [item] : [];
  });
  const items: TransferItem[] = [];
  for await (const some of looked) items.push(...some);
  return items;
}

/**
 * The first file of the source, in its order, whose name is taken at the destination. Reads the source as the plan will,
 * and the destination as the plan would, which then finds the answers there; no further than to that file.
 */
async function firstCommon(
  request: TransferRequest,
  destination: Destination,
  signal: AbortSignal | undefined,
): Promise<FilePath | undefined> {
  const { head, all } = await peek(targets(request, signal), fewFiles + 1);
  const find = head.length <= fewFiles ? destination.byName : destination.byFolder;
  const look = async (target: FilePath) => {
    try {
      const there = await find(target);
      return there?.kind === 'folder' ? undefined : there?.path;
    } catch (error) {
      throwIfAborted(signal);
      if (isFailure(error)) return undefined; // The plan comes upon it again and reports the file.
      throw error;
    }
  };
  for await (const taken of lookahead(all(), looksAtOnce, look)) if (taken !== undefined) return taken;
  return undefined;
}

/** Where the files land. */
async function* targets(
  request: TransferRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<FilePath, void, undefined> {
  for await (const step of findAll(request, signal)) if (step.kind === 'copyFile') yield step.to;
}
