import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Datastore, DatastoreDraft } from '../datastores/datastore.ts';
import type { Workspace } from './workspaces.ts';

/** `Failure.facts.code` of a write that went otherwise than the user had been told. */
export const writeCodes = {
  /** It had been registered or changed since it was looked at; nothing was written. */
  changed: 'ChangedMeanwhile',
  /** Somebody registered the name in the same moment, and this write has replaced it. */
  replaced: 'ReplacedByAccident',
} as const;

export function notAsked({ name: workspace }: Workspace, name: string, cause: unknown): Failure {
  const message = t(
    'The older service of workspace “{0}” does not answer, so it is not known whether it has a database or Databricks datastore “{1}”, or values that it alone keeps; nothing was written. Try again later.',
    workspace,
    name,
  );
  return new Failure('unavailable', message, { cause });
}

export function taken(
  { name: workspace }: Workspace,
  { name, kind, type }: Datastore,
  draft: DatastoreDraft,
): Failure {
  const what = kind?.label() ?? type;
  const message = draft.kind.options.includes('overwrite')
    ? t(
        'Workspace “{0}” has a datastore “{1}” already ({2}). Choose another name, or choose to replace it.',
        ...[workspace, name, what],
      )
    : t('Workspace “{0}” has a datastore “{1}” already ({2}). Choose another name.', workspace, name, what);
  return new Failure('alreadyExists', message, { facts: { code: writeCodes.changed } });
}

export function changed({ name: workspace }: Workspace, name: string): Failure {
  const message = t(
    'Datastore “{0}” of workspace “{1}” has been changed or removed since you looked at it, so nothing was written. Look at it again, then decide.',
    name,
    workspace,
  );
  return new Failure('alreadyExists', message, { facts: { code: writeCodes.changed } });
}

export function replacedByAccident({ name: workspace }: Workspace, name: string): Failure {
  const message = t(
    'Somebody else registered a datastore “{0}” in workspace “{1}” at the same moment, and yours has replaced it: the service has no way to refuse that. Ask who else works there, and register theirs again under another name.',
    name,
    workspace,
  );
  return new Failure('alreadyExists', message, { facts: { code: writeCodes.replaced } });
}
