import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { createAdmin } from './admin.ts';
import { createAuthorizeStorage } from './authorize.ts';
import { createBlob, type Blob } from './blob.ts';
import { prepare, seed } from './content/index.ts';
import { createControlPlane } from './control/index.ts';
import { describe } from './description.ts';
import { createFaults } from './faults.ts';
import { createFiles } from './files/index.ts';
import { startFront } from './front.ts';
import { createIdentity } from './identity.ts';
import { createLake } from './lake/index.ts';
import { startManagedIdentity } from './managedIdentity.ts';
import { startProxy } from './proxy.ts';
import { createRecorder } from './recorder.ts';
import type { Family } from './route.ts';
import type { Context, SandboxEnv, Service } from './service.ts';
import { loadState, saveState, writePrivate, type SandboxState } from './state.ts';
import { loadCertificates } from './tls.ts';

/** A sandbox that answers. */
export interface RunningSandbox {
  /** Ends every server and child process; what they keep stays under the directory. */
  close(): Promise<void>;
}

type Closer = () => Promise<void>;

/** Options of {@link startSandbox}. */
interface StartOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly log: (message: string) => void;
}

interface Services {
  readonly blob: Blob;
  readonly files: Service;
  readonly lake: Service;
  readonly control: Service;
}

const servicesOf = ({ blob, files, lake, control }: Services): readonly Service[] => [
  blob,
  files,
  lake,
  control,
];

/** What becomes known only while starting. */
interface Late {
  port?: number;
  blob?: Blob;
}

async function startServices(env: SandboxEnv, late: Late, closers: Closer[]): Promise<Services> {
  const blob = await createBlob(env);
  closers.push(() => blob.close());
  late.blob = blob;
  const services = { blob, files: createFiles(env), lake: createLake(env), control: createControlPlane(env) };
  for (const service of [services.files, services.lake, services.control])
    closers.push(async () => service.close?.());
  return services;
}

/** The service behind a host; the blob host of an account with a hierarchical namespace belongs to Data Lake. */
function serviceFor(
  context: Context,
  family: Family,
  state: SandboxState,
  services: Services,
): Service | undefined {
  if (family === 'control') return services.control;
  const account = state.accounts[context.account ?? ''];
  if (!account) return undefined;
  if (context.service === 'file') return account.hns ? undefined : services.files;
  if (account.hns) return services.lake;
  return context.service === 'blob' ? services.blob : undefined;
}

/** Two sandboxes over one directory would spoil each other's data. */
async function refuseSecond(descriptionFile: string): Promise<void> {
  if (!existsSync(descriptionFile)) return;
  const { port, pid } = JSON.parse(await readFile(descriptionFile, 'utf8')) as { port: number; pid: number };
  const socket = connect(port, '127.0.0.1');
  const answers = await new Promise<boolean>((answer) => {
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
  socket.destroy();
  if (answers) throw new Error(`A sandbox already runs over this directory (process ${pid}). End it first.`);
}

/** Starts everything over `dir` and writes `sandbox.json` there once it all answers. */
export async function startSandbox(directory: string, options: StartOptions): Promise<RunningSandbox> {
  const dir = resolve(directory);
  const descriptionFile = join(dir, 'sandbox.json');
  const closers: Closer[] = [];
  const close = async (): Promise<void> => {
    await rm(descriptionFile, { force: true });
    for (const step of closers.splice(0).reverse()) {
      await step().catch((error: unknown) => options.log(`While ending: ${String(error)}`));
    }
  };
  await refuseSecond(descriptionFile);
  try {
    await rm(descriptionFile, { force: true });
    const description = await startParts(dir, options, closers);
    await writePrivate(descriptionFile, JSON.stringify(description, undefined, 2));
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(dir: string, options: StartOptions, closers: Closer[]): Promise<object> {
  const state = await loadState(dir);
  const [certificates, identity] = await Promise.all([loadCertificates(dir), createIdentity(state)]);
  const [faults, recorder] = [createFaults(), createRecorder()];
  const late: Late = {};
  const env: SandboxEnv = {
    dir,
    state,
    authorizeStorage: createAuthorizeStorage(state, identity),
    verifyToken: (request, accepted) => identity.verify(request, accepted),
    reach: () => ({ port: late.port ?? 0, ca: certificates.ca }),
    azurite: (account) => late.blob?.address(account) ?? '',
    onFirstTouch: (account, container, make) => late.blob?.onFirstTouch(account, container, make),
    log: options.log,
  };
  const services = await startServices(env, late, closers);
  const content = createContent(env, services);
  const admin = createAdmin({
    state,
    tokens: identity,
    faults,
    recorder,
    reset: () => content.reset(),
    saveState: () => saveState(dir, state),
  });
  const front = await startFront({
    port: options.port,
    certificates,
    faults,
    recorder,
    log: options.log,
    choose: (context, family) => {
      if (family === 'login') return identity.service;
      return family === 'admin' ? admin : serviceFor(context, family, state, services);
    },
  });
  closers.push(() => front.close());
  late.port = front.port;
  const proxy = await startProxy((socket) => front.adopt(socket));
  closers.push(() => proxy.close());
  const managed = await startManagedIdentity(state, identity);
  closers.push(() => managed.close());
  await content.first();
  recorder.clear();
  return describe(state, certificates, { front: front.port, proxy: proxy.port }, managed);
}

/** The content: written when a directory is new and on request. */
function createContent(
  env: SandboxEnv,
  services: Services,
): { first(): Promise<void>; reset(): Promise<void> } {
  // The accounts that have their content, one a line.
  const marker = join(env.dir, 'seeded');
  const all = Object.keys(env.state.accounts);
  const write = async (accounts: readonly string[]): Promise<void> => {
    if (accounts.length === 0) return;
    await seed(env, accounts);
    await writePrivate(marker, `${all.join('\n')}\n`);
  };
  return {
    first: async () => {
      prepare(env);
      const done = existsSync(marker) ? (await readFile(marker, 'utf8')).split('\n') : [];
      // What an older sandbox left has a date there, and the content of the accounts of that time.
      const had = /^\d{4}-/.test(done[0] ?? '') ? ['contosodata', 'contosolake', 'contosoprod'] : done;
      await write(all.filter((account) => !had.includes(account)));
    },
    reset: async () => {
      await rm(marker, { force: true });
      for (const service of servicesOf(services)) await service.reset?.();
      await write(all);
    },
  };
}
