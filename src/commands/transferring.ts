import { ProgressLocation, QuickPickItemKind, window, workspace as editor } from 'vscode';
import { t } from '@vscode/l10n';
import { isFailure } from '../common/failure.ts';
import { duration, fileSize } from '../common/format.ts';
import type { ConflictPolicy, Progress, TransferReport, TransferRequest } from '../transfer/transfer.ts';
import { toSignal } from '../ui/cancellation.ts';
import { describe, showMessage } from '../ui/report.ts';
import { setting } from '../ui/settings.ts';
import { pick } from './pick.ts';
import type { Services } from './services.ts';

interface Plan {
  readonly direction: 'upload' | 'download';
  /** Where it lands, for messages. */
  readonly place: string;
  readonly conflict?: ConflictPolicy | undefined;
  readonly signal?: AbortSignal | undefined;
  prepare(signal: AbortSignal): Promise<Omit<TransferRequest, 'conflict'>>;
  /** Called when something may have changed, also halfway through. */
  done?(): void;
}

type Answer = Exclude<ConflictPolicy, 'ask'>;

/** The answer the user wants for the rest of this window. */
let remembered: Answer | undefined;

/** Runs a transfer with its progress, its question and its report. Rejects where nothing could be moved at all. */
export async function runTransfer({ log }: Services, plan: Plan): Promise<TransferReport> {
  const title =
    plan.direction === 'upload' ? t('Uploading to {0}', plan.place) : t('Downloading to {0}', plan.place);
  const report = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const signal = AbortSignal.any([toSignal(token), ...(plan.signal ? [plan.signal] : [])]);
      const { transfer } = await import('../transfer/transfer.ts');
      let shown = 0;
      let report: TransferReport | undefined;
      try {
        const conflict = plan.conflict ?? remembered ?? setting('conflictPolicy');
        report = await transfer(
          { ...(await plan.prepare(signal)), conflict },
          {
            signal,
            log,
            onConflict: (example) => askAboutConflicts(example),
            onProgress: (now) => {
              const percent =
                now.scanning || now.totalBytes === 0 ? shown : (100 * now.bytes) / now.totalBytes;
              progress.report({ message: progressText(now), increment: Math.max(0, percent - shown) });
              shown = Math.max(shown, percent);
            },
          },
        );
        return report;
      } finally {
        if (!report || report.files + report.folders > 0) plan.done?.();
      }
    },
  );
  for (const { path, failure } of report.failed) log.error(`${path}: ${describe(failure)}`);
  const actions =
    report.failed.length === 0 ? [] : [{ title: t('Show Report'), run: () => showReport(title, report) }];
  void showMessage(report.failed.length === 0 ? 'info' : 'warning', summary(plan, report), actions);
  return report;
}

async function askAboutConflicts(example: string): Promise<Answer | undefined> {
  const answers: { label: string; description: string; answer: Answer }[] = [
    { label: t('Skip existing'), description: t('files that are there stay as they are'), answer: 'skip' },
    { label: t('Overwrite'), description: t('files that are there are replaced'), answer: 'overwrite' },
    {
      label: t('Overwrite if newer'),
      description: t('only files that are older are replaced'),
      answer: 'overwriteIfNewer',
    },
  ];
  const choices = [
    ...answers.map(({ label, description, answer }) => ({
      label,
      description,
      value: { answer, remember: false },
    })),
    { label: t('Remember for this window'), kind: QuickPickItemKind.Separator, value: undefined },
    ...answers.map(({ label, answer }) => ({
      label: t('{0}, now and for the rest of this window', label),
      value: { answer, remember: true },
    })),
    { label: '', kind: QuickPickItemKind.Separator, value: undefined },
    { label: t('Cancel'), description: t('nothing is transferred'), value: undefined },
  ];
  try {
    const title = t('The destination already holds files, for example “{0}”', example);
    const chosen = await pick(choices, title, t('What should happen to files that exist on both sides?'));
    if (chosen?.remember) remembered = chosen.answer;
    return chosen?.answer;
  } catch (error) {
    if (isFailure(error, 'cancelled')) return undefined;
    throw error;
  }
}

/** `12 of 340 files, 3.4 MB of 1.2 GB, 12 MB/s, 3 min left`. */
export function progressText({
  scanning,
  files,
  totalFiles,
  bytes,
  totalBytes,
  rate,
  timeLeft,
}: Progress): string {
  const plus = scanning ? '+' : '';
  return [
    t('{0} of {1} files', files, `${String(totalFiles)}${plus}`),
    t('{0} of {1}', fileSize(bytes), `${fileSize(totalBytes)}${plus}`),
    ...(rate > 0 ? [t('{0}/s', fileSize(Math.round(rate)))] : []),
    ...(timeLeft === undefined ? [] : [t('{0} left', duration(timeLeft))]),
  ].join(', ');
}

/** One sentence on what was moved, what was left out and why, and what failed. */
function summary(
  { direction, place }: Plan,
  { files, bytes, folders, skipped, failed }: TransferReport,
): string {
  const moved =
    files === 1 ? t('1 file ({0})', fileSize(bytes)) : t('{0} files ({1})', files, fileSize(bytes));
  const existing = skipped.exists + skipped.notNewer;
  const links = skipped.link + skipped.special;
  const left = [
    ...(existing > 0 ? [t('{0} left as they are because they exist already', existing)] : []),
    ...(links > 0 ? [t('{0} links or special files not followed', links)] : []),
    ...(failed.length > 0 ? [t('{0} failed', failed.length)] : []),
  ];
  if (files === 0 && left.length === 0) {
    return folders > 0
      ? t('{0} empty folders made in {1}; there were no files.', folders, place)
      : t('There was nothing to transfer to {0}: no files were found.', place);
  }
  const sentence =
    direction === 'upload'
      ? t('Uploaded {0} to {1}', moved, place)
      : t('Downloaded {0} to {1}', moved, place);
  return left.length === 0 ? `${sentence}.` : `${sentence}; ${left.join(', ')}.`;
}

async function showReport(title: string, { failed }: TransferReport): Promise<void> {
  const lines = failed.map(({ path, failure }) => `${path}\n    ${failure.message}`);
  const content = [title, t('{0} failed:', failed.length), '', ...lines, ''].join('\n');
  await window.showTextDocument(await editor.openTextDocument({ content, language: 'plaintext' }));
}
