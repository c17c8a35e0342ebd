import { t } from '@vscode/l10n';
import { duration, fileSize, visibleName, visiblePath } from '../common/format.ts';
import type { Order, Place } from '../mover/mover.ts';
import { baseName, type FolderPath } from '../storage/path.ts';
import type { Progress } from '../transfer/transfer.ts';
import { isActive, type Transfer } from './transfer.ts';

/** `copy`: from a datastore to a datastore. */
export type Direction = 'upload' | 'download' | 'copy';

export function directionOf({ to, items }: Order): Direction {
  if (to.kind === 'local') return 'download';
  return items.every(({ from }) => from.kind === 'local') ? 'upload' : 'copy';
}

/** Where something lands, for messages. */
export function placeOf(to: Place, into: FolderPath): string {
  if (to.kind === 'local') return into === '' ? to.folder : `${to.folder}/${into.slice(0, -1)}`;
  return into === ''
    ? t('datastore “{0}”', to.datastore)
    : t('“{0}” of datastore “{1}”', visiblePath(into), to.datastore);
}

/** What is moved, in a word or two: `train`, `3 items`. */
export function itemsOf({ items }: Order): string {
  const [first, ...others] = items;
  if (!first || others.length > 0) return t('{0} items', items.length);
  const { from, path } = first;
  if (path !== '') return visibleName(baseName(path));
  return from.kind === 'local' ? lastOf(from.folder) : from.datastore;
}

/** A transfer in as few words as fit into a row: `train → images/validation`. */
export function rowLabel({ order }: Pick<Transfer, 'order'>): string {
  const { to, into } = order;
  const where =
    to.kind === 'local'
      ? lastOf(to.folder)
      : [to.datastore, ...(into === '' ? [] : [visiblePath(into)])].join('/');
  return `${itemsOf(order)} → ${where}`;
}

/** The same as a sentence. */
export function sentenceOf({ order }: Pick<Transfer, 'order'>): string {
  const what = itemsOf(order);
  const place = placeOf(order.to, order.into);
  switch (directionOf(order)) {
    case 'upload':
      return t('Upload of {0} to {1}', what, place);
    case 'download':
      return t('Download of {0} to {1}', what, place);
    case 'copy':
      return t('Copy of {0} to {1}', what, place);
  }
}

/** `12 of 340 files`, `3.4 MB of 1.2 GB`, `12 MB/s`, `3 min left`. */
export function progressParts(progress: Progress): readonly string[] {
  const { rate, timeLeft } = progress;
  return [
    ...amounts(progress),
    ...(rate >= 1 ? [t('{0}/s', fileSize(Math.round(rate)))] : []),
    ...(timeLeft === undefined ? [] : [t('{0} left', duration(timeLeft))]),
  ];
}

function amounts({ scanning, files, totalFiles, bytes, totalBytes }: Progress): readonly string[] {
  if (scanning && totalFiles === 0) return [t('looking for files')];
  const plus = scanning ? '+' : '';
  return [
    totalFiles === 1 && !scanning
      ? t('{0} of 1 file', files)
      : t('{0} of {1} files', files, `${String(totalFiles)}${plus}`),
    t('{0} of {1}', fileSize(bytes), `${fileSize(totalBytes)}${plus}`),
  ];
}

/** What a state is called; `running` goes without saying. */
export function stateWord({ state, failed }: Pick<Transfer, 'state' | 'failed'>): string {
  switch (state) {
    case 'waiting':
      return t('waiting');
    case 'running':
      return t('running');
    case 'paused':
      return t('paused');
    case 'offline':
      return t('waiting for the network');
    case 'interrupted':
      return t('interrupted');
    case 'done':
      return failed > 0 ? t('ended with failures') : t('done');
    case 'failed':
      return t('failed');
    case 'cancelled':
      return t('cancelled');
  }
}

/** How far a transfer is, as the parts of one line. */
export function statusParts(transfer: Transfer): readonly string[] {
  const { state, progress, failed } = transfer;
  const failures = failed === 0 ? [] : [t('{0} failed', failed)];
  if (!isActive(transfer) && state !== 'interrupted') return [...endParts(transfer), ...failures];
  if (state === 'running')
    return progress ? [...progressParts(progress), ...failures] : [stateWord(transfer)];
  const sofar = progress === undefined || state === 'waiting' ? [] : soFar(transfer, progress);
  return [stateWord(transfer), ...sofar, ...failures];
}

/** All of its row as a sentence, for those who hear it. */
export function spokenOf(transfer: Transfer): string {
  const [word, status] = [stateWord(transfer), statusParts(transfer)];
  return [sentenceOf(transfer), ...(status[0] === word ? [] : [word]), ...status].join(', ');
}

/** What a failed file or folder is called; a source that could not be listed at all is called by its address. */
export function failedName({ order }: Pick<Transfer, 'order'>, path: string): string {
  const isPlain = directionOf(order) === 'upload' || path.startsWith('https://');
  return isPlain ? visibleName(path.replace(/(?<=.)\/$/, '')) : visiblePath(path);
}

/** Of what was interrupted, only what was done is known. */
function soFar({ state }: Transfer, progress: Progress): readonly string[] {
  if (state !== 'interrupted') return amounts(progress);
  return [filesDone(progress.files), fileSize(progress.bytes)];
}

function endParts(transfer: Transfer): readonly string[] {
  const { state, report, failure } = transfer;
  const word = state === 'done' ? [] : [stateWord(transfer)];
  if (!report) return [...word, ...(failure ? [failure.message] : [])];
  const { done, ...others } = report.skipped;
  const left = Object.values(others).reduce((sum, count) => sum + count, 0);
  return [
    ...word,
    ...(report.files === 0 && done === 0 ? [t('nothing moved')] : []),
    ...(report.files > 0 ? [filesDone(report.files)] : []),
    ...(report.files > 0 ? [fileSize(report.bytes)] : []),
    ...(done > 0 ? [t('{0} moved before', done)] : []),
    ...(left > 0 ? [t('{0} left out', left)] : []),
  ];
}

function filesDone(count: number): string {
  return count === 1 ? t('1 file') : t('{0} files', count);
}

/** `folder` is of this machine, whichever it is. */
function lastOf(folder: string): string {
  return folder.split(/[/\\]/).findLast((name) => name !== '') ?? folder;
}
