import type { Agent } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { reachOf, systemAuthorities } from '../azureml/cloud.ts';
import { createAzureMl, type AzureMl, type Closable } from '../azureml/index.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import type { Log } from '../common/log.ts';
import type { Session } from '../common/session.ts';
import { createTransport, type Transport } from '../common/transport.ts';
import type { Datastore } from '../datastores/datastore.ts';
import type { Answer, ConnectionData, Question } from './messages.ts';

export interface Connected {
  readonly azure: Closable;
  close(): void;
}

type Ask = (question: Extract<Question, { kind: 'token' }>) => Promise<Extract<Answer, { kind: 'token' }>>;

interface Around {
  readonly ask: Ask;
  readonly log: Log;
  /** As in `AzureMlOptions`. */
  readonly onAccess: (azure: AzureMl, workspace: Workspace, datastore: Datastore) => void;
  /** As in `Reach`. */
  readonly thread: URL;
}

/** Connects as the extension host has, whose sessions give the tokens. */
export async function connectAgain(
  { cloud, sessions, dataAccess, proxy }: ConnectionData,
  { ask, log, onAccess, thread }: Around,
): Promise<Connected> {
  Object.assign(process.env, proxy);
  const transport = await transportTo(cloud, { log, thread });
  const azure: Closable = createAzureMl({
    ...{ cloud, transport, log, dataAccess, onAccess: (...which) => onAccess(azure, ...which) },
    sessions: sessions.map((session) => sessionBy(session, ask)),
  });
  return {
    azure,
    close() {
      azure.close();
      transport.agent.destroy();
    },
  };
}

function sessionBy({ id, account, guest, remedy }: ConnectionData['sessions'][number], ask: Ask): Session {
  return {
    ...{ id, account, guest },
    ...(remedy !== undefined && { remedy }),
    credential: (tenantId) => ({
      getToken: (scopes, { claims } = {}) => ask({ kind: 'token', account: id, tenantId, scopes, claims }),
    }),
  };
}

/** No editor stands in for the agent here: the proxy and the system's authorities are looked up by ourselves. */
async function transportTo(
  cloud: ConnectionData['cloud'],
  { log, thread }: Pick<Around, 'log' | 'thread'>,
): Promise<Transport> {
  const reach = await reachOf(cloud);
  const trust = { ca: reach.ca ?? systemAuthorities().join('\n') };
  const proxy = getProxyForUrl(`https://account.blob.${cloud.storageSuffix}`);
  const transport = createTransport({ ...reach, ...trust, direct: proxy === '', thread });
  if (proxy === '') return { ...transport, log };
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true, ...trust });
  // What it was made with goes to the proxy only; what stands here, to the hosts behind it.
  Object.assign(agent.options, trust);
  return { ...transport, agent: agent as unknown as Agent, log };
}
