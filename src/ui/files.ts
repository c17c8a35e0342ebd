import { Disposable, workspace, type Uri } from 'vscode';

/** The text of a file of so many bytes at most; `undefined`: it is longer, is not there, or cannot be read. */
export async function readSmallFile(uri: Uri, longest: number): Promise<string | undefined> {
  try {
    if ((await workspace.fs.stat(uri)).size > longest) return undefined;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/**
 * Tells of files of a pattern that come, change and go. Of a folder that goes, nothing is told of what was in it: `holds`
 * says whether that would matter.
 */
export function watchFiles(
  pattern: string,
  onChange: () => void,
  holds: (folder: Uri) => boolean,
): Disposable {
  const watcher = workspace.createFileSystemWatcher(pattern);
  const folders = workspace.createFileSystemWatcher('**', true, true);
  return Disposable.from(
    watcher,
    watcher.onDidCreate(onChange),
    watcher.onDidChange(onChange),
    watcher.onDidDelete(onChange),
    folders,
    folders.onDidDelete((folder) => {
      if (holds(folder)) onChange();
    }),
  );
}
