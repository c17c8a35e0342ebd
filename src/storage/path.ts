/**
 * Paths inside a storage, relative to its root. Names come from a service and are opaque: they may hold `//`, `..`,
 * a backslash or nothing at all between two slashes, and are never normalised. `/` is the only separator.
 */

/** `''` for the root, else the folder's name with its trailing slash: `images/train/`. */
export type FolderPath = string & { readonly __path: 'folder' };
/** A file's whole name: `images/train/1.png`. A blob may even be called `images/`. */
export type FilePath = string & { readonly __path: 'file' };

/** The root of every storage. */
export const root = '' as FolderPath;

/** The folder called `name` in `parent`; `name` may hold slashes and then names a folder further down. */
export function folderIn(parent: FolderPath, name: string): FolderPath {
  return `${parent}${name}/` as FolderPath;
}

/** The file called `name` in `parent`; `name` may hold slashes and then names a file further down. */
export function fileIn(parent: FolderPath, name: string): FilePath {
  return `${parent}${name}` as FilePath;
}

/** The last segment: `train` of `images/train/`, `1.png` of `images/train/1.png`, `''` of the root. */
export function baseName(path: FolderPath | FilePath): string {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/** The folder that holds `path`; the root's parent is the root. */
export function parentOf(path: FolderPath | FilePath): FolderPath {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  // lastIndexOf takes a negative place for the first: a folder without a name would be its own parent.
  if (end <= 0) return root;
  return path.slice(0, path.lastIndexOf('/', end - 1) + 1) as FolderPath;
}

/** The last segment of a file's path, with its slash if the file's own name ends with one, unlike a folder's name. */
export function fileName(path: FilePath): string {
  return path.slice(parentOf(path).length);
}
