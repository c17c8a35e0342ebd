import { file } from './files.ts';
import type { SeedFile } from './layout.ts';

const marker = (path: string): SeedFile => ({
  path,
  bytes: Buffer.alloc(0),
  type: 'application/octet-stream',
  metadata: { hdi_isfolder: 'true' },
});
const empty = (path: string): SeedFile => ({
  path,
  bytes: Buffer.alloc(0),
  type: 'application/octet-stream',
});

/** What every awkward name stands beside, and must never be changed through one of them. */
export const victim = 'victim';
export const victimText = 'I am the victim. Nobody may change me through another name.\n';

/** Names that fold onto something else when they are read as a path. */
export const folding = [
  'sub/../victim',
  'x/../../y',
  'x/../../neighbour/secret.txt',
  './victim',
  '../up.txt',
  'here/./dot.txt',
  'deep/../../../../../etc/passwd',
];

/** Names that the service takes although many a client does not. */
export const plain = [
  ...['a//b', '/leading-slash.txt', 'two///slashes.txt', 'C:drive.txt'],
  ...[
    'con.txt',
    'aux',
    'nul.json',
    'COM1/data.csv',
    'trailing dot.',
    'dots in folder./inside.txt',
    'trailing space ',
    ' leading space',
  ],
  ...['📷 emoji.png', 'naïve café.txt', 'cafe\u0301.txt', '日本語/データ.csv', 'עברית.txt'],
  ...[
    'percent%20sign.txt',
    'sub%2F..%2Fvictim',
    '100%.txt',
    'plus+sign.txt',
    'hash#tag.txt',
    'question?mark.txt',
    'amp&ersand=1.txt',
  ],
  ...[
    'quote".txt',
    "apostrophe'.txt",
    'a:b|c<d>e*f.txt',
    '$dollar `tick`.txt',
    '{braces} [brackets].txt',
    'semi;colon,comma.txt',
    '~tilde',
    '-dash',
    'new\nline.txt',
    'tab\there.txt',
  ],
  ...['Readme.txt', 'README.txt', 'both', 'both/inside.txt', 'dotfile/.hidden', '...', 'three/.../dots.txt'],
];

/**
 * Put by these names, but Azurite keeps a slash for each backslash and says that the service does the same (not
 * confirmed elsewhere): a listing shows `back/slash`, and either name reads it.
 */
export const backslashed = ['back\\slash', 'folder\\with/back.txt'];

/** As long as people make them: one segment of 900, and many that make 900 together. */
export const long = [
  `${'n'.repeat(896)}.txt`,
  `${Array.from({ length: 30 }, (_, index) => `folder-with-a-long-name-${String(index).padStart(3, '0')}`).join('/')}/${'f'.repeat(56)}.txt`,
];

/** The content of the container of awkward names. Each file holds its own name, so that a mix-up shows. */
export function awkwardFiles(): SeedFile[] {
  const named = [...folding, ...plain, ...backslashed, ...long].map((path) => ({
    ...file(path, `${path}\n`),
    type: 'text/plain',
  }));
  return [
    { ...file(victim, victimText), type: 'text/plain' },
    ...named,
    marker('stub_folder'),
    file('stub_folder/inside.txt', 'inside a folder with a marker\n'),
    marker('empty_stub_folder'),
    empty('slash_marker/'),
    empty('empty/nested/marker/'),
    empty('empty_file.txt'),
  ];
}
