import { QuickPickItemKind } from 'vscode';
import { t } from '@vscode/l10n';
import { requestOf } from '../mover/request.ts';
import type { Order } from '../mover/mover.ts';
import type { Preview } from '../transfer/preview.ts';
import { directionOf, placeOf } from '../transfers/sentences.ts';
import { withProgress } from '../ui/progress.ts';
import { showMessage } from '../ui/report.ts';
import { showText } from '../ui/texts.ts';
import { pick, verbatim } from './pick.ts';
import { openPlace } from './places.ts';
import { filesText, movedBy, nothingText, previewGroups, previewText } from './previewText.ts';
import type { Services } from './services.ts';
import type { Subject } from './transferReport.ts';

/** So many names of each group are shown. */
const examples = 100;

/**
 * Shows what `order` would do before anything moves, and asks. `false`: there is nothing to do, which has been said.
 * `cancelled` when the user leaves it.
 */
export async function confirmPreview(services: Services, order: Order): Promise<boolean> {
  const subject = { direction: directionOf(order), place: placeOf(order.to, order.into) };
  const preview = await withProgress(t('Comparing with {0}', subject.place), (signal) =>
    previewOf(services, order, signal),
  );
  const { files } = movedBy(preview);
  if (files === 0 && preview.folders.count === 0) {
    const actions = [{ title: t('Show List'), run: () => show(subject, preview) }];
    const kind = preview.refused.count > 0 ? 'warning' : 'info';
    void showMessage(kind, nothingText(subject, preview), previewGroups(preview).length > 0 ? actions : []);
    return false;
  }
  while ((await ask(subject, preview)) === 'list') await show(subject, preview);
  return true;
}

async function previewOf(services: Services, order: Order, signal: AbortSignal): Promise<Preview> {
  const { preview } = await import('../transfer/preview.ts');
  const { request } = await requestOf(order, (place, stop) => openPlace(services, place, stop), signal);
  return preview(request, { signal, examples });
}

function show(subject: Subject, preview: Preview): Promise<void> {
  return showText(t('Preview of a Transfer'), previewText(subject, preview));
}

function ask(subject: Subject, preview: Preview): Promise<'go' | 'list'> {
  const moved = filesText(movedBy(preview));
  const go = {
    upload: t('Upload {0}', moved),
    download: t('Download {0}', moved),
    copy: t('Copy {0}', moved),
  }[subject.direction];
  const groups = previewGroups(preview).map(({ kind, rule, counted }) => ({
    label: rule,
    description:
      kind === 'folders' ? String(counted.count) : filesText({ files: counted.count, bytes: counted.bytes }),
    detail: counted.examples.slice(0, 3).map(verbatim).join(', ') + (counted.count > 3 ? ', …' : ''),
    value: 'list' as const,
  }));
  const choices = [
    { label: `$(check) ${go}`, description: t('to {0}', subject.place), value: 'go' as const },
    {
      label: `$(list-unordered) ${t('Show List')}`,
      description: t('with their names'),
      value: 'list' as const,
    },
    { label: t('What decides'), kind: QuickPickItemKind.Separator, value: 'list' as const },
    ...groups,
  ];
  return pick(choices, t('Changed Files Only'), t('Nothing has been moved yet'));
}
