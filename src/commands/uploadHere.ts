import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { LensTarget } from '../contributions.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import { withLateProgress } from '../ui/progress.ts';
import { fileTarget } from './fileTarget.ts';
import { lineMeaning } from './insertSnippet.ts';
import { pick, pickDatastore, pickFolder } from './pick.ts';
import { nodeOf } from './revealInTree.ts';
import type { Services } from './services.ts';
import { uploadChosen } from './upload.ts';

/** Uploads files or a folder to what a line of code is about; asks for a folder where the line names only a workspace. */
export async function uploadHere(services: Services, given?: LensTarget): Promise<TransferReport> {
  const meaning = await lineMeaning(await services.language(), await fileTarget(given));
  const node = await withLateProgress(t('Looking for the datastore'), (signal) =>
    nodeOf(services, meaning, signal),
  );
  if (node.kind === 'file')
    throw new Failure('invalidInput', t('“{0}” is a file. Upload to a folder instead.', meaning.path));
  const title = t('Upload Here');
  const what = await pick(
    [
      { label: t('Files…'), value: 'files' as const },
      { label: t('Folder…'), value: 'folders' as const },
    ],
    title,
    t('Choose what to upload'),
  );
  if (node.kind === 'datastore' || node.kind === 'folder')
    return uploadChosen(services, what, node, undefined);
  const datastore = await pickDatastore(services, title, meaning.workspace, 'browsable');
  const folder = await pickFolder(await services.azure(), datastore, title);
  return uploadChosen(services, what, folder, undefined);
}
