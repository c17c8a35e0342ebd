import { commands } from 'vscode';
import { t } from '@vscode/l10n';
import { transfersViewId, type CommandId } from '../contributions.ts';
import type { Log } from '../common/log.ts';
import type { Interrupted } from '../mover/mover.ts';
import { showMessage } from '../ui/report.ts';
import type { TransferList } from './list.ts';
import { sentenceOf } from './sentences.ts';

/** Milliseconds after which a process that its window has left behind is gone: it clears up before it ends. */
const leftBehind = 10_000;

/**
 * Puts into `list` what earlier windows left unfinished and offers to go on with it. Looks twice: what this very window
 * was doing before it was loaded anew may still be clearing up.
 */
export function showInterrupted(
  list: TransferList,
  find: () => Promise<readonly Interrupted[]>,
  log: Log,
): { dispose(): void } {
  const look = async () => {
    const found = (await find()).filter(({ id }) => !list.get(id));
    list.add(found);
    if (found.length > 0) void offer(found);
  };
  const lookNow = () => void look().catch((error: unknown) => log.warn(String(error)));
  lookNow();
  const timer = setTimeout(lookNow, leftBehind);
  return { dispose: () => clearTimeout(timer) };
}

function offer(found: readonly Interrupted[]): Promise<void> {
  const [first] = found;
  const message =
    first && found.length === 1
      ? t('A transfer was interrupted. {0}.', sentenceOf(first))
      : t('{0} transfers were interrupted.', found.length);
  const resume: CommandId = 'azuremlDatastores.resumeAllTransfers';
  return showMessage('info', message, [
    { title: t('Resume'), run: () => commands.executeCommand(resume) },
    { title: t('Show Transfers'), run: () => commands.executeCommand(`${transfersViewId}.focus`) },
  ]);
}
