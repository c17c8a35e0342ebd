import { t } from '@vscode/l10n';
import { throwIfAborted } from '../common/abort.ts';
import type { Log } from '../common/log.ts';
import type { Session, Via } from '../common/session.ts';
import { text } from '../datastores/wire.ts';
import type { Cloud } from './cloud.ts';
import { asFailure } from './failures.ts';
import { createFindings } from './findings.ts';
import type { Rest } from './rest.ts';
import { createSubscriptions, type Way } from './subscriptions.ts';
import {
  subscriptionsVersion,
  workspaceFrom,
  workspacesPath,
  workspacesVersion,
  type ListCall,
  type WorkspaceList,
} from './workspaces.ts';

/**
 * Every workspace that the sessions see, in all their tenants. What answers first is told first; what is refused or
 * locked hides nothing else. Rejects only when nothing at all could be read.
 */
export async function listWorkspaces(
  cloud: Cloud,
  rest: Rest,
  sessions: readonly Session[],
  log: Log,
  call: ListCall = {},
): Promise<WorkspaceList> {
  const { signal } = call;
  const found = createFindings(log, call);
  const subscriptions = createSubscriptions(readSubscription, call.subscriptions);
  const at = (path: string, version: string) => `${cloud.resourceManager}${path}?api-version=${version}`;

  /** Whether the way led to the workspaces. */
  async function readSubscription(id: string, { subscription, via }: Way): Promise<boolean> {
    const what = workspacesOf(text(subscription, 'displayName') || id);
    let through = via;
    const onTenant = (tenantId: string) => (through = { ...via, tenantId });
    try {
      const url = at(`/subscriptions/${id}${workspacesPath}`, workspacesVersion);
      for await (const page of rest.list(url, what, { signal, via, onTenant }))
        found.add(page.map((resource) => workspaceFrom(resource, subscription, through)));
      found.read(id);
      return true;
    } catch (error) {
      found.refuse(id, asFailure(error, { method: 'GET', what }));
      return false;
    }
  }

  async function readTenant(session: Session, via: Via, tenantId: string | undefined, name?: string) {
    const what = subscriptionsOf(session, name, sessions.length);
    let members = 0;
    try {
      for await (const page of rest.list(at('/subscriptions', subscriptionsVersion), what, { signal, via })) {
        for (const subscription of page) subscriptions.add({ subscription, via }, tenantId);
        members += page.length;
      }
      if (members === 0) found.read(`${session.id}/${tenantId ?? ''}`);
    } catch (error) {
      found.lock(session, via, tenantId, asFailure(error, { method: 'GET', what }));
    }
  }

  async function readOtherTenants(session: Session, via: Via, own: string | undefined): Promise<void> {
    const what = t('the tenants of {0}', session.account);
    const readings: Promise<void>[] = [];
    try {
      for await (const page of rest.list(at('/tenants', subscriptionsVersion), what, { signal, via })) {
        for (const tenant of page) {
          const tenantId = text(tenant, 'tenantId');
          const name = text(tenant, 'displayName') || text(tenant, 'defaultDomain') || tenantId;
          found.name(tenantId, name);
          if (tenantId !== own) readings.push(readTenant(session, { ...via, tenantId }, tenantId, name));
        }
      }
    } catch (error) {
      found.refuse(session.id, asFailure(error, { method: 'GET', what }));
    }
    await Promise.all(readings);
  }

  async function readAccount(session: Session): Promise<void> {
    const via = { account: session.id };
    const what = subscriptionsOf(session, undefined, sessions.length);
    let own: string | undefined;
    try {
      own = await rest.tenantOf(via, what, signal);
    } catch (error) {
      found.lock(session, via, undefined, asFailure(error, { method: 'GET', what }));
      return;
    }
    const others = session.guest ? readOtherTenants(session, via, own) : undefined;
    await Promise.all([readTenant(session, via, own), others]);
  }

  try {
    await Promise.all(sessions.map(readAccount));
    await subscriptions.finish();
    throwIfAborted(signal);
    return found.result();
  } finally {
    found.close();
  }
}

const workspacesOf = (subscription: string): string =>
  t('the workspaces of subscription “{0}”', subscription);

function subscriptionsOf({ account }: Session, tenant: string | undefined, accounts: number): string {
  if (tenant !== undefined) return t('the subscriptions of tenant “{0}”', tenant);
  return accounts === 1 ? t('your subscriptions') : t('the subscriptions of {0}', account);
}
