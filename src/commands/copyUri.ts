import { env } from 'vscode';
import { t } from '@vscode/l10n';
import type { Target } from '../contributions.ts';
import { shortDatastoreUri } from '../datastores/uri.ts';
import { showMessage } from '../ui/report.ts';
import { selectionTarget } from './target.ts';
import type { Services } from './services.ts';

/** Copies `azureml://datastores/<name>/paths/<path>`. */
export async function copyUri(services: Services, target?: Target): Promise<void> {
  const [node] = await selectionTarget(services, target, undefined, t('Copy Datastore URI'));
  if (!node) return;
  const path = node.kind === 'datastore' ? '' : node.entry.path;
  const uri = shortDatastoreUri(node.datastore.name, path);
  await env.clipboard.writeText(uri);
  const message =
    path === ''
      ? t('Copied {0}. The SDKs want a path after “paths/”: add a folder or file.', uri)
      : t('Copied {0}', uri);
  void showMessage('info', message);
}
