import { t } from '@vscode/l10n';
import { fileSize, oneLine } from '../common/format.ts';
import type { SkipReason, TransferReport } from '../transfer/transfer.ts';
import type { Direction } from '../transfers/sentences.ts';

/** Which transfer a text speaks of. */
export interface Subject {
  readonly direction: Direction;
  /** Where it lands, for messages. */
  readonly place: string;
}

/** Whether there is more to say than a message holds. */
export function hasMore({ skipped, failed }: TransferReport): boolean {
  return failed.length > 0 || Object.values(skipped).some((count) => count > 0);
}

/** What was moved, what was left alone and why, and what failed: one line for a message. */
export function summary(subject: Subject, report: TransferReport): string {
  const { skipped, failed, stopped } = report;
  const left = [
    ...counted(skipped.exists, t('1 that exists already'), t('{0} that exist already', skipped.exists)),
    ...counted(skipped.notNewer, t('1 that is not older'), t('{0} that are not older', skipped.notNewer)),
    ...counted(
      skipped.unchanged,
      t('1 that has not changed'),
      t('{0} that have not changed', skipped.unchanged),
    ),
    ...counted(
      skipped.done,
      t('1 that was moved before the interruption'),
      t('{0} that were moved before the interruption', skipped.done),
    ),
    ...counted(
      skipped.ignored,
      t('1 that an ignore file leaves out'),
      t('{0} that ignore files leave out', skipped.ignored),
    ),
    ...counted(
      skipped.link,
      t('1 link, which is not followed'),
      t('{0} links, which are not followed', skipped.link),
    ),
    ...counted(skipped.special, t('1 special file'), t('{0} special files', skipped.special)),
  ].join(', ');
  const [first] = failed;
  return [
    whatWasDone(subject, report),
    ...(left === '' ? [] : [t('Left as they are: {0}.', left)]),
    ...(first && failed.length === 1
      ? [t('“{0}” failed: {1}', oneLine(first.path), first.failure.message)]
      : []),
    ...(failed.length > 1 ? [t('Failed: {0}.', failed.length)] : []),
    ...(stopped ? [t('It was given up before everything was tried: {0}', stopped.message)] : []),
  ].join(' ');
}

function counted(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [count === 1 ? one : many];
}

function whatWasDone({ direction, place }: Subject, report: TransferReport): string {
  const { files, folders } = report;
  if (files > 0) {
    const moved = movedFiles(report);
    return {
      upload: t('Uploaded {0} to {1}.', moved, place),
      download: t('Downloaded {0} to {1}.', moved, place),
      copy: t('Copied {0} to {1}.', moved, place),
    }[direction];
  }
  if (!hasMore(report)) {
    if (folders === 0) return t('There was nothing to transfer to {0}: no files were found.', place);
    return folders === 1
      ? t('There were no files, only an empty folder, which is now in {0}.', place)
      : t('There were no files, only empty folders: {0} of them are now in {1}.', folders, place);
  }
  const none = {
    upload: t('Nothing was uploaded to {0}.', place),
    download: t('Nothing was downloaded to {0}.', place),
    copy: t('Nothing was copied to {0}.', place),
  };
  const noFiles = {
    upload: t('No files were uploaded to {0}.', place),
    download: t('No files were downloaded to {0}.', place),
    copy: t('No files were copied to {0}.', place),
  };
  // Folders may have come into being, or have been there before.
  return (folders > 0 ? noFiles : none)[direction];
}

function movedFiles({ files, bytes }: TransferReport): string {
  return files === 1 ? t('1 file ({0})', fileSize(bytes)) : t('{0} files ({1})', files, fileSize(bytes));
}

/** What had been moved when the user cancelled. */
export function stoppedHalfway({ direction, place }: Subject, report: TransferReport): string {
  if (report.files === 0) return t('Cancelled. Nothing had been transferred to {0} yet.', place);
  const moved = movedFiles(report);
  return {
    upload: t('Cancelled. {0} had been uploaded to {1} and stay there; no file is half done.', moved, place),
    download: t(
      'Cancelled. {0} had been downloaded to {1} and stay there; no file is half done.',
      moved,
      place,
    ),
    copy: t('Cancelled. {0} had been copied to {1} and stay there; no file is half done.', moved, place),
  }[direction];
}

/** Everything that is known of a transfer that is over, as lines to read. */
export function reportText({ direction, place }: Subject, report: TransferReport): string {
  const { files, bytes, folders, failed, stopped, lengthOnly = 0, serverSide = 0 } = report;
  const failures = failed.flatMap(({ path, failure }) => [
    `    ${oneLine(path)}`,
    `        ${failure.message}`,
  ]);
  const sections = [
    [
      {
        upload: t('Upload to {0}', place),
        download: t('Download to {0}', place),
        copy: t('Copy to {0}', place),
      }[direction],
    ],
    [
      t('Files moved: {0} ({1})', files, fileSize(bytes)),
      ...(direction === 'copy' && files > 0
        ? [
            t('Copied by the storage services themselves: {0}', serverSide),
            t('Copied through this computer: {0}', files - serverSide),
          ]
        : []),
      ...(folders > 0 ? [t('Empty folders: {0}', folders)] : []),
      ...(lengthOnly > 0
        ? [t('Compared by their length only, as no MD5 is kept with them: {0}', lengthOnly)]
        : []),
      ...(stopped ? [t('Given up before everything was tried: {0}', stopped.message)] : []),
    ],
    leftFor('exists', t('Left as they are, because they exist already: {0}', report.skipped.exists), report),
    leftFor(
      'notNewer',
      t('Left as they are, because they are not older: {0}', report.skipped.notNewer),
      report,
    ),
    leftFor(
      'unchanged',
      t('Left as they are, because they have not changed: {0}', report.skipped.unchanged),
      report,
    ),
    leftFor(
      'done',
      t('Moved already, before the transfer was interrupted: {0}', report.skipped.done),
      report,
    ),
    leftFor('ignored', t('Left out by .amlignore and .gitignore: {0}', report.skipped.ignored), report),
    leftFor('link', t('Left out, because they are links: {0}', report.skipped.link), report),
    leftFor('special', t('Left out, because they are special files: {0}', report.skipped.special), report),
    failed.length === 0 ? [] : [t('Failed: {0}', failed.length), ...failures],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function leftFor(reason: SkipReason, title: string, { skipped, skippedEntries }: TransferReport): string[] {
  if (skipped[reason] === 0) return [];
  const named = skippedEntries
    .filter((entry) => entry.reason === reason)
    .map(({ path }) => `    ${oneLine(path)}`);
  const more = skipped[reason] - named.length;
  return [title, ...named, ...(more > 0 ? [`    ${t('… and {0} more', more)}`] : [])];
}
