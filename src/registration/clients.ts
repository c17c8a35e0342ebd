import { t } from '@vscode/l10n';
import { azureClouds, databaseHosts } from '../azureml/cloud.ts';
import { placeNames } from '../datastores/azureStorage.ts';
import { credentialNames, type ArgumentNames, type CredentialNames } from '../datastores/clients.ts';
import { credentialForm } from '../datastores/credentials.ts';
import type {
  CloudNames,
  CredentialType,
  DatastoreDraft,
  DatastoreKind,
  Field,
  FieldValues,
} from '../datastores/datastore.ts';

/** What can register a datastore besides this extension; `cli` takes a file, with the words of SDK v2. */
export type Client = 'v1' | 'v2' | 'cli';
export const clientNames: Readonly<Record<Client, string>> = { v1: 'SDK v1', v2: 'SDK v2', cli: 'CLI v2' };

export const namesOfCredential = (type: CredentialType): CredentialNames | undefined =>
  type === 'none' || type === 'login' ? undefined : credentialNames[type];

function takes(client: Client, kind: DatastoreKind, credential: CredentialType): boolean {
  const side = client === 'v1' ? 'v1' : 'v2';
  if (!kind.clients[side] || !kind.credentials.includes(credential)) return false;
  if (credential === 'none') return true;
  if (credential === 'login') return side === 'v1' && kind.clients.v1?.login !== undefined;
  return namesOfCredential(credential)?.[side] !== undefined;
}

/** Why a client cannot register this, and what can, as a sentence; `undefined`: it can. */
export function refusal(client: Client, { kind, credential }: DatastoreDraft): string | undefined {
  if (takes(client, kind, credential.type)) return undefined;
  const held = credentialForm(credential.type, kind).label();
  const what = kind.credentials.some((type) => takes(client, kind, type))
    ? t('{0} with the credential “{1}”', kind.label(), held)
    : kind.label();
  const others = (['v1', 'v2', 'cli'] as const).filter((other) => takes(other, kind, credential.type));
  const [first, second] = others.map((other) => clientNames[other]);
  if (first === undefined)
    return t('{0} cannot register {1}. Register it in VS Code.', clientNames[client], what);
  const better = second === undefined ? first : t('{0} or {1}', first, second);
  return t('{0} cannot register {1}. Use {2}.', clientNames[client], what, better);
}

/** Azure's own cloud. */
export const publicCloud: CloudNames = {
  ...azureClouds.AzureCloud,
  databases: databaseHosts(azureClouds.AzureCloud),
};

/** One argument of a client's call. */
export interface Argument {
  readonly id: string;
  /** Dots lead into members of members. */
  readonly name: string;
  readonly value: string;
  readonly required: boolean;
}

/** What is written: what is required, and what neither the cloud nor a client, which takes Azure's own, would fill in. */
export function argumentsOf(
  fields: readonly Field[],
  names: ArgumentNames,
  values: FieldValues,
  cloud: CloudNames,
  told: readonly string[] = [],
): readonly Argument[] {
  return Object.entries(names).flatMap(([id, name]) => {
    const field = fields.find((candidate) => candidate.id === id);
    const preset = field?.preset?.(cloud) ?? '';
    const value = values[id] || preset;
    const required = field?.asked === 'required' || told.includes(id);
    const usual = value === preset && value === (field?.preset?.(publicCloud) ?? '');
    return value === '' || (usual && !required) ? [] : [{ id, name, value, required }];
  });
}

/** Labels of what has been filled in and has no place in `names`. */
export function leftOut(
  kind: DatastoreKind,
  names: ArgumentNames,
  values: FieldValues,
  cloud: CloudNames,
): string[] {
  return kind.fields
    .filter(({ id, asked }) => asked && !Object.hasOwn(names, id) && !Object.hasOwn(placeNames, id))
    .filter(({ id, preset }) => (values[id] ?? '') !== '' && values[id] !== preset?.(cloud))
    .map(({ label }) => label());
}

/** What stands where a secret belongs. No function here ever gets one. */
export function placeholder(credential: CredentialType): string {
  switch (credential) {
    case 'accountKey':
      return t('<account key>');
    case 'sas':
      return t('<SAS token>');
    case 'servicePrincipal':
      return t('<client secret>');
    case 'certificate':
      return t('<certificate with its key, PEM>');
    case 'login':
      return t('<password>');
    case 'none':
      return '';
  }
}

/** A credential's members in the order of `names`, the secret among them. */
export function credentialArguments(
  draft: DatastoreDraft,
  names: ArgumentNames,
  secret: string,
  cloud: CloudNames,
): readonly Argument[] {
  const { fields } = credentialForm(draft.credential.type, draft.kind);
  const secretField: Field = { id: 'secret', label: () => '', asked: 'required' };
  return argumentsOf([...fields, secretField], names, { ...draft.credential, secret }, cloud);
}

/** A datastore as SDK v2's class and the file have it: the two differ in their brackets only. */
export interface V2Draft {
  /** Description and tags, then the type's own fields. */
  readonly fields: readonly V2Member[];
  /** Absent: identity, of which nothing is said. */
  readonly credentials?: { readonly entity: string; readonly members: readonly V2Member[] };
  /** What has been filled in and has no place there. */
  readonly leftOut: readonly string[];
}
export type V2Member = readonly [key: string, value: string | readonly V2Member[]];

/** Only of a draft that has no {@link refusal}. */
export function v2Draft(draft: DatastoreDraft, cloud: CloudNames): V2Draft {
  const { description, tags, kind, values, credential } = draft;
  const { names = {}, choices = {}, told = [] } = kind.clients.v2 ?? {};
  const own = argumentsOf(kind.fields, names, values, cloud, told).map((argument) => ({
    ...argument,
    value: choices[argument.id]?.[argument.value] ?? argument.value,
  }));
  const marked = Object.entries(tags);
  const held = namesOfCredential(credential.type)?.v2;
  return {
    fields: [
      ...(description === '' ? [] : [['description', description] as const]),
      ...(marked.length === 0 ? [] : [['tags', marked] as const]),
      ...grouped(own),
    ],
    ...(held && {
      credentials: {
        entity: held.entity,
        members: grouped(credentialArguments(draft, held.names, placeholder(credential.type), cloud)),
      },
    }),
    leftOut: leftOut(kind, names, values, cloud),
  };
}

/** `artifact.name` becomes a member of `artifact`. */
function grouped(given: readonly Argument[]): readonly V2Member[] {
  const heads = new Set(given.map(({ name }) => name.split('.')[0] ?? ''));
  return [...heads].map((head) => {
    const own = given.find(({ name }) => name === head);
    if (own) return [head, own.value];
    const members = given.filter(({ name }) => name.startsWith(`${head}.`));
    return [head, members.map(({ name, value }) => [name.slice(head.length + 1), value] as const)];
  });
}
