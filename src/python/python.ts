/** What a Python file says of Azure Machine Learning. Offsets count UTF-16 units from the file's start. */

export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Sdk = 'v1' | 'v2';

/** One name that an import statement brings in. */
export interface ImportedName {
  /** `azureml.core` */
  readonly module: string;
  /** Absent: the module itself is bound (`import azureml.core as core`). */
  readonly name?: string;
  /** What the file calls it: `az` of `import azureml.core as az`, `azureml.core` of `import azureml.core`; `*` for all. */
  readonly as: string;
  readonly statement: Span;
  /** The function or class that it stands in; elsewhere the name is not known. */
  readonly within?: Span;
}

/** Which workspace an expression means, as far as the file says. */
export type WorkspaceMeant =
  | { readonly from: 'config'; readonly path?: string }
  | {
      readonly from: 'names';
      readonly subscriptionId?: string;
      readonly resourceGroup?: string;
      readonly workspace?: string;
    };

/** Which datastore an expression means: by name, the workspace's default, or one that the file does not tell. */
export type DatastoreMeant =
  { readonly by: 'name'; readonly name: string } | { readonly by: 'default' } | { readonly by: 'unknown' };

/** An expression that stands for something of Azure ML: what lenses stand above, and what hovers tell of. */
export interface Place {
  readonly kind: 'workspace' | 'datastore' | 'path' | 'mlClient';
  readonly sdk: Sdk;
  /** The expression itself: `ws.get_default_datastore()`. */
  readonly span: Span;
  /**
   * The statement that holds it and begins its line; new code goes behind its last line. Where that is the head of a block
   * (`with Workspace.from_config() as ws:`), the whole block.
   */
  readonly statement: Span;
  /** White space in front of the statement, as it is written. */
  readonly indent: string;
  /** The variable it is assigned to, if it is one: `ws`, `self.ws`. Of several (`a = b = …`) the first. */
  readonly variable?: string;
  /** The names it is called by or reached through: `ws` in `Datastore.get(ws, 'images')`. */
  readonly workspaceVariable?: string;
  readonly datastoreVariable?: string;
  readonly workspace?: WorkspaceMeant;
  readonly datastore?: DatastoreMeant;
  /** Of a path: what is written, when it is a literal. */
  readonly path?: string;
}

/** A string literal, finished or not, whose content names something. */
export interface Slot {
  readonly kind: 'datastore' | 'path' | 'uri';
  /**
   * The content, without prefix and quotes. Of a literal that is not closed yet, to the end of its line, without the brackets
   * there that close those around it.
   */
  readonly content: Span;
  /** As Python reads it. */
  readonly value: string;
  /** `'`, `"`, `'''`, `"""`; `raw`: backslashes stand for themselves. */
  readonly quote: string;
  readonly raw: boolean;
  /** Of a path: the datastore that it lies in. */
  readonly datastore?: DatastoreMeant;
  readonly workspace?: WorkspaceMeant;
  /** What it is an argument of: `Datastore.get`, `Workspace.datastores`, `from_files`, `target_path=`; `azureml://` of a URI. */
  readonly of: string;
  /** Whether the path may end with a pattern (`images/**`), as `from_files` takes it. */
  readonly pattern?: true;
}

/** A call that a diagnostic may speak of. */
export interface Call {
  readonly sdk: Sdk;
  /**
   * The method or class in the SDK's words: `Datastore.upload`, `Workspace.get_default_datastore`, `DataPath.as_mount` (also of
   * `ds.path(…)`), `MLClient.datastores.get`. `Workspace.datastores` is the property, with `['x']` behind it if there is one.
   */
  readonly name: string;
  readonly span: Span;
  /** The name alone: `upload` of `ds.upload(…)`, `ScriptRunConfig` of `core.ScriptRunConfig(…)`. */
  readonly callee: Span;
  readonly datastore?: DatastoreMeant;
  readonly workspace?: WorkspaceMeant;
  /** The variable that it is called on: `ds` of `ds.upload(…)`, `self.ws` of `self.ws.datastores`. */
  readonly receiver?: string;
  /** Arguments as they are written, by keyword or by position from 0. */
  readonly args: Readonly<Record<string, Span>>;
}

/** A secret written in the code. The text itself is not kept. */
export interface SecretInCode {
  readonly kind: 'accountKey' | 'sas' | 'clientSecret' | 'password' | 'connectionString';
  /** The literal with its quotes. */
  readonly span: Span;
}

/** A variable that code at some place can use. */
export interface Variable {
  /** As code would write it: `ws`; in the methods of a class also `self.ws`. */
  readonly name: string;
  readonly kind:
    'workspace' | 'datastore' | 'path' | 'mlClient' | 'compute' | 'dataReference' | 'dataset' | 'runConfig';
  /** A datastore of one SDK is of no use to the other. */
  readonly sdk: Sdk;
  readonly workspace?: WorkspaceMeant;
  readonly datastore?: DatastoreMeant;
}

/** A statement as one who writes code behind it needs it. */
export interface Statement {
  /**
   * From its first character to its last. Of a block, its head alone with decorators, to the end of the line of its colon.
   * Of a clause that holds its code on its own line (`else: y`), to the end of all clauses: nothing may stand between them.
   */
  readonly span: Span;
  /** White space in front of its first line, as it is written. */
  readonly indent: string;
  /** Of a head: white space that lines of its block have, or would have. New code goes inside, first in the block. */
  readonly inner?: string;
}

export interface PythonFile {
  readonly imports: readonly ImportedName[];
  /** Those it imports: `azureml.*` is v1; `azure.ai.ml`, `mltable` and `azureml.fsspec` are v2. */
  readonly sdks: ReadonlySet<Sdk>;
  /** In the order of the file. */
  readonly places: readonly Place[];
  readonly slots: readonly Slot[];
  readonly calls: readonly Call[];
  readonly secrets: readonly SecretInCode[];
  /** The quote that most of its strings have; `"` when there are none. */
  readonly quote: '"' | "'";
  /** One level, as most of its blocks have it; four spaces when there are none. */
  readonly indent: string;
  /** Every name in it, so that a new one clashes with none. */
  readonly names: ReadonlySet<string>;
  /** What code at this offset can use, the nearest first. A name that has been given to something else is not there. */
  variablesAt(offset: number): readonly Variable[];
  /**
   * The innermost statement that the line of this offset is a part of, a simple one before the block that holds it. Absent on
   * blank lines, comments and what notebooks add to Python, unless they stand inside a statement.
   */
  statementAt(offset: number): Statement | undefined;
  /**
   * Where a line with a new import begins in the text from this offset on, which begins a line: 0, or where a notebook's cell
   * follows those above it. Behind the imports at the top, else behind docstring and comments (and what notebooks have there).
   * The end of a file whose last line has no line break is in the midst of that line.
   */
  importsEndFrom(start: number): number;
}

/** Reads one file again and again while it changes. */
export interface PythonReader {
  /** Parses only what differs from the text it was last given. Never throws, whatever the text is. */
  read(text: string): PythonFile;
}
