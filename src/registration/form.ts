import { t } from '@vscode/l10n';
import { datastoreName, type Doubt } from '../datastores/checks.ts';
import { credentialForm } from '../datastores/credentials.ts';
import type { CloudNames, DatastoreKind, Field, RegisterOption } from '../datastores/datastore.ts';
import { credentialTypeOf, kindOf, offeredCredentials, secretField, type Answers } from './answers.ts';

export const steps = ['type', 'where', 'credential', 'options', 'review'] as const;
export type Step = (typeof steps)[number];

/** A field as a form shows it: plain data, so that it can be shown anywhere. */
export interface FormField {
  readonly id: string;
  readonly step: Step;
  readonly kind: 'text' | 'choice' | 'flag' | 'secret' | 'file';
  readonly label: string;
  readonly required: boolean;
  /** Rarely changed. */
  readonly advanced: boolean;
  /** What stands in the empty field. */
  readonly hint: string;
  /** What the field means, where its label does not say it. */
  readonly help: string;
  /** What it is while nobody has answered. */
  readonly preset: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Whether there is a list to pick from. */
  readonly picks: boolean;
  /** It stays as it is. */
  readonly fixed: boolean;
  /** Its value does not go over to another type. */
  readonly ownMeaning: boolean;
}

/** All that is asked, given what has been answered. */
export interface Form {
  /** What to know about the type; `''`: nothing. */
  readonly note: string;
  readonly fields: readonly FormField[];
  /** Whether its connection can be tested. */
  readonly testable: boolean;
  /** Whether an address or a connection string says something about it. */
  readonly pastable: boolean;
}

/** What is wrong or doubtful about an answer. */
export interface Problem extends Doubt {
  readonly field: string;
}

/** Which steps are gone through: changing a credential needs no others. */
export type Purpose = 'register' | 'edit' | 'credentials' | 'duplicate';

/** Whether what is registered is changed, and not something new registered. */
export const isChange = (purpose: Purpose): boolean => purpose === 'edit' || purpose === 'credentials';

export function formOf(answers: Answers, purpose: Purpose, cloud: CloudNames): Form {
  const kind = kindOf(answers);
  if (!kind) return { note: '', fields: [], testable: false, pastable: false };
  const credential = credentialForm(credentialTypeOf(answers, kind), kind);
  const own = kind.fields.filter(({ asked }) => asked !== undefined);
  const changes = isChange(purpose);
  const credentialFields: FormField[] = [
    ...credentialChoice(answers, kind),
    ...credential.fields.map((field) => shown(field, 'credential', cloud)),
  ];
  if (credential.secret) credentialFields.push(secretOf(credential.secret(), credential.file === true));
  const all: FormField[] = [
    ...own.map((field) => shown(field, 'where', cloud)),
    { ...shown(nameField(), 'where', cloud), fixed: changes },
    ...(changes || !kind.options.includes('overwrite') ? [] : [overwriteField()]),
    ...credentialFields,
    ...(purpose === 'credentials' ? [] : optionFields(kind, purpose)),
  ];
  return {
    note: kind.note?.() ?? '',
    fields:
      purpose === 'credentials' ? all.map((field) => (field.step === 'where' ? fixed(field) : field)) : all,
    testable: kind.openStorage !== undefined || kind.server !== undefined,
    pastable: kind.openStorage !== undefined,
  };
}

const fixed = (field: FormField): FormField => ({ ...field, fixed: true });

function shown(field: Field, step: Step, cloud: CloudNames): FormField {
  const { id, label, asked, choices = [], preset, hint, picks } = field;
  const flag = choices.length === 2 && choices.every((choice) => choice === 'true' || choice === 'false');
  return {
    ...{ id, step, label: label(), help: '' },
    kind: flag ? 'flag' : choices.length > 0 ? 'choice' : 'text',
    required: asked === 'required',
    advanced: asked === 'advanced',
    hint: hint?.() ?? '',
    preset: preset?.(cloud) ?? '',
    choices: flag ? [] : choices.map((value) => ({ value, label: value })),
    picks: picks !== undefined,
    fixed: false,
    ownMeaning: field.ownMeaning === true,
  };
}

/** The name is a field of every type. */
export const nameField = (): Field => ({
  id: 'name',
  label: () => t('Name in Azure ML'),
  asked: 'required',
  check: datastoreName,
});

function credentialChoice(answers: Answers, kind: DatastoreKind): FormField[] {
  const offered = offeredCredentials(answers, kind);
  if (offered.length < 2) return [];
  const choices = offered.map((value) => ({ value, label: credentialForm(value, kind).label() }));
  return [
    {
      ...plain('credential', 'credential', 'choice', t('Credential')),
      ...{ required: true, choices, preset: offered[0] ?? '' },
      help:
        credentialTypeOf(answers, kind) === 'none'
          ? t('Your own sign-in, or the compute’s identity in jobs, needs a role on the data.')
          : '',
    },
  ];
}

const secretOf = (label: string, file: boolean): FormField => ({
  ...plain(secretField, 'credential', file ? 'file' : 'secret', label),
  required: true,
});

function plain(id: string, step: Step, kind: FormField['kind'], label: string): FormField {
  return {
    ...{ id, step, kind, label, help: '', hint: '', preset: '', choices: [] },
    ...{ required: false, advanced: false, picks: false, fixed: false, ownMeaning: false },
  };
}

const flag = (id: string, label: string, help = ''): FormField => ({
  ...plain(id, 'options', 'flag', label),
  help,
});

/** It belongs to the name: one that is taken may be meant. */
const overwriteField = (): FormField => ({
  ...flag('overwrite', t('Replace a datastore of this name'), t('You see what changes before it does.')),
  step: 'where',
});

function optionFields(kind: DatastoreKind, purpose: Purpose): FormField[] {
  const flags: Readonly<Record<Exclude<RegisterOption, 'overwrite'>, () => FormField>> = {
    create: () =>
      flag('create', kind.createLabel?.() ?? '', t('With the credential that the datastore will hold.')),
    skipValidation: () =>
      flag(
        'skipValidation',
        t('Register without checking'),
        t('For storage that the service cannot reach yet.'),
      ),
    grantAccess: () =>
      flag(
        'grantAccess',
        t('Give the workspace’s managed identity access'),
        t('For storage in a virtual network. Takes the subscription and resource group of the storage.'),
      ),
  };
  const wanted = kind.options.filter((option) => option !== 'overwrite');
  return [
    { ...plain('description', 'options', 'text', t('Description')) },
    { ...plain('tags', 'options', 'text', t('Tags')), hint: t('team=vision, stage=test') },
    ...wanted.map((option) => flags[option]()),
    ...(purpose === 'edit' ? [] : [flag('setDefault', t('Set as the default datastore afterwards'))]),
  ];
}
