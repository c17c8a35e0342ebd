import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createBlobs, type Request } from '../../../bench/sinkBlobs.ts';

function request(method: string, target: string, more: Partial<Request> = {}): Request {
  return { method, target: `/account/container/${target}`, length: 0, goesAhead: false, ...more };
}

describe('the sink of the bench', () => {
  it('remembers how long a blob of one request and one of blocks are', () => {
    const blobs = createBlobs({ names: [], size: 0 });
    blobs.answer(request('PUT', 'a%2Fone?sig=x', { length: 5 }));
    blobs.answer(request('PUT', 'two?comp=block&blockid=1', { length: 3 }));
    blobs.answer(request('PUT', 'two?comp=block&blockid=2', { length: 4 }));
    blobs.answer(request('PUT', 'two?comp=blocklist', { length: 99 }));
    assert.deepEqual(blobs.size(), { blobs: 2, bytes: 12 });
    assert.equal(blobs.answer(request('HEAD', 'a/one')).length, 5);
  });

  it('answers a range with as many zeros', () => {
    const blobs = createBlobs({ names: ['x'], size: 10 });
    const { status, zeros, headers } = blobs.answer(request('GET', 'x', { range: { from: 6, to: 99 } }));
    assert.deepEqual([status, zeros], [206, 4]);
    assert.match(headers ?? '', /Content-Range: bytes 6-9\/10/);
  });

  it('has the MD5 of its zeros where it is asked to, for the whole, a part and the list', () => {
    const sum = createHash('md5').update(Buffer.alloc(10)).digest('base64');
    const blobs = createBlobs({ names: ['x'], size: 10, md5: true });
    assert.ok(blobs.answer(request('GET', 'x')).headers?.includes(`\r\nContent-MD5: ${sum}\r\n`));
    const part = blobs.answer(request('GET', 'x', { range: { from: 0, to: 3 } })).headers;
    assert.ok(part?.includes(`x-ms-blob-content-md5: ${sum}`));
    assert.ok(blobs.answer(request('GET', '?comp=list')).text?.includes(`<Content-MD5>${sum}<`));
    const plain = createBlobs({ names: ['x'], size: 10 });
    assert.doesNotMatch(plain.answer(request('GET', 'x')).headers ?? '', /MD5/i);
  });

  it('lists page by page', () => {
    const names = Array.from({ length: 5 }, (_, index) => `f/${index}`);
    const blobs = createBlobs({ names, size: 1 });
    const first = blobs.answer(request('GET', '?comp=list&maxresults=3')).text ?? '';
    assert.match(first, /<Name>f\/2<.*<NextMarker>f\/3<\/NextMarker>/);
    const second = blobs.answer(request('GET', '?comp=list&maxresults=3&marker=f%2F3')).text ?? '';
    assert.match(second, /<Name>f\/3<.*<Name>f\/4<.*<NextMarker><\/NextMarker>/);
  });
});
