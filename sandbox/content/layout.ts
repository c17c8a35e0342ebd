/** Names of the containers, shares and filesystems that hold the content. */
export const roots = {
  blobStore: (workspaceId: string) => `azureml-blobstore-${workspaceId}`,
  fileStore: (workspaceId: string) => `azureml-filestore-${workspaceId}`,
  artifacts: 'azureml',
  workingDirectory: 'code-391ff5ac-6576-460f-ba4d-7e03433c68b6',
  images: 'images',
  shared: 'shared-reference',
  team: 'team',
  many: 'many-files',
  awkward: 'awkward-names',
  /** What a folded `x/../../neighbour/secret.txt` in the awkward container would reach. */
  neighbour: 'neighbour',
  research: 'research',
  sensors: 'sensors',
  privateImages: 'private-images',
  privateFiles: 'private-files',
} as const;

/** One file of the content. */
export interface SeedFile {
  /** Relative to its root; opaque on Blob. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly type: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What goes into one root. */
export interface SeedRoot {
  readonly account: string;
  readonly service: 'blob' | 'file' | 'dfs';
  readonly root: string;
  readonly files: readonly SeedFile[];
  /** Folders that hold nothing; only for Files and Data Lake. */
  readonly emptyFolders?: readonly string[];
}

/** When the content was last written, as far as a service lets that be said. */
export const writtenAt = new Date('2026-03-02T09:15:00Z');
