// Loaded with the commands for files: it brings a YAML parser along.
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';
import { tagLine } from '../datastores/checks.ts';
import type { ArgumentNames } from '../datastores/clients.ts';
import { credentialForm } from '../datastores/credentials.ts';
import type { CloudNames, CredentialType, DatastoreDraft, DatastoreKind } from '../datastores/datastore.ts';
import { datastoreKinds } from '../datastores/index.ts';
import { readYamlFile, type YamlField } from '../snippets/yamlFile.ts';
import type { YamlEntry } from '../snippets/yaml.ts';
import type { Answers } from './answers.ts';
import { namesOfCredential, refusal, v2Draft } from './clients.ts';
import {
  choiceOf,
  invalid,
  requireAll,
  textsOf,
  unknownField,
  type Found,
  type Texts,
} from './yamlFields.ts';
import { datastoreFile, noPlaceFor } from './snippets.ts';

/** A file for `az ml datastore create`, without the secret. Throws `unsupported` where there are no such files. */
export function exportYaml(draft: DatastoreDraft, cloud: CloudNames): string {
  const refused = refusal('cli', draft);
  if (refused !== undefined) throw new Failure('unsupported', refused);
  const { fields, credentials, leftOut } = v2Draft(draft, cloud);
  const secret = namesOfCredential(draft.credential.type)?.v2?.names['secret'];
  // The empty member keeps the kind of credential, and the command line from taking the file for one without any.
  const blank = t('left out, as it is a secret: VS Code asks for it; for the command line, write it here');
  const members = credentials?.members.map(([key, value]): YamlEntry =>
    key === secret ? [key, { blank }] : [key, value],
  );
  return [...noPlaceFor('cli', leftOut), ...datastoreFile(draft, fields, members), ''].join('\n');
}

/** What a file for `az ml datastore create` says, with its secret apart. */
export interface YamlDatastore {
  readonly answers: Answers;
  readonly hasSecret: boolean;
  readonly secret?: Secret;
  /** What to know about the file though it could be read. */
  readonly notes: readonly string[];
}

/** Throws `invalidInput` naming the line and the field, and never quoting a value. */
export function readYaml(text: string): YamlDatastore {
  const file = readYamlFile(text);
  const kind = kindIn(file);
  const { names = {}, choices = {} } = kind.clients.v2 ?? {};
  const general: ArgumentNames = { $schema: '$schema', name: 'name', description: 'description' };
  const others = ['type', 'tags', 'credentials'];
  const owner = t('a datastore of type {0}', kind.clients.v2?.type ?? '');
  const own = file.filter(({ key }) => !others.includes(key));
  const { $schema, ...found } = textsOf(own, { ...general, ...names }, owner, others);
  const required = kind.fields.filter(({ asked }) => asked === 'required').map(({ id }) => id);
  requireAll(['name', ...required], { name: 'name', ...names }, found, owner);
  const values = Object.entries(found).map(([id, { value, line }]) => {
    const chosen = kind.fields.find((field) => field.id === id)?.choices;
    return [id, chosen ? choiceOf(value, line, names[id] ?? id, chosen, choices[id]) : value] as const;
  });
  const credential = credentialOf(groupOf(file, 'credentials'), kind);
  const answers: Answers = {
    ...Object.fromEntries(values),
    ...credential.values,
    ...{ type: kind.type, credential: credential.type, tags: tagsIn(groupOf(file, 'tags')) },
  };
  const { secret } = credential;
  return {
    answers,
    hasSecret: secret !== undefined,
    ...(secret && { secret }),
    notes: notesOn(found, $schema, kind),
  };
}

function kindIn(file: readonly YamlField[]): DatastoreKind {
  const types = datastoreKinds.flatMap(({ clients }) => clients.v2?.type ?? []).join(', ');
  const given = file.find(({ key }) => key === 'type');
  if (given?.value === undefined)
    throw invalid(t('The file says no type. Add a line with “type:” and one of these: {0}.', types));
  const word = typeof given.value === 'string' ? given.value : '';
  // The command line takes `AzureBlob` for `azure_blob`, too.
  const snake = word.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
  const kind = datastoreKinds.find(({ clients }) => clients.v2?.type === snake);
  if (kind) return kind;
  throw invalid(
    t('Line {0}: this is no type that CLI v2 knows. Write one of these: {1}.', given.line, types),
  );
}

