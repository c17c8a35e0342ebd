import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFailure } from '../../../src/common/failure.ts';
import { localPathOf } from '../../../src/storage/localNames.ts';
import { addressOf, fileSegmentsOf, segmentsOf, shareSegmentsOf } from '../../../src/storage/names.ts';
import type { FilePath } from '../../../src/storage/path.ts';

const root = 'https://contoso.blob.core.windows.net/container';
const invalid = (work: () => unknown): void =>
  assert.throws(work, (error) => isFailure(error, 'invalidInput'));

describe('addresses of names', () => {
  it('decode to exactly the name, whatever it holds, or are refused', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '//',
      '%2e',
      '%2F',
      '%',
      '?',
      '#',
      '\\',
      'victim',
      ' ',
      '+',
      "'",
      '\ud800',
      '\t',
      'ü',
    );
    const names = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(names, (name) => {
        let address: string;
        try {
          address = addressOf(root, name);
        } catch (error) {
          return isFailure(error, 'invalidInput');
        }
        const { origin, pathname, search, hash } = new URL(address);
        const within = `${origin}${pathname}`.startsWith(`${root}/`) && search === '' && hash === '';
        return within && decodeURIComponent(pathname.slice('/container/'.length)) === name;
      }),
      { numRuns: 2000 },
    );
  });

  it('keep the name in one segment', () => {
    assert.equal(addressOf(root, 'sub/../victim'), `${root}/sub%2F..%2Fvictim`);
    assert.equal(addressOf(root, 'a//b'), `${root}/a%2F%2Fb`);
  });

  it('do not exist for names that fold even when they are encoded, or that the services change', () => {
    for (const name of ['.', '..', '', 'back\\slash', '\ud800']) invalid(() => addressOf(root, name));
  });
});

describe('a name that is refused', () => {
  const said = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (isFailure(error, 'invalidInput')) return error.message;
    }
    return 'it was not refused';
  };
  for (const [name, part] of [
    ['a/../b', /it has the part “\.\.”/],
    ['./a', /it has the part “\.”/],
    ['a//b', /an empty part/],
    ['a\0', /the character NUL/],
    ['dir/', /ends with a slash/],
    ['', /it is empty/],
  ] as const) {
    it(`says which part of it is the trouble where folders are real: ${JSON.stringify(name)}`, () => {
      assert.match(
        said(() => fileSegmentsOf(name as FilePath, `here: ${name}`)),
        part,
      );
    });
  }
  for (const [name, part] of [
    ['..', /it is “\.\.”/],
    ['.', /it is “\.”/],
    ['a\\b', /a backslash/],
    ['\ud800x', /half of a character/],
    ['', /it is empty/],
  ] as const) {
    it(`says which part of it is the trouble on Blob: ${JSON.stringify(name)}`, () => {
      assert.match(
        said(() => addressOf(root, name)),
        part,
      );
    });
  }
  for (const [name, part] of [
    ['x/dot.', /ends with “\.”/],
    ['space ', /ends with “ ”/],
    ['a:b', /holds “:”/],
    ['back\\slash', /holds “\\”/],
  ] as const) {
    it(`says which part of it Windows does not allow: ${JSON.stringify(name)}`, () => {
      assert.match(
        said(() => localPathOf('C:\\data', name as FilePath, 'win32')),
        part,
      );
    });
  }
});

describe('names where folders are real', () => {
  it('have no empty, dot or dot-dot segments', () => {
    for (const path of ['a//b', '/a', '../a', 'a/./b', 'a/..', '.', 'a\0b'])
      invalid(() => segmentsOf(path as FilePath, path));
    assert.deepEqual(segmentsOf('a/b' as FilePath, ''), ['a', 'b']);
  });

  it('keep the rules of Azure Files', () => {
    for (const path of ['a:b', 'a/b?', 'x'.repeat(256), 'tab\t', 'a\\b'])
      invalid(() => shareSegmentsOf(path as FilePath, path));
    assert.deepEqual(shareSegmentsOf('ü/trailing.' as FilePath, ''), ['ü', 'trailing.']);
  });
});

describe('names on a local disk', () => {
  const on = (platform: NodeJS.Platform) => (path: string) =>
    localPathOf('/data', path as FilePath, platform);

  it('never lead out of the folder', () => {
    const segment = fc.constantFrom('..', '.', '', 'a', '...', '/', '\\', '\0', 'b/c');
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
        try {
          return `${on('linux')(segments.join('/'))}/`.startsWith('/data/');
        } catch (error) {
          return isFailure(error, 'invalidInput');
        }
      }),
    );
  });

  it('are refused on Windows when it would take them for something else', () => {
    const refused = [
      'con',
      'CON.txt',
      'nul',
      'com1.log',
      'LPT9',
      'a:b',
      'back\\slash',
      'dot.',
      'space ',
      'a*b',
      'x/aux/y',
      '"q"',
      'con .txt',
    ];
    for (const name of refused) invalid(() => on('win32')(name));
    for (const name of ['console', 'com10', 'a b', '.git', 'ü']) on('win32')(name);
    for (const name of refused.filter((name) => name !== 'x/aux/y'))
      assert.equal(on('linux')(name), `/data/${name}`);
  });

  it('are refused when they are too long, by the bytes that they take', () => {
    invalid(() => on('linux')('ü'.repeat(128)));
    on('linux')('ü'.repeat(127));
  });
});
