import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './process.ts';

/** The longest path of a socket on macOS, in bytes; Linux allows four more. */
const longestSocket = 103;
/** The longest name that VS Code gives a socket: `vscode-ipc-`, a UUID and `.sock`. */
const socketName = 'vscode-ipc-'.length + 36 + '.sock'.length;

/** A folder for the sockets and other temporary files of a program, and the variables that name it to the program. */
export interface Temporary {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly remove: () => Promise<void>;
}

/** Makes one, with a path so short that sockets fit in; it is removed when this process ends, if not before. */
export function createTemporary(): Temporary {
  const short = [tmpdir(), '/tmp'].find(
    (parent) => Buffer.byteLength(join(parent, 'azureml-XXXXXX/')) + socketName <= longestSocket,
  );
  const path = mkdtempSync(join(short ?? tmpdir(), 'azureml-'));
  const remove = atExit(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  return { path, env: { TMPDIR: path, XDG_RUNTIME_DIR: path }, remove };
}
