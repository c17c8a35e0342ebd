import { Disposable, workspace } from 'vscode';
import { configPattern, keyOf, longestConfig, parseWorkspaceConfig } from '../azureml/workspaceReference.ts';
import type { Log } from '../common/log.ts';
import { readSmallFile, watchFiles } from '../ui/files.ts';
import type { Detected } from './top.ts';

/** Where the SDKs put it, and the studio's download; other files of that name are many, and do not crowd these out. */
const patterns = ['{config.json,**/.azureml/config.json,**/aml_config/config.json}', '*/config.json'];
/** Of each pattern: files that are read before it is known whether they name a workspace. */
const most = 100;

/** The files in the opened folders that name a workspace, found anew whenever one of them changes. */
export interface ConfigFiles {
  /** Those found so far, each workspace once. */
  readonly found: () => readonly Detected[];
  /** Begins to look, the first time it is called. */
  watch(): void;
  dispose(): void;
}

export function createConfigFiles(onChange: () => void, log: Log): ConfigFiles {
  let found: readonly Detected[] = [];
  let watching: Disposable | undefined;
  let looking: Promise<void> | undefined;
  let again = false;

  function look(): void {
    again = true;
    looking ??= lookUntilSettled()
      .catch((error: unknown) => log.warn(`Looking for config.json: ${String(error)}`))
      .finally(() => (looking = undefined));
  }

  async function lookUntilSettled(): Promise<void> {
    while (again) {
      again = false;
      const now = await detect();
      if (JSON.stringify(now) === JSON.stringify(found)) continue;
      found = now;
      onChange();
    }
  }

  return {
    found: () => found,
    watch() {
      if (watching) return;
      watching = Disposable.from(
        watchFiles(configPattern, look, (folder) => {
          const path = `${workspace.asRelativePath(folder)}/`;
          return found.some(({ file }) => file.startsWith(path));
        }),
        workspace.onDidChangeWorkspaceFolders(look),
      );
      look();
    },
    dispose: () => void watching?.dispose(),
  };
}

async function detect(): Promise<readonly Detected[]> {
  const found = await Promise.all(
    patterns.map((pattern) => workspace.findFiles(pattern, '**/node_modules/**', most)),
  );
  const named: Detected[] = [];
  for (const uri of found.flat()) {
    const text = await readSmallFile(uri, longestConfig);
    const name = text === undefined ? undefined : parseWorkspaceConfig(text);
    if (name) named.push({ name, file: workspace.asRelativePath(uri) });
  }
  named.sort((a, b) => a.file.length - b.file.length || a.file.localeCompare(b.file));
  const first = new Map<string, Detected>();
  for (const each of named) if (!first.has(keyOf(each.name))) first.set(keyOf(each.name), each);
  return [...first.values()];
}
