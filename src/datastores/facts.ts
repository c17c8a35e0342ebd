import { t } from '@vscode/l10n';
import { fileSize } from '../common/format.ts';
import type { Entry } from '../storage/storage.ts';
import { credentialLabel } from './credentialLabel.ts';
import type { Datastore } from './datastore.ts';

/** A label and what is to be said under it. */
export type Fact = readonly [label: string, value: string];

/** What a datastore is, for people; never its secret. */
export function datastoreFacts(datastore: Datastore): readonly Fact[] {
  const { kind, type, values, credential, isDefault, description } = datastore;
  const fields = (kind?.fields ?? []).map(({ id, label }) => [label(), values[id] ?? ''] as const);
  return [
    [t('Type'), kind?.label() ?? type],
    ...fields.filter(([, value]) => value !== ''),
    [t('Credential'), credentialLabel(credential)],
    ...(isDefault ? [[t('Default'), t('Yes')] as const] : []),
    ...(description ? [[t('Description'), description] as const] : []),
  ];
}

/** A file's size and when it, or a folder, was modified. */
export function entryFacts(entry: Entry): readonly Fact[] {
  const size: readonly Fact[] =
    entry.kind === 'file'
      ? [[t('Size'), t('{0} ({1} bytes)', fileSize(entry.size), entry.size.toLocaleString())]]
      : [];
  const modified = entry.kind === 'other' ? undefined : entry.modified;
  return [...size, ...(modified ? [[t('Modified'), modified.toLocaleString()] as const] : [])];
}
