import { t } from '@vscode/l10n';
import type { ControlRefusal } from './row.ts';

/** The first group of `pattern` in what the service said; `''` if it says no such thing. */
export function named(at: ControlRefusal, pattern: RegExp): string {
  return pattern.exec(at.said)?.[1] ?? '';
}

/** An ARM id as people know it: `workspace “research”`, `resource group “ml”`, `subscription 1234`. */
export function scopeName(id: string): string {
  const parts = id.split('/').filter((part) => part !== '');
  const name = parts.at(-1) ?? id;
  switch (parts.at(-2)?.toLowerCase()) {
    case 'subscriptions':
      return t('subscription {0}', name);
    case 'resourcegroups':
      return t('resource group “{0}”', name);
    case 'workspaces':
      return t('workspace “{0}”', name);
    case 'datastores':
      return t('datastore “{0}”', name);
    case 'storageaccounts':
      return t('storage account “{0}”', name);
    default:
      return `“${name}”`;
  }
}

/** The tenant that a message about a token's issuer asks for; `''` if it names none. */
export function tenantOf(said: string): string {
  return (
    /must match (?:the|one of the) tenants? '[^']*?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i.exec(
      said,
    )?.[1] ?? ''
  );
}

/** Whether what the service said fits `pattern`. */
export const says = (pattern: RegExp) => (at: ControlRefusal) => pattern.test(at.said);
