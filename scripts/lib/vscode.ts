/** VS Code as a server: installed once from npm's code-server package, opened in a browser. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run, spawnGroup } from './process.ts';
import { createTemporary } from './temporary.ts';

const version = '4.139.1';
const root = join(import.meta.dirname, '../..');
const home = join(root, '.vscode-test', `code-server-${version}`);
const program = join(home, 'node_modules/code-server/lib/vscode/out/server-main.js');

/** Puts our own modules where VS Code looks for native ones that only a compiler would make. */
function replaceNativeModules(vscode: string): void {
  for (const name of ['spdlog', 'native-watchdog']) {
    const place = join(vscode, 'node_modules/@vscode', name);
    copyFileSync(join(import.meta.dirname, 'native', `${name}.mjs`), join(place, 'index.mjs'));
    writeFileSync(
      join(place, 'package.json'),
      JSON.stringify({ name: `@vscode/${name}`, main: 'index.mjs' }),
    );
  }
}

/** Installs VS Code unless it is there, and says so. No install script runs: they compile for minutes. */
export async function installVSCode(say: (sentence: string) => void): Promise<void> {
  if (existsSync(program)) return;
  say(`Installing VS Code (code-server ${version} from npm, about 600 MB on disk, once) …`);
  const started = Date.now();
  const partial = `${home}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
  const npm = (cwd: string, ...args: string[]) =>
    run('npm', ['install', ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
    });
  try {
    const inside = join(partial, 'node_modules/code-server/lib/vscode');
    await npm(partial, '--save-exact', `code-server@${version}`);
    await Promise.all([npm(inside, '--omit=dev'), npm(join(inside, 'extensions'), '--omit=dev')]);
    replaceNativeModules(inside);
    rmSync(home, { recursive: true, force: true });
    renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  say(`VS Code is installed (${Math.round((Date.now() - started) / 1000)} s).`);
}

export interface ServerOptions {
  /** Everything the server keeps: settings, state, logs. */
  readonly dataDir: string;
  readonly extensionsDir: string;
  /** User settings; what the user changed in an earlier run stays. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine that VS Code runs on: those of scope `machine` count only here. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  /** 0 or absent: any free one. */
  readonly port?: number;
  /** Who opens the address must know it. Only tests go without. */
  readonly token?: string;
  /** Lets a browser load an extension and its tests from a folder. Never for a user. */
  readonly testDriver?: boolean;
}

export interface Server {
  readonly port: number;
  /** Where its sockets and temporary files are; goes when it is stopped. */
  readonly temporary: string;
  /** The address that opens `folder`; `payload` is honoured only with {@link ServerOptions.testDriver}. */
  readonly address: (folder: string, payload?: readonly (readonly [string, string])[]) => string;
  readonly stop: () => Promise<void>;
}

function writePrivate(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
}

/** Sets what `settings` says in a settings file and keeps the rest. */
export function mergeSettings(
  dataDir: string,
  whose: 'User' | 'Machine',
  settings: Readonly<Record<string, unknown>>,
): void {
  const folder = join(dataDir, 'data', whose);
  const path = join(folder, 'settings.json');
  mkdirSync(folder, { recursive: true });
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
  writePrivate(path, `${JSON.stringify({ ...before, ...settings }, undefined, 2)}\n`);
}

/** Installs a packed extension into `extensionsDir`, in place of another version. */
export async function installExtension(
  vsix: string,
  options: Pick<ServerOptions, 'dataDir' | 'extensionsDir'>,
) {
  const { dataDir, extensionsDir } = options;
  const places = ['--server-data-dir', dataDir, '--extensions-dir', extensionsDir];
  await run(process.execPath, [program, '--install-extension', vsix, '--force', ...places]);
}

/** Starts VS Code on the loopback address and waits until it answers. */
export async function startVSCode(options: ServerOptions): Promise<Server> {
  const {
    dataDir,
    extensionsDir,
    settings = {},
    machineSettings = {},
    env,
    port = 0,
    token,
    testDriver = false,
  } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  mkdirSync(extensionsDir, { recursive: true });
  mergeSettings(dataDir, 'User', settings);
  mergeSettings(dataDir, 'Machine', machineSettings);
  const tokenFile = join(dataDir, 'token');
  if (token !== undefined) writePrivate(tokenFile, token);
  const args = [
    ...['--host', '127.0.0.1', '--port', String(port), '--accept-server-license-terms'],
    ...['--server-data-dir', dataDir, '--extensions-dir', extensionsDir, '--telemetry-level', 'off'],
    '--disable-workspace-trust',
    ...(token === undefined ? ['--without-connection-token'] : ['--connection-token-file', tokenFile]),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const log = openSync(join(dataDir, 'server.log'), 'w', 0o600);
  const temporary = createTemporary();
  const { child, stop: end } = spawnGroup(process.execPath, [program, ...args], {
    env: { ...process.env, ...temporary.env, ...env },
    stdio: ['ignore', 'pipe', log],
  });
  const stop = async () => {
    await end();
    await temporary.remove();
  };
  const listening = await listeningPort(child.stdout, join(dataDir, 'server.log')).catch(
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  return {
    port: listening,
    temporary: temporary.path,
    stop,
    address: (folder, payload) => address(listening, folder, token, payload),
  };
}

/** Waits for the line in which the server names its port. What else it prints is dropped: it holds the token. */
function listeningPort(output: NodeJS.ReadableStream | null, log: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const failed = () => reject(new Error(`VS Code did not start; its log is ${log}.`));
    const timeout = setTimeout(failed, 60_000);
    output?.on('data', (chunk) => {
      text = (text + String(chunk)).slice(-4000);
      const port = /agent listening on (\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(timeout);
      resolve(Number(port));
    });
    output?.once('end', () => {
      clearTimeout(timeout);
      failed();
    });
  });
}

function address(
  port: number,
  folder: string,
  token?: string,
  payload?: readonly (readonly [string, string])[],
) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (token !== undefined) url.searchParams.set('tkn', token);
  url.searchParams.set('folder', folder);
  if (payload) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
