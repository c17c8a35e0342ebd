// The child process that runs Azurite: it ends with the sandbox, however that ends, because its standard input closes.
import { createRequire } from 'node:module';
import { patchAzurite } from './content/azuriteCopies.ts';

process.stdout.on('error', () => undefined);
process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM')).resume();
patchAzurite();
createRequire(import.meta.url)('azurite/dist/src/blob/main.js');
