import { t } from '@vscode/l10n';
import { visibleName } from '../common/format.ts';
import type { CopyArguments, Target } from '../contributions.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import { folderPath, type Node, type PlaceNode } from '../tree/nodes.ts';
import { askForDestination, rememberDestination } from './destination.ts';
import { remoteItem } from './download.ts';
import { placeAt } from './places.ts';
import type { Services } from './services.ts';
import { containerTarget, selectionTarget } from './target.ts';
import { runTransfer } from './transferring.ts';

/** Copies the selection into a folder of a datastore, of any workspace: `images/train` lands there as `train`. */
export async function copyToDatastore(
  services: Services,
  target?: Target,
  second?: readonly Node[] | CopyArguments,
): Promise<TransferReport> {
  const given = isArguments(second) ? second : undefined;
  const selection = second && !isArguments(second) ? second : undefined;
  const nodes = await selectionTarget(services, target, selection, t('Copy What to a Datastore?'));
  const title = titleFor(nodes);
  const to = given
    ? await containerTarget(services, given.to, title)
    : await askForDestination(services, title);
  const report = await runTransfer(services, {
    order: { items: nodes.map(remoteItem), to: placeAt(to), into: folderPath(to) },
    conflict: given?.conflict,
    signal: given?.signal,
    done: () => services.tree.refresh(to),
  });
  if (!given) await rememberDestination(services, to);
  return report;
}

function isArguments(second: readonly Node[] | CopyArguments | undefined): second is CopyArguments {
  return second !== undefined && 'to' in second;
}

function titleFor(nodes: readonly PlaceNode[]): string {
  const [only, ...others] = nodes;
  if (!only || others.length > 0) return t('Copy {0} Items to Datastore', nodes.length);
  return t('Copy “{0}” to Datastore', visibleName(remoteItem(only).as.replace(/\/$/, '')));
}
