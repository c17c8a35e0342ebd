import type { Log } from '../common/log.ts';
import type { Session } from '../common/session.ts';
import { createTransport } from '../common/transport.ts';
import { azureClouds, parseCloud, reachOf, type Cloud } from './cloud.ts';
import { environmentSession } from './environmentSession.ts';
import { createAzureMl, type AzureMl } from './index.ts';

export interface ConnectSettings {
  readonly cloud: keyof typeof azureClouds | 'custom';
  readonly customCloud: unknown;
  readonly authentication: 'vscode' | 'environment';
}

/** An {@link AzureMl} with connections of its own, which end with it. */
export type Connected = AzureMl & { close(): void };

/** Signs in and connects as the settings say. Rejects with `invalidInput` for settings that are wrong, `unauthenticated` when nobody is signed in. */
export async function connect(
  settings: ConnectSettings,
  signIn: (resourceManager: string) => Promise<Session>,
  log: Log,
): Promise<Connected> {
  const cloud: Cloud =
    settings.cloud === 'custom' ? parseCloud(settings.customCloud) : azureClouds[settings.cloud];
  const transport = createTransport(await reachOf(cloud));
  const session =
    settings.authentication === 'environment'
      ? environmentSession(cloud, transport)
      : await signIn(cloud.resourceManager);
  log.info(`${cloud.name}: signed in as ${session.account}`);
  return { ...createAzureMl(cloud, session, transport, log), close: () => transport.agent.destroy() };
}