/** The fields of a group; none where it is missing or empty. */
function groupOf(file: readonly YamlField[], key: string): readonly YamlField[] {
  const { value = [], line } = file.find((field) => field.key === key) ?? { line: 0 };
  if (typeof value !== 'string') return value;
  throw invalid(t('Line {0}: “{1}” needs fields of its own below it.', line, key));
}

function tagsIn(fields: readonly YamlField[]): string {
  const tags = fields.map(({ key, value = '', line }) => {
    if (typeof value !== 'string')
      throw invalid(t('Line {0}: a tag is text, and has no fields below it.', line));
    return [key, value] as const;
  });
  return tagLine(Object.fromEntries(tags));
}

interface ReadCredential {
  readonly type: CredentialType;
  readonly values: Answers;
  readonly secret?: Secret;
}

interface Offered {
  readonly type: CredentialType;
  readonly names: ArgumentNames;
}

function credentialOf(given: readonly YamlField[], kind: DatastoreKind): ReadCredential {
  const offered = kind.credentials.flatMap((type): Offered[] => {
    const names = namesOfCredential(type)?.v2?.names;
    return names ? [{ type, names }] : [];
  });
  if (given.length === 0) return noCredential(kind, offered);
  const owner = t('the credentials of a datastore of type {0}', kind.clients.v2?.type ?? '');
  const fields = given.map((field) =>
    field.key === 'authority_uri' ? { ...field, key: 'authority_url' } : field,
  );
  const { type, names } = chosenBy(fields, offered, owner);
  const { secret, ...texts } = textsOf(fields, names, owner);
  const required = credentialForm(type, kind).fields.filter(({ asked }) => asked === 'required');
  const ids = required.map(({ id }) => id);
  requireAll(ids, names, texts, owner);
  const values = Object.fromEntries(Object.entries(texts).map(([id, { value }]) => [id, value]));
  // `<account key>` is what the snippets have instead of one.
  const held = secret && secret.value.trim() !== '' && !/^<[^<>]*>$/.test(secret.value);
  return { type, values, ...(held && { secret: new Secret(secret.value) }) };
}

function noCredential({ credentials, clients }: DatastoreKind, offered: readonly Offered[]): ReadCredential {
  if (credentials.includes('none')) return { type: 'none', values: {} };
  throw invalid(
    t(
      'The file says no credentials, and a datastore of type {0} needs some. Add “credentials:”, and below it one of these: {1}.',
      clients.v2?.type ?? '',
      offered.map(({ names }) => names['secret']).join(', '),
    ),
  );
}

/** The credential that all fields belong to. */
function chosenBy(fields: readonly YamlField[], offered: readonly Offered[], owner: string): Offered {
  const takers = fields.map(({ key }) => offered.filter(({ names }) => Object.values(names).includes(key)));
  const known = [...new Set(offered.flatMap(({ names }) => Object.values(names)))];
  const unknown = fields.find((_, at) => takers[at]?.length === 0);
  if (unknown) throw unknownField(unknown.key, unknown.line, known, owner);
  const chosen = offered.find((one) => takers.every((types) => types.includes(one)));
  if (!chosen) throw twoKinds(fields, takers);
  return chosen;
}

function twoKinds(fields: readonly YamlField[], takers: readonly (readonly unknown[])[]): Failure {
  const clash = fields.flatMap((one, at) =>
    fields
      .filter((_, other) => other > at && !takers[other]?.some((taker) => takers[at]?.includes(taker)))
      .map((other) => [one, other] as const),
  )[0];
  const [one, other] = clash ?? [];
  return invalid(
    t(
      'Line {0}: the credentials hold “{1}” and “{2}”, which belong to two kinds of credentials. Keep one kind.',
      other?.line ?? 0,
      one?.key ?? '',
      other?.key ?? '',
    ),
  );
}

function notesOn({ name }: Texts, schema: Found | undefined, kind: DatastoreKind): readonly string[] {
  const notes: string[] = [];
  if (name && name.value !== name.value.toLowerCase())
    notes.push(
      t('Azure ML keeps names in lower case: the datastore will be called {0}.', name.value.toLowerCase()),
    );
  const other = datastoreKinds.find(({ clients }) => clients.v2?.schema === schema?.value);
  if (other && other !== kind)
    notes.push(
      t(
        'Line {0}: “$schema” is that of {1}; “type” counts, which is {2}.',
        schema?.line ?? 0,
        other.label(),
        kind.label(),
      ),
    );
  return notes;
}
