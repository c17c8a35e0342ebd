import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { t } from '@vscode/l10n';
import ignore, { type Ignore, type Options } from 'ignore';
import { Failure } from '../common/failure.ts';
import { localFailure } from './localFailures.ts';

/** What ignore files say about the members of one folder. */
export interface IgnoreRules {
  /** Whether the member that the disk calls `name` is left out. */
  ignores(name: string, isFolder: boolean): boolean;
  /** The rules for the members of the folder `name`: these, and what its own ignore file adds. */
  within(name: string): Promise<IgnoreRules>;
}

/** In bytes; what is larger was not written by hand. */
const largest = 1024 * 1024;
/** So many answers are remembered at most, though a walk may ask for millions. */
const remembered = 10_000;
/** No file is called so: a rule that leaves it out leaves out everything beside it. */
const anyName = '\u{10fffd}';

/**
 * The rules for the members of the folder at `place`, an absolute path. `.amlignore` is read instead of `.gitignore`
 * where both are, as both SDKs of Azure ML do; unlike them, files in the folders below and above count as well.
 *
 * Above, that is up to the root of the Git repository, which is as far as Git looks. Outside of a repository only
 * `.amlignore` counts there: a `.gitignore` means nothing to the folders of somebody's home. A rule from above that
 * would leave out `place` as a whole does not count: it was selected. `.git` itself is always left out.
 */
export async function ignoreRulesFor(
  place: string,
  platform: NodeJS.Platform = process.platform,
): Promise<IgnoreRules> {
  const above: string[] = [];
  let top = place;
  let inRepository = await exists(join(top, '.git'));
  for (; !inRepository && dirname(top) !== top; inRepository = await exists(join(top, '.git'))) {
    top = dirname(top);
    above.unshift(top);
  }
  const options = { ignoreCase: platform === 'win32' || platform === 'darwin' };
  const prefixOf = (folder: string): string =>
    folder === top ? '' : `${relative(top, folder).split(sep).join('/')}/`;
  const prefix = prefixOf(place);
  const lines: string[] = [];
  for (const folder of above) {
    const rules = prefixed(await linesIn(folder, inRepository), prefixOf(folder));
    lines.push(...rules.filter((line) => !ignore(options).add([line]).ignores(`${prefix}${anyName}`)));
  }
  lines.push(...prefixed(await linesIn(place), prefix));
  return rulesIn(place, prefix, createMatcher(options, lines));
}

type Matcher = ReturnType<typeof createMatcher>;

function createMatcher(options: Options, lines: readonly string[], above: Ignore = ignore(options)) {
  let rules = ignore(options).add(above).add(lines);
  let asked = 0;
  return {
    add: (more: readonly string[]) => createMatcher(options, more, rules),
    ignores(path: string): boolean {
      asked += 1;
      if (asked % remembered === 0) rules = ignore(options).add(rules); // It remembers every path it was asked about.
      return rules.ignores(path);
    },
  };
}

function rulesIn(place: string, prefix: string, matcher: Matcher): IgnoreRules {
  return {
    ignores: (name, isFolder) => name === '.git' || matcher.ignores(`${prefix}${name}${isFolder ? '/' : ''}`),
    within: async (name) => {
      const inner = join(place, name);
      const innerPrefix = `${prefix}${name}/`;
      const lines = prefixed(await linesIn(inner), innerPrefix);
      return rulesIn(inner, innerPrefix, lines.length === 0 ? matcher : matcher.add(lines));
    },
  };
}

/** The lines of the ignore file that counts in `folder`. */
async function linesIn(folder: string, git = true): Promise<string[]> {
  const found = await textOf(join(folder, '.amlignore'));
  const text = found ?? (git ? await textOf(join(folder, '.gitignore')) : undefined);
  return text?.replace(/^\ufeff/, '').split(/\r?\n/) ?? [];
}

/** What a file holds, or `undefined` if there is none; what cannot be read may not be taken for nothing. */
async function textOf(place: string): Promise<string | undefined> {
  try {
    const found = await stat(place);
    if (!found.isFile()) return undefined;
    if (found.size <= largest) return await readFile(place, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw localFailure(error, place);
  }
  throw new Failure('invalidInput', t('{0} is too large for a list of what to ignore.', place));
}

async function exists(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}

/** The same rules, said from the folder that `prefix` leads down from. Leaves out what is no rule. */
function prefixed(lines: readonly string[], prefix: string): string[] {
  const start = prefix.replace(/[\\*?[\]!# ]/g, '\\$&');
  return lines.flatMap((line) => {
    let end = line.length;
    while (line[end - 1] === ' ' && line[end - 2] !== '\\') end -= 1;
    const not = line.startsWith('!') ? '!' : '';
    const body = line.slice(not.length, end);
    if (body === '' || body === '/' || line.startsWith('#')) return [];
    const slash = body.indexOf('/');
    const anchored = slash >= 0 && slash < body.length - 1;
    const rest = body.startsWith('/') ? body.slice(1) : body;
    return [`${not}/${start}${anchored ? '' : '**/'}${rest}`];
  });
}
