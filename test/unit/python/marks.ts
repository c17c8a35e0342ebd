import type {
  DatastoreMeant,
  Place,
  PythonFile,
  SecretInCode,
  Slot,
  Variable,
  WorkspaceMeant,
} from '../../../src/python/python.ts';

/**
 * Fixtures say what is found in them: a line `#: …` says all that begins on the next line. `#: vars …` says which
 * variables code can use there, the nearest first.
 */
const mark = '#: ';

/** What two readings can be compared by, with what they say at some offsets. */
export function said(file: PythonFile, offsets: readonly number[]) {
  const at = <T>(each: (offset: number) => T) => offsets.map((offset) => each(offset));
  return {
    ...file,
    variablesAt: at((offset) => file.variablesAt(offset)),
    statementAt: at((offset) => file.statementAt(offset)),
    importsEndFrom: at((offset) => file.importsEndFrom(offset)),
  };
}

/** The fixture with the marks that reading it would write, in place of its own. */
export function markAnew(text: string, read: (text: string) => PythonFile): string {
  const file = read(text);
  const found = [
    ...file.places.map((place) => ({ at: place.span.from, says: sayPlace(place) })),
    ...file.slots.map((slot) => ({ at: slot.content.from, says: saySlot(slot) })),
    ...file.secrets.map((secret) => ({ at: secret.span.from, says: saySecret(secret) })),
  ].sort((a, b) => a.at - b.at);
  const marked: string[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    const end = at + line.length + 1;
    const bare = line.trimStart();
    const indent = line.slice(0, line.length - bare.length);
    const here = found.filter((one) => one.at >= at && one.at < end).map(({ says }) => says);
    if (bare.startsWith(`${mark}vars`) || bare.startsWith(`${mark.trim()} vars`)) {
      marked.push(
        `${indent}${sayVariables(file.variablesAt(at + indent.length))}${line.endsWith('\r') ? '\r' : ''}`,
      );
    } else if (!bare.startsWith(mark)) {
      if (here.length > 0)
        marked.push(`${indent}${mark}${here.join('; ')}${line.endsWith('\r') ? '\r' : ''}`);
      marked.push(line);
    }
    at = end;
  }
  return marked.join('\n');
}

function sayPlace({
  kind,
  sdk,
  variable,
  workspace,
  datastore,
  path,
  workspaceVariable,
  datastoreVariable,
}: Place): string {
  const name = variable === undefined ? '' : `${variable} = `;
  const own = sdk === 'v2' ? 'v2 ' : '';
  const within = kind === 'path' ? datastoreVariable : kind === 'datastore' ? workspaceVariable : undefined;
  const by = within === undefined ? '' : ` by ${within}`;
  if (kind === 'path')
    return `${name}${own}path ${path === undefined ? '?' : JSON.stringify(path)} in ${sayDatastore(datastore)}${by}`;
  if (kind === 'datastore') return `${name}${own}datastore ${sayDatastore(datastore)}${by}`;
  return `${name}${own}${kind} ${sayWorkspace(workspace)}`;
}

function saySlot({ kind, value, of, datastore, pattern }: Slot): string {
  const within = kind === 'path' ? ` in ${sayDatastore(datastore)}` : '';
  return `slot ${kind} ${JSON.stringify(value)}${within} of ${of}${pattern ? ' or a pattern' : ''}`;
}

function saySecret({ kind }: SecretInCode): string {
  return `secret ${kind}`;
}

function sayVariables(variables: readonly Variable[]): string {
  const each = variables.map(({ name, kind, datastore }) => {
    return datastore ? `${name}(${kind} ${sayDatastore(datastore)})` : `${name}(${kind})`;
  });
  return ['#: vars', ...each].join(' ');
}

function sayDatastore(datastore: DatastoreMeant | undefined): string {
  if (datastore?.by === 'name') return datastore.name;
  return datastore?.by === 'default' ? 'default' : '?';
}

function sayWorkspace(workspace: WorkspaceMeant | undefined): string {
  if (!workspace) return '?';
  if (workspace.from === 'config')
    return ['config', ...(workspace.path === undefined ? [] : [workspace.path])].join(' ');
  const { subscriptionId = '?', resourceGroup = '?', workspace: name = '?' } = workspace;
  return [subscriptionId, resourceGroup, name].join('/');
}
