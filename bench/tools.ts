import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildTransfer, root } from '../scripts/build.ts';
import { azcopy, knowsMd5, ours, type Client } from './clients.ts';
import { floor, pythonSdk, rclone } from './otherTools.ts';

/** The programs that are measured, ready to run. */
export interface Tools {
  /** By the names of `--clients`, `rclone` and `python`; those that cannot be had are left out. */
  readonly plain: (names: readonly string[]) => Client[];
  /** Ours and AzCopy, where both write MD5 and check it; absent where a build of ours cannot choose. */
  readonly md5: { readonly ours: Client; readonly azcopy: Client | undefined } | undefined;
  /** The build of the command that is measured. */
  readonly bundle: string;
}

/**
 * Builds or finds each program that is wanted; says what cannot be had and why. The builds of ours are copies, so that nobody
 * changes them meanwhile.
 */
export async function prepareTools(
  wanted: ReadonlySet<string>,
  temporary: string,
  { bundle, say }: { bundle: string | undefined; say: (sentence: string) => void },
): Promise<Tools> {
  const clients = new Map<string, Client>();
  const tryTo = async <T>(name: string, prepare: () => Promise<T>): Promise<T | undefined> => {
    if (!wanted.has(name)) return undefined;
    try {
      return await prepare();
    } catch (error) {
      const [reason] = (error instanceof Error ? error.message : String(error)).trim().split('\n').slice(-1);
      say(`${name} is left out: ${reason ?? ''}`);
      return undefined;
    }
  };
  const own = bundle ?? (await ownBuild(temporary));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const chooses = await knowsMd5(own);
  if (!chooses)
    say('This build of the command cannot be told to leave MD5 out: the rows of MD5 are left out.');
  clients.set('ours', ours('ours', own, version, chooses ? 'off' : undefined));
  const theirs = await tryTo('AzCopy', () => azcopy(temporary, say));
  if (theirs) clients.set('AzCopy', theirs('AzCopy', false));
  clients.set('floor', floor);
  const [other, python] = [
    await tryTo('rclone', () => rclone(temporary)),
    await tryTo('python', () => pythonSdk(temporary)),
  ];
  if (other) clients.set('rclone', other);
  if (python) clients.set('python', python);
  return {
    plain: (names) => names.flatMap((name) => clients.get(name) ?? []),
    md5: chooses
      ? { ours: ours('ours with MD5', own, version, 'on'), azcopy: theirs?.('AzCopy with MD5', true) }
      : undefined,
    bundle: own,
  };
}

async function ownBuild(temporary: string): Promise<string> {
  await buildTransfer();
  const dist = join(temporary, 'dist');
  cpSync(join(root, 'dist'), dist, { recursive: true });
  cpSync(join(root, 'package.json'), join(dirname(dist), 'package.json'));
  return join(dist, 'transfer.js');
}
