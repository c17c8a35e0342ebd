import { env } from 'vscode';
import { t } from '@vscode/l10n';
import type { Target } from '../contributions.ts';
import { shortDatastoreUri } from '../datastores/uri.ts';
import { pathOf, type Node } from '../tree/nodes.ts';
import { showMessage } from '../ui/report.ts';
import { selectionTarget } from './target.ts';
import type { Services } from './services.ts';

/** Copies `azureml://datastores/<name>/paths/<path>` of everything selected, each in a line of its own. */
export async function copyUri(
  services: Services,
  target?: Target,
  selection?: readonly Node[],
): Promise<void> {
  const nodes = await selectionTarget(services, target, selection, t('Copy Datastore URI'));
  const uris = nodes.map((node) => shortDatastoreUri(node.datastore.name, pathOf(node)));
  await env.clipboard.writeText(uris.join('\n'));
  void showMessage('info', messageOn(uris));
}

function messageOn(uris: readonly string[]): string {
  const [first = ''] = uris;
  if (uris.length > 1) return t('Copied {0} datastore URIs, each in a line of its own.', uris.length);
  return first.endsWith('/paths/')
    ? t('Copied {0}. The SDKs want a path after “paths/”: add a folder or file.', first)
    : t('Copied {0}', first);
}
