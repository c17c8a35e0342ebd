import { QuickPickItemKind, window, workspace as editor } from 'vscode';
import { t } from '@vscode/l10n';
import { isFailure, type Failure } from '../common/failure.ts';
import { duration, fileSize } from '../common/format.ts';
import type { ConflictPolicy, Progress, TransferReport, TransferRequest } from '../transfer/transfer.ts';
import { withProgress } from '../ui/progress.ts';
import { plain, showMessage } from '../ui/report.ts';
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
/** Questions of transfers that run beside each other come one after the other. */
let asking: Promise<unknown> = Promise.resolve();

/** Runs a transfer with its progress, its question and its report. Rejects where nothing could be moved at all. */
export async function runTransfer({ log }: Services, plan: Plan): Promise<TransferReport> {
  const title =
    plan.direction === 'upload' ? t('Uploading to {0}', plan.place) : t('Downloading to {0}', plan.place);
  const report = await withProgress(title, async (fromUser, progress) => {
    const signal = AbortSignal.any([fromUser, ...(plan.signal ? [plan.signal] : [])]);
    const { transfer } = await import('../transfer/transfer.ts');
    let shown = 0;
    let ended: TransferReport | undefined;
    try {
      const conflict = plan.conflict ?? remembered ?? setting('conflictPolicy');
      const options = {
        signal,
        log,
        onConflict: (example: string) => {
          const answer = asking.then(() => remembered ?? askAboutConflicts(example, signal));
          asking = answer.catch(() => undefined);
          return answer;
        },
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
  const kind = report.stopped ? 'error' : report.failed.length > 0 ? 'warning' : 'info';
  const actions =
    report.failed.length === 0 ? [] : [{ title: t('Show Report'), run: () => showReport(plan, report) }];
  void showMessage(kind, summary(plan, report), actions);
  return report;
}

async function askAboutConflicts(example: string, signal: AbortSignal): Promise<Answer | undefined> {
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
    const chosen = await pick(
      choices,
      title,
      t('What should happen to files that exist on both sides?'),
      signal,
    );
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

/** What was moved, what was left alone and why, and what failed. */
function summary({ direction, place }: Plan, report: TransferReport): string {
  const { files, bytes, folders, skipped, failed, stopped } = report;
  const moved =
    files === 1 ? t('1 file ({0})', fileSize(bytes)) : t('{0} files ({1})', files, fileSize(bytes));
  const left = [
    ...(skipped.exists > 0 ? [t('{0} that exist already', skipped.exists)] : []),
    ...(skipped.notNewer > 0 ? [t('{0} that are not older', skipped.notNewer)] : []),
    ...(skipped.link > 0 ? [t('{0} links, which are not followed', skipped.link)] : []),
    ...(skipped.special > 0 ? [t('{0} special files', skipped.special)] : []),
  ].join(', ');
  const up = direction === 'upload';
  const done =
    files > 0
      ? up
        ? t('Uploaded {0} to {1}.', moved, place)
        : t('Downloaded {0} to {1}.', moved, place)
      : folders > 0
        ? t('There were no files; empty folders were made in {0}: {1}.', place, folders)
        : left === '' && failed.length === 0
          ? t('There was nothing to transfer to {0}: no files were found.', place)
          : up
            ? t('Nothing was uploaded to {0}.', place)
            : t('Nothing was downloaded to {0}.', place);
  return [
    done,
    ...(left === '' ? [] : [t('Left as they are: {0}.', left)]),
    ...(failed.length === 0 ? [] : [t('Failed: {0}.', failed.length)]),
    ...(stopped ? [t('It was given up before everything was tried: {0}', stopped.message)] : []),
  ].join(' ');
}

function stoppedHalfway({ direction, place }: Plan, { files, bytes }: TransferReport): string {
  if (files === 0) return t('Cancelled. Nothing had been transferred to {0} yet.', place);
  const moved =
    files === 1 ? t('1 file ({0})', fileSize(bytes)) : t('{0} files ({1})', files, fileSize(bytes));
  return direction === 'upload'
    ? t('Cancelled. {0} had been uploaded to {1} and stay there; no file is half done.', moved, place)
    : t('Cancelled. {0} had been downloaded to {1} and stay there; no file is half done.', moved, place);
}

async function showReport({ direction, place }: Plan, { failed, stopped }: TransferReport): Promise<void> {
  const title = direction === 'upload' ? t('Upload to {0}', place) : t('Download to {0}', place);
  const given = stopped ? [t('Given up before everything was tried: {0}', stopped.message), ''] : [];
  const lines = failed.map(
    ({ path, failure }: { path: string; failure: Failure }) => `${path}\n    ${failure.message}`,
  );
  const content = [title, '', ...given, t('Failed: {0}', failed.length), '', ...lines, ''].join('\n');
  await window.showTextDocument(await editor.openTextDocument({ content, language: 'plaintext' }));
}
