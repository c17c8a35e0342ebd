import { workspace } from 'vscode';
import { settingsSection, type Settings } from '../contributions.ts';

/** A setting's value; package.json gives every one a default. */
export function setting<K extends keyof Settings>(name: K): Settings[K] {
  return workspace.getConfiguration(settingsSection).get(name) as Settings[K];
}
