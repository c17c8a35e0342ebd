import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { isFailure } from '../../../src/common/failure.ts';
import { diskName, localSegmentsOf, nameOfDisk } from '../../../src/storage/localNames.ts';
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
    [`x/${'y'.repeat(256)}`, /“y{40}…” is longer than a name on this disk may be\. Give it another name/],
    [Array(50).fill('z'.repeat(100)).join('/'), /its whole path would be longer than this system allows/],
    ['half\ud800', /half of a character/],
  ] as const) {
    it(`says why a disk cannot hold it: ${JSON.stringify(name.slice(0, 10))}`, () => {
      assert.match(
        said(() => localSegmentsOf('/data', name as FilePath, 'linux')),
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
    ['/data', ...localSegmentsOf('/data', path as FilePath, platform)].join('/');

  it('never lead out of the folder', () => {
    const segment = fc.constantFrom('..', '.', '', 'a', '...', '/', '\\', '\0', 'b/c', 'C:', '..\\..');
    for (const platform of ['linux', 'win32'] as const) {
      fc.assert(
        fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
          let place: string;
          try {
            place = on(platform)(segments.join('/'));
          } catch (error) {
            return isFailure(error, 'invalidInput');
          }
          const system = platform === 'win32' ? win32 : posix;
          return system.normalize(place) === place.replaceAll('/', system.sep);
        }),
      );
    }
  });

  it('are refused when they are absolute, empty in a part, or hold a NUL', () => {
    for (const name of ['/etc/passwd', 'a//b', '..', 'a/../b', 'a\0'])
      for (const platform of ['linux', 'darwin', 'win32'] as const) invalid(() => on(platform)(name));
  });

  it('are refused when they are too long, by the bytes that they take, or by characters on Windows', () => {
    invalid(() => on('linux')('ü'.repeat(128)));
    on('linux')('ü'.repeat(127));
    on('win32')('ü'.repeat(255));
    invalid(() => on('win32')(`${'x'.repeat(253)}:`)); // three characters for the one
  });

  for (const [name, kept] of [
    ['con', '%63on'],
    ['CON.txt', '%43ON.txt'],
    ['com1.log', '%63om1.log'],
    ['nul .txt', '%6Eul .txt'],
    ['console', 'console'],
    ['com10', 'com10'],
    ['a:b', 'a%3Ab'],
    ['C:', 'C%3A'],
    ['back\\slash', 'back%5Cslash'],
    ['"<|>*?\t', '%22%3C%7C%3E%2A%3F%09'],
    ['dot.', 'dot%2E'],
    ['dots...', 'dots..%2E'],
    ['space ', 'space%20'],
    ['aux.', 'aux%2E'],
    ['.git', '.git'],
    ['a.b c', 'a.b c'],
    ['100% real', '100% real'],
    ['50%3A50', '50%253A50'],
    ['50%253A50', '50%25253A50'],
    ['a%2Fb', 'a%2Fb'],
    ['a%2Eb', 'a%2Eb'],
    ['a%2E', 'a%252E'],
    ['%63on', '%2563on'],
    ['%63onsole', '%63onsole'],
    ['%25', '%25'],
  ] as const) {
    it(`are kept on Windows so that they can be read back: ${JSON.stringify(name)} as ${kept}`, () => {
      assert.equal(diskName(name, 'win32'), kept);
      assert.equal(nameOfDisk(kept, 'win32'), name);
    });
  }

  it('stay as they are elsewhere, also those that look like kept ones', () => {
    for (const platform of ['linux', 'darwin'] as const) {
      for (const name of ['con', 'a:b', 'dot.', 'a%3Ab', '%63on', 'back\\slash']) {
        assert.equal(diskName(name, platform), name);
        assert.equal(nameOfDisk(name, platform), name);
      }
    }
  });

  const pieces = [
    'con',
    'CON',
    'nul',
    'com1',
    'lpt²',
    'conin$',
    '.',
    ' ',
    ':',
    '?',
    '*',
    '\\',
    '"',
    '\x01',
    '\x1f',
    '%',
  ].concat([
    '25',
    '3A',
    '5C',
    '2E',
    '20',
    '63',
    '43',
    '6E',
    '01',
    '00',
    'ff',
    '3a',
    'a',
    'txt',
    '😀',
    '\x7f',
  ]);
  const names = fc
    .oneof(
      {
        weight: 3,
        arbitrary: fc
          .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 })
          .map((all) => all.join('')),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1 }) },
    )
    .filter((name) => !/^\.{1,2}$|[/\0]|\p{Surrogate}/u.test(name));
  /** What Windows does not hold. */
  const refused = (name: string): boolean =>
    // eslint-disable-next-line no-control-regex -- Windows refuses exactly these
    /[\\/:*?"<>|\u0000-\u001f]|[. ]$/.test(name) ||
    /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i.test(name);

  it('are all legal on Windows and come back exactly', () => {
    fc.assert(
      fc.property(names, (name) => {
        const kept = diskName(name, 'win32');
        return !refused(kept) && nameOfDisk(kept, 'win32') === name;
      }),
      { numRuns: 20_000 },
    );
  });

  it('are one for every file that a Windows disk holds, and lead back to it', () => {
    fc.assert(
      fc.property(
        names.filter((kept) => !refused(kept)),
        (kept) => diskName(nameOfDisk(kept, 'win32'), 'win32') === kept,
      ),
      { numRuns: 20_000 },
    );
  });
});
