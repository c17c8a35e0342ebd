import { t } from '@vscode/l10n';
import type { TextDocument } from 'vscode';
import type { LiveNames } from '../azureml/liveNames.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { createLimit } from '../common/limit.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { Call, PythonFile, SecretInCode, Slot, Span } from '../python/python.ts';
import type { Reading } from './documents.ts';
import { findSaid, readablePath, saidByUri } from './meaning.ts';
import { replacementOf } from './replacements.ts';
import type { LanguageServices } from './services.ts';

/** What is wrong with a place in a Python file. */
export interface Finding {
  readonly code:
    'unknownDatastore' | 'missingPath' | 'mountOfShare' | 'retiredType' | 'sdkV1' | 'secretInCode';
  readonly span: Span;
  readonly message: string;
  /** `hint` stays out of the list of problems. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** Names that could have been meant, the likeliest first. */
  readonly instead?: readonly string[];
}

/** How many paths of one file are looked up: each costs a request or two. */
const mostPaths = 50;
/** Of these, at once. */
const atOnce = 4;

/** What can be said of a file by itself and by what Azure answers; nothing is said where it does not answer. */
export async function findingsIn(
  services: LanguageServices,
  document: TextDocument,
  { file }: Reading,
): Promise<readonly Finding[]> {
  if (file.sdks.size === 0) return [];
  const own = [...file.secrets.map(secretFinding), ...file.calls.flatMap((call) => v1Finding(file, call))];
  const paths = file.slots.filter(({ kind }) => kind !== 'datastore').slice(0, mostPaths);
  const named = file.slots.filter(({ kind }) => kind === 'datastore');
  const limit = createLimit(atOnce);
  const found = await Promise.all([
    ...named.map((slot) => nameFinding(services, document, file, slot)),
    ...paths.map((slot) => limit(() => pathFinding(services, document, file, slot))),
    ...file.calls.map((call) => callFinding(services, document, file, call)),
  ]);
  return [...own, ...found.filter((finding) => finding !== undefined)];
}

const secretNames: Readonly<Record<SecretInCode['kind'], () => string>> = {
  accountKey: () => t('An account key'),
  sas: () => t('A SAS'),
  clientSecret: () => t('A client secret'),
  password: () => t('A password'),
  connectionString: () => t('A connection string with a key'),
};

function secretFinding({ kind, span }: SecretInCode): Finding {
  const message = t(
    '{0} is written in the code, where whoever gets the file can read it. Register a datastore that holds it, or read it from the environment.',
    secretNames[kind](),
  );
  return { code: 'secretInCode', span, message, severity: 'warning' };
}

function v1Finding(file: PythonFile, call: Call): readonly Finding[] {
  const replacement = call.sdk === 'v1' ? replacementOf(file, call) : undefined;
  if (!replacement) return [];
  const message = t('SDK v1 is out of support since June 2026. In SDK v2: {0}', replacement.text);
  return [{ code: 'sdkV1', span: call.callee, message, severity: 'hint' }];
}

async function nameFinding(
  services: LanguageServices,
  document: TextDocument,
  file: PythonFile,
  { value, content, workspace: meant }: Slot,
): Promise<Finding | undefined> {
  if (value === '') return undefined;
  const workspace = await services.belongings.workspaceOf(document, file, meant);
  return workspace && unknownDatastore(services.names, workspace, value, content);
}

async function unknownDatastore(
  names: LiveNames,
  workspace: Workspace,
  name: string,
  span: Span,
): Promise<Finding | undefined> {
  const list = await names.datastores(workspace);
  // While the older service is silent, its datastores are missing in the list.
  if (!list || list.incomplete) return undefined;
  const { datastores } = list;
  if (datastores.some((one) => one.name.toLowerCase() === name.toLowerCase())) return undefined;
  const instead = nearest(name, datastores);
  const message = t('Workspace “{0}” has no datastore “{1}”.', workspace.name, name);
  const [first] = instead;
  return {
    code: 'unknownDatastore',
    span,
    message: `${message} ${first === undefined ? t('Register it, or choose one that completion offers.') : t('Did you mean “{0}”?', first)}`,
    severity: 'warning',
    instead,
  };
}

/** Those that a slip of the fingers away, at most a third of the name. */
function nearest(name: string, datastores: readonly Datastore[]): readonly string[] {
  return datastores
    .map((one) => ({ name: one.name, away: distance(name.toLowerCase(), one.name.toLowerCase()) }))
    .filter(({ away }) => away <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map((one) => one.name);
}

/** Letters to put in, leave out or change, by Levenshtein. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const changed = (row[j] ?? 0) + (other[j] === one[i] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

async function pathFinding(
  services: LanguageServices,
  document: TextDocument,
  file: PythonFile,
  slot: Slot,
): Promise<Finding | undefined> {
  const said = slot.kind === 'uri' ? saidByUri(slot.value) : { ...slot, path: slot.value };
  if (!said.datastore) return undefined;
  const { workspace, datastore } = await findSaid(services, document, file, said);
  if (!workspace) return undefined;
  if (!datastore)
    return slot.kind === 'uri' && said.datastore.by === 'name'
      ? unknownDatastore(services.names, workspace, said.datastore.name, slot.content)
      : undefined;
  const path = readablePath(said.path ?? '');
  if (path === '' || !datastore.kind?.openStorage || isWritten(file, slot)) return undefined;
  if ((await services.names.find(workspace, datastore, path)) !== null) return undefined;
  const message = t(
    'Datastore “{0}” of workspace “{1}” has no “{2}”. Check the path, or upload what it is to hold.',
    ...[datastore.name, workspace.name, path],
  );
  return { code: 'missingPath', span: slot.content, message, severity: 'warning' };
}

/** What code writes to need not be there yet, also through a variable that holds the path. */
function isWritten({ calls, places }: PythonFile, { content, of }: Slot): boolean {
  if (/target|destination|upload|output/i.test(of)) return true;
  const around = ({ span }: { span: Span }) => span.from <= content.from && content.to <= span.to;
  const variable = places.find((place) => place.kind === 'path' && around(place))?.variable;
  const isOf = ({ receiver }: Call) => variable !== undefined && receiver === variable;
  return calls.some((call) => /upload|Output/.test(call.name) && (around(call) || isOf(call)));
}

/** What v1 refuses to do with this type of datastore. */
async function callFinding(
  services: LanguageServices,
  document: TextDocument,
  file: PythonFile,
  call: Call,
): Promise<Finding | undefined> {
  const mounts = call.sdk === 'v1' && /^(?:DataPath|Datastore|DataReference)\.as_mount$/.test(call.name);
  const gets =
    /^(?:Datastore(?:\.get\w*)?|(?:Workspace|MLClient)\.(?:get_default_datastore|datastores\b.*))$/.test(
      call.name,
    );
  if ((!mounts && !gets) || !call.datastore) return undefined;
  const { datastore } = await findSaid(services, document, file, call);
  if (!datastore) return undefined;
  const { name, type } = datastore;
  if (mounts && type === 'AzureFile') {
    const message = t(
      'SDK v1 mounts no file shares, and “{0}” is one. Use as_download(), or a Dataset with as_mount().',
      name,
    );
    return { code: 'mountOfShare', span: call.callee, message, severity: 'error' };
  }
  if (!mounts && type === 'AzureDataLake') {
    const message = t(
      '“{0}” is a Data Lake Storage Gen1, which was retired on 2024-02-29 and cannot be reached. Use a datastore on Gen2.',
      name,
    );
    return { code: 'retiredType', span: call.span, message, severity: 'warning' };
  }
  return undefined;
}
