import { t } from '@vscode/l10n';
import { fileSize, visiblePath } from '../common/format.ts';
import type { Counted, Preview } from '../transfer/preview.ts';
import type { CopyReason, SkipReason } from '../transfer/transfer.ts';
import type { Subject } from './transferReport.ts';

/** Files for which the same rule has decided. */
export interface PreviewGroup {
  readonly kind: 'copied' | 'skipped' | 'refused' | 'folders';
  /** The rule, as it is told of the files: `new`, `size differs`. */
  readonly rule: string;
  readonly counted: Counted;
}

/** What would be moved, left out and refused, by the rules that decide; only those that decide about something. */
export function previewGroups({ copied, skipped, refused, folders }: Preview): readonly PreviewGroup[] {
  const copy = (reason: CopyReason, rule: string): PreviewGroup => ({
    ...{ kind: 'copied', rule, counted: copied[reason] },
  });
  const skip = (reason: SkipReason, rule: string): PreviewGroup => ({
    ...{ kind: 'skipped', rule, counted: skipped[reason] },
  });
  const groups: readonly PreviewGroup[] = [
    copy('new', t('New: not there yet')),
    copy('size', t('Changed: their size differs')),
    copy('recordedTime', t('Changed: their modification time differs from the recorded one')),
    copy('lastModified', t('Changed: newer than what is there, of which only the upload’s time is known')),
    copy('newer', t('Newer than what is there')),
    copy('overwrite', t('Replaced, whatever is there')),
    { kind: 'folders', rule: t('Empty folders to create'), counted: folders },
    { kind: 'refused', rule: t('Cannot be transferred'), counted: refused },
    skip('unchanged', t('Unchanged, left as they are')),
    skip('exists', t('Already there, left as they are')),
    skip('notNewer', t('Not older, left as they are')),
    skip('done', t('Moved already, before it was interrupted')),
    skip('ignored', t('Left out by .amlignore and .gitignore')),
    skip('link', t('Left out: links, which are not followed')),
    skip('special', t('Left out: special files')),
  ];
  return groups.filter(({ counted }) => counted.count > 0);
}

/** What would be moved, of all rules. */
export function movedBy(preview: Preview): { readonly files: number; readonly bytes: number } {
  const all = Object.values(preview.copied);
  return {
    files: all.reduce((sum, { count }) => sum + count, 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** `12 files (3.4 MB)` */
export function filesText({ files, bytes }: { readonly files: number; readonly bytes: number }): string {
  return files === 1 ? t('1 file ({0})', fileSize(bytes)) : t('{0} files ({1})', files, fileSize(bytes));
}

/** What follows from a preview in which there is nothing to move. */
export function nothingText({ place }: Subject, preview: Preview): string {
  const rest = previewGroups(preview).map(groupLine);
  return [t('Nothing has to be transferred to {0}.', place), ...rest].join(' ');
}

function groupLine({ rule, counted }: PreviewGroup): string {
  return `${rule}: ${counted.count}.`;
}

/** A preview as lines to read, with the first names of each group. */
export function previewText({ direction, place }: Subject, preview: Preview): string {
  const title = {
    upload: t('What an upload of changed files to {0} would do', place),
    download: t('What a download of changed files to {0} would do', place),
    copy: t('What a copy of changed files to {0} would do', place),
  }[direction];
  const sections = previewGroups(preview).map(({ kind, rule, counted }) => {
    const { count, bytes, examples } = counted;
    const named = examples.flatMap((path, index) => {
      const why = kind === 'refused' ? preview.refused.failures[index]?.message : undefined;
      return [`    ${visiblePath(path)}`, ...(why === undefined ? [] : [`        ${why}`])];
    });
    const more = count - examples.length;
    const head = kind === 'folders' ? `${rule}: ${count}` : `${rule}: ${count} (${fileSize(bytes)})`;
    return [head, ...named, ...(more > 0 ? [`    ${t('… and {0} more', more)}`] : [])];
  });
  return [[title, t('Nothing has been moved yet.')], ...sections]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}
