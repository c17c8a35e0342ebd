import { t } from '@vscode/l10n';
import type { ConflictPolicy, Progress, TransferReport, TransferRequest } from '../transfer/transfer.ts';
import { withProgress } from '../ui/progress.ts';
import { plain, showMessage, type Action } from '../ui/report.ts';
import { setting } from '../ui/settings.ts';
import { showText } from '../ui/texts.ts';
import {
  answerLabel,
  askAboutConflicts,
  forgetAnswer,
  rememberedAnswer,
  type Answer,
} from './conflictQuestion.ts';
import type { Services } from './services.ts';
import {
  hasMore,
  progressText,
  reportText,
  stoppedHalfway,
  summary,
  type Subject,
} from './transferReport.ts';

interface Plan extends Subject {
  readonly conflict?: ConflictPolicy | undefined;
  readonly signal?: AbortSignal | undefined;
  prepare(signal: AbortSignal): Promise<Omit<TransferRequest, 'conflict'>>;
  /** Called when something may have changed, also halfway through. */
  done?(): void;
}

/** Runs a transfer with its progress, its question and its report. Rejects where nothing could be moved at all. */
export async function runTransfer({ log }: Services, plan: Plan): Promise<TransferReport> {
  const title =
    plan.direction === 'upload' ? t('Uploading to {0}', plan.place) : t('Downloading to {0}', plan.place);
  let recalled = plan.conflict === undefined ? rememberedAnswer() : undefined;
  const conflict = plan.conflict ?? recalled ?? setting('conflictPolicy');
  const report = await withProgress(title, async (fromUser, progress) => {
    const signal = AbortSignal.any([fromUser, ...(plan.signal ? [plan.signal] : [])]);
    const { transfer } = await import('../transfer/transfer.ts');
    let shown = 0;
    let ended: TransferReport | undefined;
    try {
      const options = {
        signal,
        log,
        onConflict: (example: string) =>
          askAboutConflicts(example, signal, () => {
            recalled = rememberedAnswer();
          }),
        onCancelled: (so: TransferReport) => void showMessage('info', stoppedHalfway(plan, so)),
        onProgress: (now: Progress) => {
          const percent = now.scanning || now.totalBytes === 0 ? shown : (100 * now.bytes) / now.totalBytes;
          progress.report({ message: plain(progressText(now)), increment: Math.max(0, percent - shown) });
          shown = Math.max(shown, percent);
        },
      };
      ended = await transfer({ ...(await plan.prepare(signal)), conflict }, options);
      return ended;
    } finally {
      if (!ended || ended.files + ended.folders > 0) plan.done?.();
    }
  });
  tell(plan, report, recalled);
  return report;
}

/** Says what became of a transfer. `recalled`: the answer from an earlier question that it followed. */
function tell(plan: Plan, report: TransferReport, recalled: Answer | undefined): void {
  const kind = report.stopped ? 'error' : report.failed.length > 0 ? 'warning' : 'info';
  const message = [summary(plan, report)];
  const actions: Action[] = [];
  if (hasMore(report)) {
    const title = plan.direction === 'upload' ? t('Upload Report') : t('Download Report');
    actions.push({ title: t('Show Report'), run: () => showText(title, reportText(plan, report)) });
  }
  if (recalled) {
    message.push(t('Your earlier answer was used: {0}.', answerLabel(recalled)));
    actions.push({ title: t('Ask Again Next Time'), run: forgetAnswer });
  }
  void showMessage(kind, message.join(' '), actions);
}
