import { assign, call, keyword, layout, member, type Expr } from './layout.ts';
import type { Code, KnownName, PythonImport, SnippetTarget } from './snippet.ts';
import { computeName, datastoreName } from './values.ts';

/** Python in the making: what is asked for and the file has not is defined in front, with its imports. */
export interface PythonWriter {
  readonly target: SnippetTarget;
  /** Imports what code is about to use by its own name. */
  readonly use: (module: string, ...names: readonly string[]) => void;
  /** `import <module>`. */
  useModule(module: string, as?: string): void;
  /** A name for a new variable that clashes with nothing: `ds`, `ds2`. */
  fresh(name: string): string;
  /** The variable that the file has for it; a new one is defined by `define`, which is told its name. */
  known(kind: KnownName, name: string, define: (name: string) => Expr | readonly Expr[]): string;
  workspace(): string;
  /** The target's, or the workspace's default. */
  datastore(): string;
  compute(): string;
  mlClient(): string;
}

/** Writes the statements of `body`, behind the definitions that it asks for. */
export function pythonCode(target: SnippetTarget, body: (file: PythonWriter) => readonly Expr[]): Code {
  const imports: PythonImport[] = [];
  const defined: Expr[] = [];
  const own = body(writer(target, imports, defined));
  const pieces = [...defined, ...own].flatMap((statement, at) => [
    ...(at === 0 ? [] : ['\n']),
    ...layout(statement, target.code),
  ]);
  return { imports, pieces };
}

function writer(target: SnippetTarget, imports: PythonImport[], defined: Expr[]): PythonWriter {
  const taken = new Set([...target.code.taken, ...Object.values(target.code.known)]);
  const variables = new Map<KnownName, string>();
  const file: PythonWriter = {
    target,
    use: (module, ...names) => {
      imports.push(...names.filter((name) => !has(imports, module, name)).map((name) => ({ module, name })));
    },
    useModule: (module, as) => {
      if (!has(imports, module, undefined))
        imports.push({ module, ...(as === undefined ? undefined : { as }) });
    },
    fresh: (name) => {
      let free = name;
      for (let count = 2; taken.has(free); count++) free = `${name}${count}`;
      taken.add(free);
      return free;
    },
    known: (kind, name, define) => {
      const known = target.code.known[kind] ?? variables.get(kind);
      if (known !== undefined) return known;
      const own = file.fresh(name);
      variables.set(kind, own);
      const made = define(own);
      defined.push(...(isList(made) ? made : [made]));
      return own;
    },
    workspace: () => file.known('workspace', 'ws', (name) => assign(name, workspaceOf(file))),
    datastore: () => file.known('datastore', 'ds', (name) => assign(name, datastoreOf(file))),
    compute: () =>
      file.known('compute', 'compute_target', (name) =>
        assign(name, member(`${file.workspace()}.compute_targets`, computeName(target))),
      ),
    mlClient: () => file.known('mlClient', 'ml_client', (name) => assign(name, mlClientOf(file))),
  };
  return file;
}

const isList = (made: Expr | readonly Expr[]): made is readonly Expr[] => Array.isArray(made[0]);
const has = (imports: readonly PythonImport[], module: string, name: string | undefined): boolean =>
  imports.some((known) => known.module === module && known.name === name);

/** `Workspace.from_config()`, or the target's by its names. */
export function workspaceOf({ target, use }: PythonWriter): Expr {
  use('azureml.core', 'Workspace');
  const { workspace, fromConfig = false } = target;
  if (!workspace || fromConfig) return call('Workspace.from_config');
  return call(
    'Workspace.get',
    keyword('name', value(workspace.name)),
    keyword('subscription_id', value(workspace.subscriptionId)),
    keyword('resource_group', value(workspace.resourceGroup)),
  );
}

/** `Datastore.get(…)`, or the workspace's default. */
export function datastoreOf(file: PythonWriter): Expr {
  if (!file.target.datastore) return call(`${file.workspace()}.get_default_datastore`);
  file.use('azureml.core', 'Datastore');
  return call('Datastore.get', file.workspace(), datastoreName(file.target));
}

/** `MLClient.from_config(…)`, or that of the target's workspace. */
export function mlClientOf({ target, use }: PythonWriter): Expr {
  use('azure.ai.ml', 'MLClient');
  use('azure.identity', 'DefaultAzureCredential');
  const { workspace, fromConfig = false } = target;
  const credential = keyword('credential', call('DefaultAzureCredential'));
  if (!workspace || fromConfig) return call('MLClient.from_config', credential);
  return call(
    'MLClient',
    credential,
    keyword('subscription_id', value(workspace.subscriptionId)),
    keyword('resource_group_name', value(workspace.resourceGroup)),
    keyword('workspace_name', value(workspace.name)),
  );
}

/** A value that is as it is: nobody changes it in passing. */
const value = (text: string) => ({ text: [text] });
