import { setTimeout as delay } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import type { Order } from '../mover/mover.ts';
import type { ConflictPolicy, TransferReport } from '../transfer/transfer.ts';
import type { Begin, Begun } from '../transfers/list.ts';
import { directionOf, placeOf, statusParts } from '../transfers/sentences.ts';
import { withProgress } from '../ui/progress.ts';
import { plain, showMessage, type Action } from '../ui/report.ts';
import { setting } from '../ui/settings.ts';
import { showText } from '../ui/texts.ts';
import { confirmPreview } from './changedOnly.ts';
import {
  answerLabel,
  askAboutConflicts,
  forgetAnswer,
  rememberedAnswer,
  type Answer,
} from './conflictQuestion.ts';
import type { Services } from './services.ts';
import { hasMore, reportText, stoppedHalfway, summary, type Subject } from './transferReport.ts';

/**
 * Milliseconds for which a notification shows a transfer, with Cancel beside it, where the user is looking: most are over
 * by then. What takes longer goes on in the view and the status bar.
 */
const atFirst = 30_000;

interface Plan {
  readonly order: Omit<Order, 'conflict' | 'ignore' | 'md5'>;
  /** Shows what would be moved, and asks, before anything is. */
  readonly preview?: boolean;
  readonly conflict?: ConflictPolicy | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when something may have changed, also halfway through. */
  done?(): unknown;
}

/**
 * Runs a transfer with its progress, its question and its report. Rejects where nothing could be moved at all, with
 * `cancelled` where a preview shows that nothing has to be.
 */
export async function runTransfer(services: Services, plan: Plan): Promise<TransferReport> {
  const recalled = plan.conflict === undefined ? rememberedAnswer() : undefined;
  const order = {
    ...plan.order,
    conflict: plan.conflict ?? recalled ?? setting('conflictPolicy'),
    ignore: plan.order.to.kind !== 'local' && setting('useIgnoreFiles'),
    md5: setting('checksums'),
  };
  if (plan.preview && !(await confirmPreview(services, order))) throw cancelled();
  return follow(services, order, (given) => services.transfers.start(order, given), { ...plan, recalled });
}

interface Following extends Pick<Plan, 'signal' | 'done'> {
  /** The answer from an earlier question that it follows. */
  readonly recalled?: Answer | undefined;
}

/** Follows a transfer that `begin` begins to its end, as {@link runTransfer} does. */
export async function follow(
  services: Services,
  order: Order,
  begin: (given: Begin) => Begun,
  { signal, recalled: before, done }: Following = {},
): Promise<TransferReport> {
  const subject = { direction: directionOf(order), place: placeOf(order.to, order.into) };
  let recalled = before;
  const begun = begin({
    onConflict: (example, over) =>
      askAboutConflicts(example, over, () => {
        recalled = rememberedAnswer();
      }),
    onCancelled: (so) => void showMessage('info', stoppedHalfway(subject, so)),
  });
  const cancel = () => services.transfers.cancel(begun.id);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  showAtFirst(services, begun, titleOf(subject));
  let ended: TransferReport | undefined;
  try {
    ended = await begun.ended;
  } finally {
    signal?.removeEventListener('abort', cancel);
    if (!ended || ended.files + ended.folders > 0) done?.();
  }
  tell(subject, ended, recalled);
  return ended;
}

function titleOf({ direction, place }: Subject): string {
  switch (direction) {
    case 'upload':
      return t('Uploading to {0}', place);
    case 'download':
      return t('Downloading to {0}', place);
    case 'copy':
      return t('Copying to {0}', place);
  }
}

function showAtFirst({ transfers }: Services, { id, ended }: Begun, title: string): void {
  const timer = new AbortController();
  const over = () => timer.abort();
  ended.then(over, over);
  void withProgress(title, async (signal, notification) => {
    signal.addEventListener('abort', () => transfers.cancel(id), { once: true });
    let shown = 0;
    const unfollow = transfers.onChange((changed) => {
      if (changed?.id !== id || !changed.progress) return;
      const { progress } = changed;
      const known = !progress.scanning && progress.totalBytes > 0;
      const percent = known ? (100 * progress.bytes) / progress.totalBytes : shown;
      const message = plain(statusParts(changed).join(', '));
      notification.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    });
    await delay(atFirst, undefined, { signal: timer.signal }).catch(() => undefined);
    unfollow();
  });
}

/** Says what became of a transfer. `recalled`: the answer from an earlier question that it followed. */
function tell(subject: Subject, report: TransferReport, recalled: Answer | undefined): void {
  const kind = report.stopped ? 'error' : report.failed.length > 0 ? 'warning' : 'info';
  const message = [summary(subject, report)];
  const actions: Action[] = [];
  if (hasMore(report)) actions.push({ title: t('Show Report'), run: () => showReport(subject, report) });
  if (recalled) {
    message.push(t('Your earlier answer was used: {0}.', answerLabel(recalled)));
    actions.push({ title: t('Ask Again Next Time'), run: forgetAnswer });
  }
  void showMessage(kind, message.join(' '), actions);
}

/** Shows all that is known of a transfer in an editor. */
export function showReport(subject: Subject, report: TransferReport): Promise<void> {
  const titles = {
    upload: () => t('Upload Report'),
    download: () => t('Download Report'),
    copy: () => t('Copy Report'),
  };
  return showText(titles[subject.direction](), reportText(subject, report));
}
