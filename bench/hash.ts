/** The MD5 of each file in a folder, one after another: what hashing costs when nothing is moved. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

const [dir = ''] = process.argv.slice(2);
const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
  if (!entry.isFile()) continue;
  const file = openSync(join(entry.parentPath, entry.name), 'r');
  const hash = createHash('md5');
  for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
    hash.update(buffer.subarray(0, count));
  hash.digest();
  closeSync(file);
}
