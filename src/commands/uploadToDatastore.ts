import { basename } from 'node:path';
import { window, type Uri } from 'vscode';
import { t } from '@vscode/l10n';
import { cancelled } from '../common/abort.ts';
import type { Target } from '../contributions.ts';
import type { ConflictPolicy, TransferReport } from '../transfer/transfer.ts';
import { askForDestination, rememberDestination } from './destination.ts';
import type { Services } from './services.ts';
import { containerTarget } from './target.ts';
import { localPath, upload } from './upload.ts';

/** Uploads what is selected in the Explorer (or the file being edited) to a destination the user chooses. */
export async function uploadToDatastore(
  services: Services,
  given: {
    uri: Uri | undefined;
    uris: readonly Uri[] | undefined;
    target: Target | undefined;
    conflict: ConflictPolicy | undefined;
  },
): Promise<TransferReport> {
  const { uri, uris, target, conflict } = given;
  const from = (uris?.length ? uris : uri ? [uri] : await askForFiles()).map(localPath);
  const [first = ''] = from;
  const title =
    from.length === 1
      ? t('Upload “{0}” to Datastore', basename(first))
      : t('Upload {0} items to Datastore', from.length);
  const to =
    target === undefined
      ? await askForDestination(services, title)
      : await containerTarget(services, target, title);
  const report = await upload(services, to, { from, ...(conflict ? { conflict } : {}) });
  await rememberDestination(services, to);
  return report;
}

async function askForFiles(): Promise<readonly Uri[]> {
  const edited = window.activeTextEditor?.document.uri;
  if (edited?.scheme === 'file') return [edited];
  const chosen = await window.showOpenDialog({
    canSelectMany: true,
    openLabel: t('Upload'),
    title: t('Upload to Datastore'),
  });
  if (!chosen) throw cancelled();
  return chosen;
}
