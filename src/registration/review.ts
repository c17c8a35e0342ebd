import { t } from '@vscode/l10n';
import type { CloudNames, Datastore, DatastoreDraft } from '../datastores/datastore.ts';
import { credentialForm } from '../datastores/credentials.ts';
import { tagLine } from '../datastores/checks.ts';
import type { Form } from './form.ts';
import type { Answers } from './answers.ts';
import { registrationSnippets } from './snippets.ts';
import type { SnippetText, SnippetWorkspace } from '../snippets/snippet.ts';
import type { Preview } from './writing.ts';

/** A setting and what it is. */
export type ReviewRow = readonly [label: string, value: string];

/** A setting that becomes another one; `''`: not set. */
export interface Change {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

type Described = Pick<DatastoreDraft, 'description' | 'values' | 'credential'> & {
  readonly kind: DatastoreDraft['kind'] | undefined;
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
};

/** All that is about to be written, but for the secret: what the type is, where it lies, how it is reached. */
export function reviewRows({ draft }: Preview, workspace: string, form: Form, answers: Answers): ReviewRow[] {
  const flags = form.fields.filter(
    ({ id, step, kind }) => step === 'options' && kind === 'flag' && answers[id] === 'true',
  );
  return [
    [t('Workspace'), workspace],
    [t('Name'), draft.name],
    ...settings(described(draft)),
    ...flags.map(({ label }) => [label, t('Yes')] as const),
  ];
}

/** What is different from what is registered now. The secret's own change cannot be told: nobody may see the old one. */
export function changesOf({ draft, replaces }: Preview, newSecret: boolean): Change[] {
  if (!replaces) return [];
  const before = new Map(settings(registered(replaces.datastore)));
  const after = new Map(settings(described(draft)));
  const labels = [...new Set([...before.keys(), ...after.keys()])];
  const changes = labels
    .map((label) => ({ label, before: before.get(label) ?? '', after: after.get(label) ?? '' }))
    .filter((change) => change.before !== change.after);
  if (newSecret)
    changes.push({ label: t('Secret'), before: t('the registered one'), after: t('the one you gave') });
  return changes;
}

const described = (draft: DatastoreDraft): Described => ({ ...draft, type: draft.kind.type });
const registered = ({
  kind,
  type,
  description = '',
  tags = {},
  values,
  credential,
}: Datastore): Described => ({
  ...{ kind, type, description, tags, values, credential },
});

function settings({ kind, type, description, tags, values, credential }: Described): ReviewRow[] {
  const form = kind && credentialForm(credential.type, kind);
  const held = credential as Readonly<Record<string, string | undefined>>;
  const rows: ReviewRow[] = [
    [t('Type'), kind?.label() ?? type],
    ...(kind?.fields ?? []).map(({ id, label }) => [label(), values[id] ?? ''] as const),
    [t('Credential'), form?.label() ?? credential.type],
    ...(form?.fields ?? []).map(({ id, label }) => [label(), held[id] ?? ''] as const),
    [t('Description'), description],
    [t('Tags'), tagLine(tags)],
  ];
  return rows.filter(([, value]) => value !== '');
}

/** The same registration for the SDKs and the command line. */
export function previewSnippets(
  { draft, replaces }: Preview,
  workspace: SnippetWorkspace,
  { form, cloud, answers }: { readonly form: Form; readonly cloud: CloudNames; readonly answers: Answers },
): readonly SnippetText[] {
  const on = (option: string) => answers[option] === 'true' && form.fields.some(({ id }) => id === option);
  const options = {
    ...{ overwrite: replaces !== undefined, create: on('create'), skipValidation: on('skipValidation') },
    ...{ grantAccess: on('grantAccess'), setDefault: on('setDefault') },
  };
  return registrationSnippets(draft, options, workspace, cloud);
}

/** What to say yes to before it is written; `''`: nothing. */
export function questionOf({ draft, replaces, unsure }: Preview, changing: boolean): string {
  const questions = [
    ...(replaces && !changing
      ? [t('Replace datastore “{0}” as shown? Jobs that use it will find the new storage.', draft.name)]
      : []),
    ...(changing ? [] : [draft.kind.warning?.() ?? '']),
    ...(unsure ? [unsureQuestion(draft.name, changing)] : []),
  ];
  return questions.filter(Boolean).join(' ');
}

const unsureQuestion = (name: string, changing: boolean): string =>
  changing
    ? t(
        'The older service of the workspace does not answer. Values of “{0}” that it alone keeps, such as a blob cache timeout, would be lost. Go on all the same?',
        name,
      )
    : t(
        'The older service of the workspace does not answer. If it has a database or Databricks datastore “{0}”, that would be replaced. Go on all the same?',
        name,
      );

/** What is told once it has been written. */
export function doneMessage(name: string, workspace: string, changed: boolean): string {
  return changed
    ? t('Datastore “{0}” of workspace “{1}” has been changed.', name, workspace)
    : t('Datastore “{0}” is registered in workspace “{1}”.', name, workspace);
}
