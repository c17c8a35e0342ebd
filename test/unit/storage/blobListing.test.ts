import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { readListing } from '../../../src/storage/blobListing.ts';

const begin = '\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="c"><Blobs>';
const end = (marker: string) => `</Blobs><NextMarker>${marker}</NextMarker></EnumerationResults>`;
const blob = (name: string, properties = '', metadata = '') =>
  `<Blob>${name}<Properties>${properties}</Properties>${metadata}<OrMetadata /></Blob>`;

/** Comes in pieces of `size` bytes, so that names and letters are cut in two. */
const listing = (text: string, size = 7) => {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  const pieces = Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
  return readListing(Readable.from(pieces));
};

describe('a page of blobs', () => {
  it('is read with what anybody looks at', async () => {
    const all = [
      '<Creation-Time>Wed, 01 Jan 2025 00:00:00 GMT</Creation-Time>',
      '<Last-Modified>Thu, 01 Jan 2026 00:00:00 GMT</Last-Modified><Etag>0x8D</Etag>',
      '<Content-Length>12</Content-Length><Content-MD5>AAECAwQFBgcICQoLDA0ODw==</Content-MD5>',
    ].join('');
    const metadata = '<Metadata><mtime>now &amp; then</mtime></Metadata>';
    const { blobs, next } = await listing(
      begin + blob('<Name>a/é &lt;1&gt;.txt</Name>', all, metadata) + end('2!8'),
    );
    assert.equal(next, '2!8');
    assert.deepEqual(blobs, [
      {
        name: 'a/é <1>.txt',
        properties: {
          lastModified: new Date('2026-01-01T00:00:00Z'),
          etag: '0x8D',
          contentLength: 12,
          contentMD5: Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
        },
        metadata: { mtime: 'now & then' },
      },
    ]);
  });

  it('decodes names that XML cannot hold', async () => {
    const { blobs } = await listing(begin + blob('<Name Encoded="true">a%EF%BF%BFb%20c</Name>') + end(''));
    assert.deepEqual(
      blobs.map(({ name }) => name),
      ['a\uffffb c'],
    );
  });

  it('takes no metadata for what it is called like', async () => {
    const metadata =
      '<Metadata><Name>x</Name><Blob>y</Blob><Properties>z</Properties><NextMarker>m</NextMarker></Metadata>';
    const { blobs, next } = await listing(
      begin + blob('<Name>n</Name>', '<Content-MD5 />', metadata) + end(''),
    );
    assert.equal(next, undefined);
    const expected = { Name: 'x', Blob: 'y', Properties: 'z', NextMarker: 'm' };
    assert.deepEqual(blobs, [{ name: 'n', properties: {}, metadata: expected }]);
  });

  it('may be empty', async () => {
    const empty =
      '<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs /><NextMarker /></EnumerationResults>';
    assert.deepEqual(await listing(empty), { blobs: [] });
  });

  for (const [what, text] of [
    ['is cut off', begin + blob('<Name>n</Name>')],
    ['is no XML', '{"error": "busy"}'],
    ['is another document', '<html></html>'],
    ['is nothing', ''],
  ] as const)
    it(`fails, to be asked for once more, if it ${what}`, () =>
      assert.rejects(listing(text), { code: 'PARSE_ERROR' }));
});
