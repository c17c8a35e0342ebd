/** npm start: a real VS Code in the browser, with the extension, a sample project and Azure on this machine. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build.ts';
import { startDesktop } from './lib/desktop.ts';
import { endAll, isFree, stopOnSignals } from './lib/process.ts';
import { startSandbox, type RunningSandbox } from './lib/sandbox.ts';
import { quietSettings, sandboxEnvironment, sandboxSettings } from './lib/settings.ts';
import { installVSCode, startVSCode } from './lib/vscode.ts';
import { addCompanion, installCurrent } from './lib/vsix.ts';

const usage = `npm start [-- options]
  --port N    where VS Code listens on 127.0.0.1 (8017, or another one if that is taken)
  --no-open   do not open the browser
  --reset     delete what earlier runs left in .sandbox first
  --desktop   VS Code for the desktop instead of the browser`;

const home = join(root, '.sandbox');
const sample = join(home, 'sample');
const say = (sentence: string) => console.log(sentence);

function options() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        desktop: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (!values.help) return values;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

/** The port that was asked for, else ours, else any: a fixed one lets the browser remember the window. */
async function choosePort(wanted: string | undefined): Promise<number> {
  const port = Number(wanted ?? 8017);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`'${wanted}' is not a port: give one from 1 to 65535.`);
  if (await isFree(port)) return port;
  say(`Port ${port} is taken; using another one.`);
  return 0;
}

function openBrowser(address: string): void {
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const opener = spawn(command, [address], { stdio: 'ignore', detached: true });
  opener.once('error', () => say('No browser could be opened: open the address yourself.'));
  opener.unref();
}

/** Gives the user a copy of the sample to change, with the `config.json` of a workspace in the sandbox. */
function copySample({ workspaces: [workspace] }: RunningSandbox): void {
  cpSync(join(root, 'sample'), sample, { recursive: true });
  if (!workspace) return;
  const { subscriptionId, resourceGroup, name } = workspace;
  const config = { subscription_id: subscriptionId, resource_group: resourceGroup, workspace_name: name };
  writeFileSync(join(sample, 'config.json'), `${JSON.stringify(config, undefined, 4)}\n`);
}

async function startInBrowser(sandbox: RunningSandbox, portWanted: string | undefined): Promise<string> {
  const dataDir = join(home, 'vscode');
  const server = await startVSCode({
    dataDir,
    extensionsDir: join(dataDir, 'extensions'),
    settings: quietSettings,
    machineSettings: sandboxSettings(sandbox, 'vscode'),
    env: sandboxEnvironment(sandbox),
    port: await choosePort(portWanted),
    token: randomBytes(20).toString('hex'),
  });
  return server.address(sample);
}

async function prepareVSCode(): Promise<void> {
  await installVSCode(say);
  const dataDir = join(home, 'vscode');
  const extensionsDir = join(dataDir, 'extensions');
  addCompanion(extensionsDir);
  await installCurrent({ dataDir, extensionsDir });
}

async function main(): Promise<void> {
  const { port, reset, desktop, 'no-open': stayClosed } = options();
  if (reset && existsSync(home)) {
    say('Deleting .sandbox: the data, the sample project and the VS Code settings of earlier runs.');
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const first = !existsSync(sample);
  say(first ? 'Preparing Azure on this machine, VS Code and the extension …' : 'Starting …');
  const [sandbox] = await Promise.all([startSandbox(home), desktop ? undefined : prepareVSCode()]);
  if (first) copySample(sandbox);
  if (desktop) return startDesktop(sandbox, { home, sample, say });
  const address = await startInBrowser(sandbox, port);
  say(`
Azure ML Datastores is ready in VS Code:

  ${address}

Whoever knows this address can use VS Code as you: keep it to yourself. It works on this machine only.
Choose Sign In in the view; any of the accounts will do.
The Azure in it is made up and runs here; your data in it is kept in .sandbox until npm start -- --reset.
Press Ctrl-C to stop.`);
  if (!stayClosed) openBrowser(address);
}

stopOnSignals();
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await endAll();
  process.exit(1);
}
