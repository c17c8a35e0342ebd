import { join } from 'node:path';
import { openContent, type ContentStore } from './content.ts';
import { openTree, type Tree } from './tree.ts';

/** One service's whole memory: names in a tree, bytes beside it. */
export interface Disk {
  readonly tree: Tree;
  readonly content: ContentStore;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Opens what `dir` holds, or begins there. */
export function openDisk(dir: string, options: { foldCase: boolean }): Disk {
  const tree = openTree(dir, options);
  const content = openContent(join(dir, 'content'));
  return {
    tree,
    content,
    async clear() {
      tree.clear();
      await content.clear();
    },
    async close() {
      await content.settled();
      tree.close();
    },
  };
}
