import { join } from 'node:path';
import { l10n, type ExtensionContext } from 'vscode';
import type { AzureMl } from '../azureml/index.ts';
import type { Log } from '../common/log.ts';
import { forget } from '../mover/clearing.ts';
import type { OpenDatastore } from '../mover/here.ts';
import { findInterrupted } from '../mover/journal.ts';
import { openBy } from '../mover/openDatastore.ts';
import { createRemoteMover } from '../mover/remote.ts';
import { proxyVariables } from '../ui/proxyVariables.ts';
import { setting } from '../ui/settings.ts';
import { registerTransfers } from './index.ts';
import { showInterrupted } from './interrupted.ts';
import { createTransferList, type TransferList } from './list.ts';

/** The transfers of this window, with what earlier ones left unfinished, and the process that moves their bytes. */
export interface Transfers {
  readonly list: TransferList;
  /** The connection has ended: what runs over it fails. */
  disconnect(): void;
  dispose(): void;
}

export function openTransfers(context: ExtensionContext, azure: () => Promise<AzureMl>, log: Log): Transfers {
  const journals = join(context.globalStorageUri.fsPath, 'transfers');
  const mover = createRemoteMover({
    script: join(context.extensionPath, 'dist', 'mover.js'),
    data: { journals, texts: l10n.bundle },
    ...{ azure, proxy: proxyVariables, log },
    dataAccess: () => setting('dataAccess'),
  });
  const open: OpenDatastore = async (place, signal) => openBy(await azure())(place, signal);
  const list = createTransferList({
    ...mover,
    // No process has to be begun for it.
    forget: (id) =>
      void forget(journals, id, open, mover.pid()).catch((error: unknown) => log.warn(String(error))),
  });
  const interrupted = showInterrupted(list, () => findInterrupted(journals), log);
  const view = registerTransfers(list);
  return {
    list,
    disconnect: () => mover.disconnect(),
    dispose() {
      interrupted.dispose();
      list.dispose();
      view.dispose();
    },
  };
}
