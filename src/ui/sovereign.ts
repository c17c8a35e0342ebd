import { commands, workspace } from 'vscode';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { settingsSection, type Settings } from '../contributions.ts';
import { offer } from './report.ts';

/** VS Code's sign-in to other Azure clouds than the public one; a setting of VS Code says to which. */
const provider = 'microsoft-sovereign-cloud';
export const sovereignSection = provider;
const setting = `${sovereignSection}.environment`;

/** That setting's word for a cloud; any other cloud is `custom`. */
const environments = { AzureChinaCloud: 'ChinaCloud', AzureUSGovernment: 'USGovernment' } as const;

/**
 * The cloud in effect: the setting `cloud`, or the one that VS Code signs in to as long as nobody has chosen any. Settings
 * of a workspace are not looked at.
 */
export function cloudSetting(): Settings['cloud'] {
  const own = workspace.getConfiguration(settingsSection);
  if (own.inspect('cloud')?.globalValue === undefined) {
    const environment = workspace.getConfiguration(sovereignSection).inspect('environment')?.globalValue;
    if (environment === environments.AzureChinaCloud) return 'AzureChinaCloud';
    if (environment === environments.AzureUSGovernment) return 'AzureUSGovernment';
  }
  return own.get('cloud') as Settings['cloud'];
}

/** Throws `invalidInput`, with a button, where VS Code would sign in to another cloud than `name`. */
export function requireEnvironment({ name, authenticationProvider }: Place): void {
  if (authenticationProvider !== provider) return;
  const wanted = Object.hasOwn(environments, name)
    ? environments[name as keyof typeof environments]
    : 'custom';
  const found = workspace.getConfiguration(sovereignSection).get<string>('environment') ?? '';
  if (found === wanted) return;
  const message = t(
    'VS Code signs in to another cloud than {0}. Set {1} to “{2}” in the settings of VS Code, then sign in.',
    name,
    setting,
    wanted,
  );
  throw offer(new Failure('invalidInput', message), [
    {
      title: t('Open Setting'),
      run: () => commands.executeCommand('workbench.action.openSettings', setting),
    },
  ]);
}

interface Place {
  readonly name: string;
  readonly authenticationProvider?: string;
}
