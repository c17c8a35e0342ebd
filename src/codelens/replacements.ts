import type { Call, PythonFile } from '../python/python.ts';

/** What SDK v2 has in place of a call of SDK v1. */
export interface Replacement {
  /** To be shown. */
  readonly text: string;
  /** What takes the place of the whole call; absent: it takes more than exchanging it. */
  readonly code?: (argument: (name: string) => string | undefined) => string | undefined;
}

/** By the methods' own names. `set_default_datastore` has none: v2 cannot do it. */
const replacements: Readonly<Record<string, (mlClient: string) => Replacement>> = {
  'Workspace.from_config': () => ({ text: 'MLClient.from_config(DefaultAzureCredential())' }),
  'Workspace.get': () => ({ text: 'MLClient(DefaultAzureCredential(), …)' }),
  'Workspace.get_default_datastore': (mlClient) => {
    const code = `${mlClient}.datastores.get_default()`;
    return { text: code, code: () => code };
  },
  'Datastore.get_default': (mlClient) => {
    const code = `${mlClient}.datastores.get_default()`;
    return { text: code, code: () => code };
  },
  'Datastore.get': (mlClient) => ({
    text: `${mlClient}.datastores.get(…)`,
    code: (argument) => {
      const name = argument('datastore_name') ?? argument('1');
      return name === undefined ? undefined : `${mlClient}.datastores.get(${name})`;
    },
  }),
  'Workspace.datastores': (mlClient) => ({ text: `${mlClient}.datastores.list()` }),
  'Datastore.unregister': (mlClient) => ({ text: `${mlClient}.datastores.delete(…)` }),
  'DataPath.as_mount': () => ({
    text: 'Input(type=AssetTypes.URI_FOLDER, path="azureml://…", mode=InputOutputModes.RO_MOUNT)',
  }),
  'DataPath.as_download': () => ({
    text: 'Input(type=AssetTypes.URI_FOLDER, path="azureml://…", mode=InputOutputModes.DOWNLOAD)',
  }),
  'DataPath.as_upload': () => ({
    text: 'Output(type=AssetTypes.URI_FOLDER, path="azureml://…", mode=InputOutputModes.UPLOAD)',
  }),
  ScriptRunConfig: () => ({ text: 'command(code=…, command=…, inputs=…)' }),
};

/** `undefined`: SDK v2 has nothing for it. */
export function replacementOf(file: PythonFile, call: Call): Replacement | undefined {
  const variable = file.variablesAt(call.span.from).find(({ kind }) => kind === 'mlClient');
  const made = replacements[call.name]?.(variable?.name ?? 'ml_client');
  if (!made?.code || variable) return made;
  // Without a client at hand, exchanging the call alone would not run.
  return { text: made.text };
}
