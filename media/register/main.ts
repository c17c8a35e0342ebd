import { config, t } from '@vscode/l10n';
import { createClient, type Asking } from '../../src/webviews/channel.ts';
import type { RegisterProtocol } from '../../src/webviews/register/protocol.ts';
import { button, h } from '../dom.ts';
import { useToolkit } from '../toolkit.ts';
import { keep, readKept } from './kept.ts';
import { createModel } from './model.ts';
import { createView } from './view.ts';
import { createWizard } from './wizard.ts';

const editor = acquireVsCodeApi();
const session = document.body.dataset['session'] ?? '';
const root = document.querySelector<HTMLElement>('#page') ?? document.body;
let registering: string | undefined;
let save = () => {};

async function begin(asking: Asking<RegisterProtocol>): Promise<void> {
  const start = await asking.client.start(null);
  if (start.texts) config({ contents: { ...start.texts } });
  const kept = readKept(editor, session);
  const model = createModel(start, kept);
  for (const step of kept?.opened ?? []) model.opened.add(step);
  save = () => keep(editor, session, model, registering);
  const surface = {
    show: () => view.show(),
    keep: () => save(),
    focusStep: () => view.focusStep(),
    focusField: (field: string) => view.focusField(field),
    registered(done: boolean) {
      // What was done is shown again when the page comes back.
      if (!done) registering = undefined;
      save();
    },
  };
  const wizard = createWizard(model, asking.client, surface);
  const view = createView(root, wizard, document.title);
  view.show();
  const id = kept?.registering;
  if (id === undefined) return wizard.begin();
  wizard.resume((signal) => asking.resume('register', id, signal));
}

function open(asking: Asking<RegisterProtocol>): void {
  root.replaceChildren(h('vscode-progress-ring'));
  begin(asking).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    root.replaceChildren(
      h('p', { role: 'alert' }, message),
      h(
        'div',
        { class: 'buttons' },
        button(t('Try Again'), () => open(asking), 'primary'),
      ),
    );
  });
}

const asking = createClient<RegisterProtocol>(
  session,
  (message) => editor.postMessage(message),
  (method, id) => {
    if (method !== 'register') return;
    registering = id;
    save();
  },
);
window.addEventListener('message', ({ data }) => asking.receive(data));
useToolkit();
open(asking);
