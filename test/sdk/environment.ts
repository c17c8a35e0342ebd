import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../scripts/lib/process.ts';

const home = join(import.meta.dirname, '../../.venv-sdk');
const requirements = join(import.meta.dirname, 'requirements.txt');
const pyright = 'pyright@1.1.414';

/** The Python with the SDKs in it, and the type checker beside it. */
export interface SdkEnvironment {
  readonly python: string;
  /** For Node. */
  readonly pyright: string;
}

/** Nothing can be proved here, by no fault of ours: there is no Python, or no package index answers. */
export class NotHere extends Error {}

const atHome: SdkEnvironment = {
  python: join(home, 'python', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'),
  pyright: join(home, 'pyright/node_modules/pyright/index.js'),
};

/** 3.11 first: the last one that azureml-core names. */
const pythons = ['python3.11', 'python3.12', 'python3.10', 'python3.13', 'python3', 'python'];

/** A Python that the SDKs run on and that can make virtual environments. */
async function findPython(): Promise<string> {
  const asked =
    'import ensurepip, sys, venv; assert (3, 10) <= sys.version_info < (3, 14); print(sys.executable)';
  for (const name of pythons) {
    const found = await run(name, ['-c', asked]).catch(() => undefined);
    if (found !== undefined) return found.trim();
  }
  throw new NotHere(
    'The SDKs need Python 3.10 to 3.13 with venv (Debian, Ubuntu: apt-get install python3-venv); there is none here.',
  );
}

const lastLine = (error: unknown) => String(error).trim().split('\n').at(-1) ?? '';

/** Throws unless pip can fetch the first of the packages. */
async function askIndex(python: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'azureml-index-'));
  const [first = ''] = /^azureml-core==.*/m.exec(readFileSync(requirements, 'utf8')) ?? [];
  const options = ['--no-deps', '--no-cache-dir', '--retries', '1', '--timeout', '15'];
  try {
    await run(python, ['-m', 'pip', 'download', '--quiet', ...options, '--dest', folder, first]);
  } catch (error) {
    throw new NotHere(
      `The SDKs are not installed, and no package index answers pip, so nothing can be proved here. pip said: ${lastLine(error)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function installPyright(): Promise<void> {
  const folder = join(home, 'pyright');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', pyright, ...flags], { cwd: folder });
}

/** What a finished installation was made from. */
const stamp = () => createHash('sha256').update(readFileSync(requirements)).update(pyright).digest('hex');

/** Installs the SDKs and the type checker into `.venv-sdk`, unless they are there. */
export async function prepareSdks(say: (sentence: string) => void): Promise<SdkEnvironment> {
  const record = join(home, 'installed');
  const works = () =>
    run(atHome.python, ['-c', 'import azureml.core']).then(
      () => true,
      () => false,
    );
  if (existsSync(record) && readFileSync(record, 'utf8') === stamp() && (await works())) return atHome;
  const python = await findPython();
  await askIndex(python);
  say('Installing the SDKs from the package index into .venv-sdk (about 800 MB on disk, once) …');
  const started = Date.now();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  await run(python, ['-m', 'venv', join(home, 'python')]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--prefer-binary'];
  await Promise.all([run(atHome.python, [...pip, '-r', requirements]), installPyright()]);
  writeFileSync(record, stamp());
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
  return atHome;
}
