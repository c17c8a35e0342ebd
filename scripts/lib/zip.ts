import { inflateRawSync } from 'node:zlib';

const endMark = Buffer.from('PK\x05\x06', 'latin1');

/** The files in an archive, unpacked. Reads the plain form that VSIX packages have: no encryption, no zip64. */
export function* unzip(archive: Buffer): Generator<{ readonly name: string; readonly content: Buffer }> {
  const end = archive.lastIndexOf(endMark);
  if (end < 0) throw new Error('This is no zip archive, or not a whole one.');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const [method, packed] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field));
    const header = archive.readUInt32LE(at + 42);
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const content = archive.subarray(start, start + packed);
    const name = archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    yield { name, content: method === 0 ? content : inflateRawSync(content) };
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
}
