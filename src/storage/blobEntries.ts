import { baseName, fileName, type FilePath, type FolderPath } from './path.ts';
import { quoted } from './service.ts';
import type { Entry, FolderEntry } from './storage.ts';
import { modifiedOf, timesOf } from './times.ts';

/** Whether a blob only says that a folder is there: the convention of Data Lake, AzCopy, rclone and Hadoop. */
export function isMarker(metadata: Readonly<Record<string, string>> | undefined): boolean {
  return Object.entries(metadata ?? {}).some(
    ([name, value]) => name.toLowerCase() === 'hdi_isfolder' && value.toLowerCase() === 'true',
  );
}

/** What anybody looks at of a blob in a listing. */
export interface ListedBlob {
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly properties: {
    readonly contentLength?: number;
    readonly lastModified?: Date;
    readonly etag?: string;
    readonly contentMD5?: Uint8Array;
  };
}

function folderEntry(name: string, modified?: Date): FolderEntry {
  const path = (name.endsWith('/') ? name : `${name}/`) as FolderPath;
  return { kind: 'folder', path, name: baseName(path), ...(modified && { modified }) };
}

/** What a blob of a listing, or a blob that was asked for, is to everybody else. */
export function blobEntry(
  name: string,
  metadata: Readonly<Record<string, string>> | undefined,
  properties: ListedBlob['properties'],
): Entry {
  if (isMarker(metadata)) return folderEntry(name, modifiedOf(metadata, properties.lastModified));
  const path = name as FilePath;
  const { contentLength = 0, etag, contentMD5: md5 } = properties;
  const entry = { kind: 'file', path, name: fileName(path), size: contentLength } as const;
  const times = timesOf(metadata, properties.lastModified);
  return { ...entry, ...times, ...(etag !== undefined && { etag: quoted(etag) }), ...(md5 && { md5 }) };
}

/** The blobs and prefixes of one page, markers as folders, each folder once, and never `folder` itself. */
export function entriesOf(
  folder: FolderPath,
  blobs: readonly ListedBlob[],
  prefixes: readonly { readonly name: string }[] = [],
): Entry[] {
  const entries: Entry[] = [];
  const folders = new Set<string>(prefixes.map(({ name }) => name));
  for (const name of folders) entries.push(folderEntry(name));
  for (const { name, metadata, properties } of blobs) {
    const entry = blobEntry(name, metadata, properties);
    if (entry.kind === 'folder') {
      if (entry.path === folder || folders.has(entry.path)) continue;
      folders.add(entry.path);
    }
    entries.push(entry);
  }
  return entries;
}
