// The commands that work on code, in one chunk.
export { insertOfFamily, insertSnippet } from './insertSnippet.ts';
export { moreForLine } from './moreForLine.ts';
export { revealInTree } from './revealInTree.ts';
export { uploadHere } from './uploadHere.ts';
