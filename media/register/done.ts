import { t } from '@vscode/l10n';
import { button, h, icon } from '../dom.ts';
import { commandsTitle, type Done } from '../../src/webviews/register/protocol.ts';
import { createCopied } from './review.ts';
import type { Wizard } from './wizard.ts';

/** What became of the registration. */
export function createDone({ message, notes, commands }: Done, wizard: Wizard): HTMLElement {
  const heading = h('h2', { tabindex: '-1', class: 'heading' }, icon('done'), h('span', {}, message));
  const lines = notes.map((note) => h('li', {}, note));
  const title = t('Commands for somebody who may give the missing roles');
  return h(
    'section',
    { class: 'done' },
    heading,
    ...(lines.length > 0 ? [h('ul', {}, ...lines)] : []),
    ...(commands.length > 0
      ? [createCopied(title, commands.join('\n'), () => wizard.copy(commandsTitle))]
      : []),
    h(
      'div',
      { class: 'buttons' },
      button(t('Close'), () => wizard.close(), 'primary'),
    ),
  );
}
