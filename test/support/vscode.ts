/** VS Code for the tests: a fresh one for each caller, in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../../scripts/lib/process.ts';
import { quietSettings } from '../../scripts/lib/settings.ts';
import { installVSCode, startVSCode, type Server, type ServerOptions } from '../../scripts/lib/vscode.ts';

export interface TestServer extends Server {
  /** Where this VS Code keeps its data and logs. */
  readonly dir: string;
}

type TestOptions = Omit<ServerOptions, 'dataDir' | 'extensionsDir'> & {
  /** Prepares the extensions folder before VS Code starts. */
  readonly prepare?: (places: Pick<ServerOptions, 'dataDir' | 'extensionsDir'>) => Promise<void>;
};

/** Starts a clean VS Code with the settings of `npm start`, then those given. `stop` removes all that it wrote. */
export async function startTestServer(options: TestOptions): Promise<TestServer> {
  await installVSCode((sentence) => console.error(sentence));
  const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-vscode-'));
  const remove = atExit(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const places = { dataDir: dir, extensionsDir: join(dir, 'extensions') };
  try {
    await options.prepare?.(places);
    const settings = { ...quietSettings, ...options.settings };
    const server = await startVSCode({ ...options, ...places, settings });
    return {
      ...server,
      dir,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
