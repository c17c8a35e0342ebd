/** Text to copy, with placeholders for secrets. */
export interface SnippetText {
  readonly title: string;
  readonly language: Language;
  readonly text: string;
}

export type Language = 'python' | 'yaml' | 'json' | 'shell';

/** `cli`: the `az ml` command line and its files. */
export type SnippetSdk = 'v1' | 'v2' | 'cli';

/** What a snippet speaks of. There is no member for a secret, so none can get into a text. */
export interface SnippetTarget {
  /** Absent: the code reads it from `config.json`. */
  readonly workspace?: SnippetWorkspace | undefined;
  /** Whether `config.json` says the workspace: the SDKs read it themselves, and only URIs and commands have to be told. */
  readonly fromConfig?: boolean | undefined;
  /** Absent: the workspace's default. */
  readonly datastore?: SnippetDatastore | undefined;
  /** Relative to the datastore's root: `''` is the root, and a folder's ends with a slash. */
  readonly path: string;
  /** A compute target; absent: a placeholder. */
  readonly compute?: string | undefined;
  /** Of the file that the code goes into. */
  readonly code: CodeStyle;
}

export interface SnippetWorkspace {
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

export interface SnippetDatastore {
  readonly name: string;
  /** The service's word: `AzureBlob`. */
  readonly type: string;
}

/** How a file is written, and the names in it that new code can use. */
export interface CodeStyle {
  readonly quote: '"' | "'";
  /** One level. */
  readonly indent: string;
  /** Variables that are there already; what is absent is defined by the snippet itself. */
  readonly known: Readonly<Partial<Record<KnownName, string>>>;
  /** Names that a new variable must not have. */
  readonly taken: ReadonlySet<string>;
}

/** `runConfig`: a `RunConfiguration`, which a `ScriptRunConfig` holds as `run_config`. */
export type KnownName =
  'workspace' | 'datastore' | 'mlClient' | 'compute' | 'dataReference' | 'dataset' | 'runConfig';

/** A value that a user may want to change once it is inserted. */
export interface Stop {
  readonly stop: StopKind;
  /** As people and services say it; it is quoted where it is written. */
  readonly value: string;
}

/** What a stop is chosen from: names that Azure lists, or nothing but the value. */
export type StopKind = 'datastore' | 'compute' | 'path' | 'text';

/** One literal that is put together: `azureml://datastores/` and a name. Its parts are what it means, not how it is written. */
export interface Text {
  readonly text: readonly (string | Stop)[];
}

/** Code as it is, and values that are quoted in the language's way when it is written. */
export type Piece = string | Stop | Text;

export interface PythonImport {
  readonly module: string;
  /** Absent: `import <module>`. */
  readonly name?: string;
  /** `pd` of `import pandas as pd`. */
  readonly as?: string;
}

export interface Code {
  /** Of Python: what the code needs imported. */
  readonly imports: readonly PythonImport[];
  /** Joined they are the code: lines end with `\n`, one level of indentation is a tab, and nothing ends it. */
  readonly pieces: readonly Piece[];
}

/** Code that does one thing, written anew for each target. */
export interface Snippet {
  /** `v1.dataReference.mount`: unique, and stable over versions. */
  readonly id: string;
  /** What completion offers it for: `aml-datareference-mount`; unique. */
  readonly prefix: string;
  readonly title: () => string;
  readonly sdk: SnippetSdk;
  readonly language: Language;
  /** The same in SDK v2 for what is of v1, by id, or why there is no such thing. */
  readonly twin?: string | { readonly none: () => string };
  /** The least that it speaks of; what it speaks of more is a placeholder where the target has none. */
  readonly about: 'workspace' | 'datastore' | 'path';
  /** Why it cannot be for this target, with what to use instead, as sentences; `undefined`: it can. */
  refusal(target: SnippetTarget): string | undefined;
  /** All of the code: it defines what it needs and the target's file has not. Meaningless where it is refused. */
  render(target: SnippetTarget): Code;
}
