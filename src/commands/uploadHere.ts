import { t } from '@vscode/l10n';
import { meaningOfLine } from '../codelens/lineMeaning.ts';
import { Failure } from '../common/failure.ts';
import type { LensTarget } from '../contributions.ts';
import type { TransferReport } from '../transfer/transfer.ts';
import { isParent } from '../tree/nodes.ts';
import { fileTarget } from './fileTarget.ts';
import { pick, pickDatastore, pickFolder } from './pick.ts';
import { nodeOf, unknownWorkspace } from './revealInTree.ts';
import type { Services } from './services.ts';
import { uploadChosen } from './upload.ts';

/** Uploads files or a folder to what a line of code is about; asks for a folder where the line names only a workspace. */
export async function uploadHere(services: Services, given?: LensTarget): Promise<TransferReport> {
  const file = await fileTarget(given);
  const meaning = await meaningOfLine(await services.language(), file.document, file.line);
  if (!meaning.workspace) throw unknownWorkspace();
  const title = t('Upload Here');
  const what = await pick(
    [
      { label: t('Files…'), value: 'files' as const },
      { label: t('Folder…'), value: 'folders' as const },
    ],
    title,
    t('Choose what to upload'),
  );
  if (meaning.datastore) {
    const node = await nodeOf(services, meaning);
    if (!isParent(node) || node.kind === 'workspace')
      throw new Failure('invalidInput', t('“{0}” is a file. Upload to a folder instead.', meaning.path));
    return uploadChosen(services, what, node, undefined);
  }
  const client = await services.azure();
  const datastore = await pickDatastore(services, title, meaning.workspace, 'browsable');
  return uploadChosen(services, what, await pickFolder(client, datastore, title), undefined);
}
