/** Bundles the extension and the transfer command. Called by npm start, npm test and npm run package. */
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type BuildOptions, type Metafile } from 'esbuild';

export const root = join(import.meta.dirname, '..');

/** Bundled CommonJS packages still call `require` for Node's own modules. */
const banner = {
  js: `import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);`,
};

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  splitting: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  banner,
} satisfies BuildOptions;

export interface Bundle {
  readonly metafile: Metafile;
  /** Bytes of everything written. */
  readonly bytes: number;
  /** Bytes that load with the entry point, before any dynamic import. */
  readonly eagerBytes: number;
}

/** The outputs that load together with `entry`: the closure over static imports. */
function eager(metafile: Metafile, entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const { path, kind } of metafile.outputs[entry]?.imports ?? []) {
    if (kind === 'import-statement' && metafile.outputs[path]) eager(metafile, path, seen);
  }
  return seen;
}

function measure(metafile: Metafile, entry: string): Bundle {
  const size = (names: Iterable<string>) =>
    [...names].reduce((sum, name) => sum + (metafile.outputs[name]?.bytes ?? 0), 0);
  return { metafile, bytes: size(Object.keys(metafile.outputs)), eagerBytes: size(eager(metafile, entry)) };
}

/** What loads at activation must hold no Azure SDK: they load on first use. */
function refuseEagerSdk(metafile: Metafile, entry: string): void {
  const inputs = [...eager(metafile, entry)].flatMap((name) =>
    Object.keys(metafile.outputs[name]?.inputs ?? {}),
  );
  const sdk = inputs.find((input) => /node_modules\/@azure(-rest)?\//.test(input));
  if (sdk !== undefined) throw new Error(`${entry} loads ${sdk} at activation: import it dynamically.`);
}

/** Every webview: `media/<name>/main.ts` and `<name>.css` become one file each in `dist/webviews`. */
const webviews = ['register'];

/** Builds what runs in the webviews' pages. */
async function buildWebviews(production: boolean): Promise<Metafile> {
  rmSync(join(root, 'dist/webviews'), { recursive: true, force: true });
  const entryPoints = webviews.flatMap((name) => [
    { in: `media/${name}/main.ts`, out: name },
    { in: `media/${name}/${name}.css`, out: name },
  ]);
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints, outdir: 'dist/webviews', bundle: true, format: 'iife' },
    ...{
      platform: 'browser',
      target: 'es2022',
      minify: production,
      sourcemap: production ? false : 'inline',
    },
    ...{ metafile: true, legalComments: 'none', logLevel: 'warning' },
  });
  return metafile;
}

const merged = (one: Metafile, other: Metafile): Metafile => ({
  inputs: { ...one.inputs, ...other.inputs },
  outputs: { ...one.outputs, ...other.outputs },
});

/** The script of the threads that send and receive large bodies. */
const thread = 'src/storage/wireThread.ts';

/** Builds `dist/extension.js`, its chunks and its webviews; `production` minifies and leaves the source maps out. */
export async function buildExtension(production: boolean): Promise<Bundle> {
  rmSync(join(root, 'dist/chunks'), { recursive: true, force: true });
  const pages = await buildWebviews(production);
  const { metafile } = await build({
    ...common,
    // The mover is a process of its own, with threads of its own, and shares the chunks.
    entryPoints: { extension: 'src/extension.ts', mover: 'src/mover/process.ts', wireThread: thread },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    minify: production,
    sourcemap: !production,
  });
  refuseEagerSdk(metafile, 'dist/extension.js');
  if (production)
    for (const name of ['extension', 'mover', 'wireThread'])
      rmSync(join(root, `dist/${name}.js.map`), { force: true });
  return measure(merged(metafile, pages), 'dist/extension.js');
}

/** Builds `dist/transfer.js`, the command behind `npm run transfer`; it is no part of the extension. */
export async function buildTransfer(): Promise<Bundle> {
  rmSync(join(root, 'dist/transfer'), { recursive: true, force: true });
  const { metafile } = await build({
    ...common,
    entryPoints: { transfer: 'scripts/transfer.ts', 'transfer/wireThread': thread },
    outdir: 'dist',
    chunkNames: 'transfer/[name]-[hash]',
    minify: true,
  });
  return measure(metafile, 'dist/transfer.js');
}

/**
 * Bundles the suite that runs inside VS Code, each test file to one of its own. Packages stay outside: they are
 * found in node_modules. Returns the path of the module with `run()`.
 */
export async function buildEditorTests(): Promise<string> {
  const outdir = join(root, 'test/.artifacts/build/editor');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: ['test/editor/index.ts', ...globSync('test/editor/**/*.test.ts', { cwd: root })],
    outbase: 'test/editor',
    outdir,
    outExtension: { '.js': '.mjs' },
    packages: 'external',
    sourcemap: 'inline',
  });
  return join(outdir, 'index.mjs');
}

function describe(name: string, { bytes, eagerBytes }: Bundle): string {
  const kB = (count: number) => `${Math.round(count / 1000)} kB`;
  return `dist/${name}.js: ${kB(eagerBytes)} at start, ${kB(bytes)} in all`;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { only: { type: 'string' }, development: { type: 'boolean' } } });
  const production = values.development !== true;
  if (values.only !== 'transfer') console.log(describe('extension', await buildExtension(production)));
  if (values.only !== 'extension') console.log(describe('transfer', await buildTransfer()));
}
