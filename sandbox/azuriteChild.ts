// The child process that runs Azurite: it ends with the sandbox, however that ends, because its standard input closes.
import type * as Http from 'node:http';
import { createRequire } from 'node:module';
import { patchAzurite } from './content/azuriteCopies.ts';

process.stdout.on('error', () => undefined);
process.stdin.on('close', () => process.kill(process.pid, 'SIGTERM')).resume();
patchAzurite();
// Its option for this has no effect. After Node's five seconds a connection may close while the sandbox, on a busy machine,
// is already sending the next request over it: that ends as a 503, and the client asks once more.
const require = createRequire(import.meta.url);
const http = require('node:http') as typeof Http;
const { createServer } = http;
http.createServer = ((...all: Parameters<typeof createServer>) =>
  Object.assign(createServer(...all), { keepAliveTimeout: 300_000 })) as typeof createServer;
require('azurite/dist/src/blob/main.js');
