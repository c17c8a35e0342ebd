import { t } from '@vscode/l10n';
import { fileSize } from '../common/format.ts';
import { isActive, type Transfer } from './transfer.ts';
import { directionOf, sentenceOf, statusParts } from './sentences.ts';

/** What the status bar says; `icon` is a codicon's name. */
export interface Status {
  readonly icon: string;
  readonly text: string;
  /** For those who do not see it. */
  readonly spoken: string;
  /** One line for each transfer. */
  readonly lines: readonly string[];
}

/** Says in a few words how far all transfers are that go on; absent: none does. */
export function statusOf(transfers: readonly Transfer[]): Status | undefined {
  const active = transfers.filter(isActive);
  const [first] = active;
  if (!first) return undefined;
  const waiting = active.every(({ state }) => state === 'paused' || state === 'offline');
  const count = active.length === 1 ? t('1 transfer') : t('{0} transfers', active.length);
  const parts = [...percentOf(active), ...rateOf(active)];
  const state = active.every(({ state: each }) => each === 'paused') ? [t('paused')] : [];
  return {
    icon: waiting ? 'debug-pause' : iconOf(active),
    text: [count, ...state, ...parts].join(' · '),
    spoken: [count, ...state, ...parts].join(', '),
    lines: active.map((each) => `${sentenceOf(each)}: ${statusParts(each).join(', ')}`),
  };
}

function iconOf(active: readonly Transfer[]): string {
  const ways = new Set(active.map(({ order }) => directionOf(order)));
  if (ways.size > 1) return 'arrow-swap';
  return { upload: 'cloud-upload', download: 'cloud-download', copy: 'files' }[[...ways][0] ?? 'upload'];
}

/** Only where all is known that has to be moved. */
function percentOf(active: readonly Transfer[]): readonly string[] {
  const known = active.flatMap(({ progress }) => (progress && !progress.scanning ? [progress] : []));
  if (known.length < active.length) return [];
  const total = known.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  const done = known.reduce((sum, { bytes }) => sum + bytes, 0);
  return total === 0 ? [] : [`${Math.min(100, Math.floor((100 * done) / total))}%`];
}

function rateOf(active: readonly Transfer[]): readonly string[] {
  const rate = active.reduce(
    (sum, { state, progress }) => sum + (state === 'running' ? (progress?.rate ?? 0) : 0),
    0,
  );
  return rate >= 1 ? [t('{0}/s', fileSize(Math.round(rate)))] : [];
}
