import { type Context, spanOf } from './context.ts';
import { literalOf, wholeLiteral } from './literals.ts';
import type { DatastoreMeant, Slot, WorkspaceMeant } from './python.ts';
import { meaningful, type Node, type Part, split } from './tree.ts';
import { isThing, type Thing, type Value } from './values.ts';

interface Meaning {
  readonly of: string;
  readonly datastore?: DatastoreMeant;
  readonly workspace?: WorkspaceMeant;
  readonly pattern?: true;
}

function noteSlot(context: Context, kind: Slot['kind'], node: Node | undefined, meaning: Meaning): void {
  const literal = wholeLiteral(context.code, node);
  if (!literal) return;
  const { content, value, quote, raw } = literal;
  // What names a place by itself is found among all strings of the file.
  if (isUri(value)) return;
  context.slots.push({ kind, content: spanOf(content), value, quote, raw, ...meaning });
}

/** A literal that names a datastore of a workspace. */
export function noteName(
  context: Context,
  node: Node | undefined,
  of: string,
  thing: Thing | undefined,
): void {
  const workspace = thing?.workspace;
  noteSlot(context, 'datastore', node, { of, ...(workspace && { workspace }) });
}

interface PathWording {
  readonly of: string;
  readonly pattern?: true;
}

/** A literal that names a path in a datastore. */
export function notePath(
  context: Context,
  node: Node | undefined,
  { of, pattern }: PathWording,
  datastore: Value | undefined,
): void {
  const thing = isThing(datastore) && datastore.kind === 'datastore' ? datastore : undefined;
  const workspace = thing?.workspace;
  noteSlot(context, 'path', node, {
    of,
    datastore: thing?.datastore ?? { by: 'unknown' },
    ...(workspace && { workspace }),
    ...(pattern && { pattern }),
  });
}

/** `(ds, 'path')`, alone or in a list. */
export function noteLocations(
  context: Context,
  node: Node | undefined,
  wording: PathWording,
  valueOf: (node: Node) => Value | undefined,
): void {
  if (node?.name === 'ArrayExpression') {
    for (const item of meaningful(node.children)) noteLocations(context, item, wording, valueOf);
    return;
  }
  if (node?.name !== 'TupleExpression') return;
  const inside = node.children.filter(({ name }) => name !== '(' && name !== ')');
  const [datastore, path] = split(inside, ',').map((part) => meaningful(part)[0]);
  if (datastore && path) notePath(context, path, wording, valueOf(datastore));
}

function isUri(value: string): boolean {
  return value.startsWith('azureml://');
}

/** Every string that is a datastore URI, whatever it is used for. */
export function urisIn({ strings }: Part, code: string): Slot[] {
  const uris: Slot[] = [];
  for (const node of strings) {
    if (node.name !== 'String' || !code.slice(node.from, node.to).includes('azureml:')) continue;
    const { content, value, quote, raw, bytes } = literalOf(code, node);
    if (isUri(value) && !bytes) uris.push({ kind: 'uri', content, value, quote, raw, of: 'azureml://' });
  }
  return uris;
}
