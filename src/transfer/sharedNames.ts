import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { FilePath, FolderPath } from '../storage/path.ts';

/**
 * Tells which names stand below a file: where a folder is only a slash in a name, `a` and `a/b` can both be files.
 * Wants the names in their own order, as the services that allow it list them, and keeps no more than one branch of them.
 */
export function createSharedNames(): {
  /** The file that has the name of a folder above `path`, if there is one. */
  readonly fileAbove: (path: FilePath | FolderPath) => string | undefined;
} {
  let branch: string[] = [];
  return {
    fileAbove: (path) => {
      branch = branch.filter((name) => path.startsWith(name));
      const above = branch.find((name) => path.startsWith(`${name}/`));
      if (!path.endsWith('/')) branch.push(path);
      return above;
    },
  };
}

/** Refuses what is in the folder that shares its name with `file`; `where` is the storage that cannot hold both. */
export function sharedName(file: string, where: string): Failure {
  const sentence = t(
    '“{0}” is a file and “{1}” a folder; {2} cannot hold both under one name. Rename one of them, or transfer the folder by itself to another place.',
    file,
    `${file}/`,
    where,
  );
  return new Failure('alreadyExists', sentence);
}
