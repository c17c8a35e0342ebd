import type { Agent } from 'node:https';
import type { Log } from '../common/log.ts';
import type { Session } from '../common/session.ts';
import { createTransport } from '../common/transport.ts';
import { azureClouds, parseCloud, reachOf, type Cloud } from './cloud.ts';
import { azureCliSignIn } from './azureCliSession.ts';
import { environmentSignIn } from './environmentSession.ts';
import { identitySession, type IdentitySignIn } from './identitySession.ts';
import { managedIdentitySignIn } from './managedIdentitySession.ts';
import { createAzureMl, type AzureMlOptions, type Closable } from './index.ts';
import type { DataAccess } from './storages.ts';

export interface ConnectSettings {
  readonly cloud: keyof typeof azureClouds | 'custom';
  readonly customCloud: unknown;
  readonly authentication: 'vscode' | 'azureCli' | 'environment' | 'managedIdentity';
  readonly dataAccess?: DataAccess;
}

/** An {@link AzureMl} with sockets of its own, which end with it. */
export type Connected = Closable;

const signIns = {
  azureCli: azureCliSignIn,
  environment: environmentSignIn,
  managedIdentity: managedIdentitySignIn,
} as const satisfies Record<string, () => IdentitySignIn>;

/** Signs in and connects as the settings say. Rejects with `invalidInput` for settings that are wrong, `unauthenticated` when nobody is signed in. */
export async function connect(
  settings: ConnectSettings,
  signIn: (cloud: Cloud) => Promise<readonly Session[]>,
  log: Log,
  onAccess?: AzureMlOptions['onAccess'],
): Promise<Connected> {
  const { authentication, dataAccess = 'auto' } = settings;
  const cloud: Cloud =
    settings.cloud === 'custom' ? parseCloud(settings.customCloud) : azureClouds[settings.cloud];
  const transport = { ...createTransport(await reachOf(cloud)), log };
  const sessions =
    authentication === 'vscode'
      ? await signIn(cloud)
      : [identitySession(cloud, transport, signIns[authentication]())];
  log.info(`${cloud.name}: signed in as ${sessions.map(({ account }) => account).join(', ')}`);
  const azure = createAzureMl({ cloud, sessions, transport, log, dataAccess, onAccess });
  return {
    ...azure,
    close() {
      azure.close();
      letGo(transport.agent);
    },
  };
}

/** Closes every socket as soon as nothing is on its way there: an upload that is given up removes what it has written. */
function letGo(agent: Agent): void {
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets))
    for (const socket of sockets ?? []) socket.destroy();
}
