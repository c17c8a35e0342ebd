import type { Node } from './tree.ts';
import { isThing, textOf, type Thing, type Value } from './values.ts';
import type { DatastoreMeant, WorkspaceMeant } from './python.ts';

/** A call whose arguments have been matched with the parameters. */
export interface CallSite {
  /** Of a method: what it is called on. */
  readonly receiver: Thing | undefined;
  /** What that is called in the file. */
  readonly receiverName: string | undefined;
  value(parameter: string): Value | undefined;
  node(parameter: string): Node | undefined;
  /** The name of a variable that is given as it is. */
  name(parameter: string): string | undefined;
}

/** A function, method or class of an SDK. */
export interface Signature {
  /** Parameters in order, for what is given by position. */
  readonly params: readonly string[];
  readonly result?: (call: CallSite) => Value | undefined;
  /** Whether lenses stand above it. */
  readonly place?: true;
  /** The parameter that names a datastore. */
  readonly names?: string;
  /** The parameter that is a path in the datastore. */
  readonly path?: string;
  /** The parameter that takes `(ds, 'path')`. */
  readonly locations?: string;
  readonly pattern?: true;
  /** How a slot calls it; else by its name. */
  readonly of?: string;
}

export type Signatures = Readonly<Record<string, Signature>>;

export function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

export function meantByName(value: Value | undefined): DatastoreMeant {
  const name = textOf(value);
  return name === undefined ? { by: 'unknown' } : { by: 'name', name };
}

/** The workspace or client that is an argument, or what the call is made on. */
export function workspaceOf(
  call: CallSite,
  parameter?: string,
): Pick<Thing, 'workspace' | 'workspaceVariable'> {
  const value = parameter === undefined ? call.receiver : call.value(parameter);
  const name = parameter === undefined ? call.receiverName : call.name(parameter);
  const { workspace, workspaceVariable } = isThing(value) ? value : {};
  const owner =
    isThing(value) && (value.kind === 'workspace' || value.kind === 'mlClient') ? name : undefined;
  const variable = owner ?? workspaceVariable ?? (isThing(value) ? undefined : name);
  return { ...(workspace && { workspace }), ...(variable !== undefined && { workspaceVariable: variable }) };
}

/** The datastore that is an argument, or what the call is made on. */
export function datastoreOf(
  call: CallSite,
  parameter?: string,
): Pick<Thing, 'workspace' | 'workspaceVariable' | 'datastore' | 'datastoreVariable'> {
  const value = parameter === undefined ? call.receiver : call.value(parameter);
  const name = parameter === undefined ? call.receiverName : call.name(parameter);
  const thing = isThing(value) && (value.kind === 'datastore' || value.kind === 'path') ? value : undefined;
  const { workspace, workspaceVariable, datastore, datastoreVariable } = thing ?? {};
  const variable = thing?.kind === 'path' ? datastoreVariable : (name ?? datastoreVariable);
  return {
    datastore: datastore ?? { by: 'unknown' },
    ...(workspace && { workspace }),
    ...(workspaceVariable !== undefined && { workspaceVariable }),
    ...(variable !== undefined && { datastoreVariable: variable }),
  };
}

/** A workspace by its three names, as far as they are written out. */
export function namedWorkspace(
  call: CallSite,
  subscription: string,
  group: string,
  name: string,
): WorkspaceMeant {
  const subscriptionId = textOf(call.value(subscription));
  const resourceGroup = textOf(call.value(group));
  const workspace = textOf(call.value(name));
  return {
    from: 'names',
    ...(subscriptionId !== undefined && { subscriptionId }),
    ...(resourceGroup !== undefined && { resourceGroup }),
    ...(workspace !== undefined && { workspace }),
  };
}

export function workspaceFromConfig(call: CallSite): WorkspaceMeant {
  const path = textOf(call.value('path'));
  return { from: 'config', ...(path !== undefined && { path }) };
}

/** What is written as a path, if it is text. */
export function pathOf(call: CallSite, parameter: string): { path?: string } {
  const value = call.value(parameter);
  return value?.kind === 'text' ? { path: value.text } : {};
}
