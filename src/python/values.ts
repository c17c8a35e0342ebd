import type { DatastoreMeant, Sdk, Variable, WorkspaceMeant } from './python.ts';
import type { Node } from './tree.ts';

/** Something of Azure ML that an expression stands for. */
export interface Thing {
  readonly kind:
    | Variable['kind']
    | 'run'
    | 'experiment'
    | 'scriptRunConfig'
    | 'credential'
    /** `ws.datastores`, `ws.compute_targets`: by their names. */
    | 'datastores'
    | 'computes'
    /** `ml_client.datastores`, `ml_client.jobs`. */
    | 'operations';
  readonly sdk: Sdk;
  /** Of operations: what they are called. */
  readonly operations?: string;
  readonly workspace?: WorkspaceMeant;
  readonly workspaceVariable?: string;
  readonly datastore?: DatastoreMeant;
  readonly datastoreVariable?: string;
  readonly path?: string;
}

/** What an expression means; absent where it means nothing of ours. */
export type Value =
  | Thing
  /** Something imported: `azureml.core.Workspace`, `azureml.core`. */
  | { readonly kind: 'symbol'; readonly path: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'items'; readonly items: readonly (Value | undefined)[] }
  /** What a loop over it gives each time. */
  | { readonly kind: 'each'; readonly each: Value | undefined }
  | { readonly kind: 'method'; readonly of: Thing; readonly name: string }
  /** A function of the file that says what it returns. */
  | { readonly kind: 'function'; readonly returns: Thing };

const words: Readonly<Record<Thing['kind'], string>> = {
  workspace: 'Workspace',
  datastore: 'Datastore',
  path: 'DataPath',
  mlClient: 'MLClient',
  compute: 'ComputeTarget',
  dataReference: 'DataReference',
  dataset: 'Dataset',
  runConfig: 'RunConfiguration',
  run: 'Run',
  experiment: 'Experiment',
  scriptRunConfig: 'ScriptRunConfig',
  credential: 'Credential',
  datastores: 'Workspace.datastores',
  computes: 'Workspace.compute_targets',
  operations: 'MLClient',
};

/** What the SDK calls it. */
export function wordOf({ kind, operations }: Thing): string {
  return operations === undefined ? words[kind] : `${words[kind]}.${operations}`;
}

export function isThing(value: Value | undefined): value is Thing {
  return value !== undefined && 'sdk' in value;
}

export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'text' && value.text !== '' ? value.text : undefined;
}

export function sdkOf(module: string): Sdk | undefined {
  const within = (outer: string) => module === outer || module.startsWith(`${outer}.`);
  if (['azure.ai.ml', 'mltable', 'azureml.fsspec'].some(within)) return 'v2';
  return within('azureml') ? 'v1' : undefined;
}

/** `Workspace.get` of `azureml.core.workspace.Workspace.get`: from the first class on, else the last name. */
export function sdkName(path: string): string {
  const names = path.split('.');
  const first = names.findIndex((name) => isCapital(name[0] ?? ''));
  return first === -1 ? (names.at(-1) ?? '') : names.slice(first).join('.');
}

function isCapital(char: string): boolean {
  return char >= 'A' && char <= 'Z';
}

/** What a name means that was given different things on different ways; those that are nothing of ours do not count. */
export function join(values: readonly (Value | undefined)[]): Value | undefined {
  const known = values.filter((value) => value !== undefined);
  const [first, ...others] = known;
  if (!first) return undefined;
  return others.reduce<Value | undefined>((a, b) => a && joinTwo(a, b), first);
}

export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a?.kind !== b?.kind) return false;
  if (a?.kind === 'symbol' && b?.kind === 'symbol') return a.path === b.path;
  return JSON.stringify(a) === JSON.stringify(b);
}

function joinTwo(a: Value, b: Value): Value | undefined {
  if (sameValue(a, b)) return a;
  if (!isThing(a) || !isThing(b) || a.kind !== b.kind || a.sdk !== b.sdk) return undefined;
  const common: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(a)) {
    if (JSON.stringify(value) === JSON.stringify(b[key as keyof Thing])) common[key] = value;
  }
  const unknown: DatastoreMeant = { by: 'unknown' };
  return {
    ...common,
    kind: a.kind,
    sdk: a.sdk,
    ...(a.datastore && { datastore: (common['datastore'] as DatastoreMeant | undefined) ?? unknown }),
  };
}

/** The name that an expression can be called by again: `ws`, `self.ws`. */
export function nameOf(node: Node | undefined, code: string): string | undefined {
  if (node?.name === 'VariableName') return code.slice(node.from, node.to);
  if (node?.name !== 'MemberExpression' || node.children.length !== 3) return undefined;
  const [object, dot, property] = node.children;
  if (object?.name !== 'VariableName' || dot?.name !== '.' || property?.name !== 'PropertyName')
    return undefined;
  const owner = code.slice(object.from, object.to);
  return owner === 'self' || owner === 'cls'
    ? `${owner}.${code.slice(property.from, property.to)}`
    : undefined;
}

/** The variable in front of a member: `ws` of `ws.datastores`, `self.ws` of `self.ws.datastores`. */
export function receiverOf(member: Node | undefined, code: string): { readonly receiver?: string } {
  // `self.datastores` is a variable of its own.
  const receiver = nameOf(member, code) === undefined ? nameOf(member?.children[0], code) : undefined;
  return receiver === undefined ? {} : { receiver };
}
