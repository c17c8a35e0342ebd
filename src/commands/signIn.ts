import { commands } from 'vscode';
import { t } from '@vscode/l10n';
import { isFailure } from '../common/failure.ts';
import { settingsSection } from '../contributions.ts';
import { showMessage } from '../ui/report.ts';
import type { Services } from './services.ts';

/** Lets the user sign in, or says what to do where it is not VS Code that signs in. */
export async function signIn(services: Services): Promise<void> {
  try {
    await services.signIn();
  } catch (error) {
    if (!isFailure(error, 'unsupported')) throw error;
    const setting = `${settingsSection}.authentication`;
    await showMessage('info', error.message, [
      { title: t('Try Again'), run: () => commands.executeCommand('azuremlDatastores.refreshAll') },
      {
        title: t('Change the Sign-In'),
        run: () => commands.executeCommand('workbench.action.openSettings', setting),
      },
    ]);
  }
}
