import type { Workspace } from '../azureml/workspaces.ts';
import { nameFrom, parseTags, tagLine } from '../datastores/checks.ts';
import { credentialForm } from '../datastores/credentials.ts';
import type {
  CloudNames,
  CredentialType,
  Datastore,
  DatastoreCredential,
  DatastoreDraft,
  DatastoreKind,
  Field,
  FieldValues,
} from '../datastores/datastore.ts';
import { datastoreKinds } from '../datastores/index.ts';

/**
 * What has been answered so far, by field id, and never a secret: the type's own fields, those of its credential,
 * and what every datastore has: `type` and `credential`, which choose the others, `name`, `description`, `tags` and options.
 * Flags are `true` or empty.
 */
export type Answers = Readonly<Record<string, string>>;

/** The field that stands for the credential's secret, which is not among the answers. */
export const secretField = 'secret';

/** The type that has been chosen; `undefined` while none has. */
export function kindOf(answers: Answers): DatastoreKind | undefined {
  return datastoreKinds.find(({ type }) => type === answers['type']);
}

/** The credential that has been chosen, else the usual one of the type. */
export function credentialTypeOf(answers: Answers, kind: DatastoreKind): CredentialType {
  const chosen = answers['credential'];
  return offeredCredentials(answers, kind).find((type) => type === chosen) ?? kind.credentials[0] ?? 'none';
}

/** What may be chosen: what the clients' calls take, and what a datastore that is changed holds already. */
export function offeredCredentials(answers: Answers, kind: DatastoreKind): readonly CredentialType[] {
  const held = answers['heldCredential'] as CredentialType | undefined;
  return held === undefined || kind.credentials.includes(held)
    ? kind.credentials
    : [...kind.credentials, held];
}

const valueOf = (answers: Answers, id: string): string => (answers[id] ?? '').trim();

/** Whether what nobody has answered is written as it is preset: what is changed keeps what it has. */
export interface Presets {
  readonly values: boolean;
  readonly credential: boolean;
}

const all: Presets = { values: true, credential: true };

function valuesOf(
  fields: readonly Field[],
  answers: Answers,
  cloud: CloudNames,
  presets: boolean,
): Record<string, string> {
  const values = fields.map(({ id, asked, preset, choices }) => {
    const value = valueOf(answers, id);
    // Of another type's choices nothing is left.
    const given = choices && presets && !choices.includes(value) ? '' : value;
    return [id, given === '' && presets && asked !== undefined ? (preset?.(cloud) ?? '') : given] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

/** The datastore that the answers describe. `undefined` while no type is chosen; the rest may be missing or wrong. */
export function draftOf(answers: Answers, cloud: CloudNames, presets = all): DatastoreDraft | undefined {
  const kind = kindOf(answers);
  if (!kind) return undefined;
  const values = valuesOf(kind.fields, answers, cloud, presets.values);
  // A subscription alone only says where to look for accounts.
  if (presets.values && !values['resourceGroup']) delete values['subscriptionId'];
  const type = credentialTypeOf(answers, kind);
  const credential = valuesOf(credentialForm(type, kind).fields, answers, cloud, presets.credential);
  return {
    name: valueOf(answers, 'name').toLowerCase(),
    kind,
    description: valueOf(answers, 'description'),
    tags: parseTags(answers['tags'] ?? '') ?? {},
    // The forms ask for exactly what the credentials are made of.
    credential: { type, ...credential } as DatastoreCredential,
    values,
  };
}

/** Answers that describe a registered datastore. */
export function answersOf({
  name,
  kind,
  type,
  description = '',
  tags = {},
  credential,
  values,
}: Datastore): Answers {
  const { type: held, ...own } = credential;
  return {
    ...values,
    ...(own as FieldValues),
    ...{ type: kind?.type ?? type, credential: held, heldCredential: held },
    ...{ name, description, tags: tagLine(tags) },
  };
}

/** Answers of one type that say something about another. */
export function answersForType(answers: Answers, type: string): Answers {
  const own = kindOf(answers)?.type === type ? [] : (kindOf(answers)?.fields ?? []);
  const dropped = own.filter(({ ownMeaning }) => ownMeaning).map(({ id }) => id);
  return { ...Object.fromEntries(Object.entries(answers).filter(([id]) => !dropped.includes(id))), type };
}

/** What is filled in before anybody has answered anything. */
export function firstAnswers({ subscriptionId }: Workspace): Answers {
  return { subscriptionId };
}

/** A name that may do for what the answers describe: `sales-2024` becomes `sales_2024`. */
export function suggestedName(answers: Answers): string {
  const kind = kindOf(answers);
  const required = kind?.fields.filter(({ asked }) => asked === 'required') ?? [];
  const last = required.at(-1)?.id;
  const from = last === undefined ? '' : valueOf(answers, last).split('/')[0];
  return nameFrom(from ?? '');
}
