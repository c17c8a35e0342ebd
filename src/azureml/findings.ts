import { throwIfAborted } from '../common/abort.ts';
import type { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Session, Via } from '../common/session.ts';
import type { ListCall, LockedTenant, Workspace, WorkspaceList } from './workspaces.ts';

/** What a listing has found so far, told to `onProgress` once for all that came at a time. */
export interface Findings {
  add(workspaces: readonly Workspace[]): void;
  /** That what `key` stands for has been read, maybe after another way to it was refused. */
  read(key: string): void;
  refuse(key: string, failure: Failure): void;
  /** A tenant in which an account sees nothing; `tenantId` is absent while nobody knows which. */
  lock(session: Session, via: Via, tenantId: string | undefined, failure: Failure): void;
  /** How people call a tenant. */
  name(tenantId: string, name: string): void;
  /** All of it. Throws the refusal if there is nothing else. */
  result(): WorkspaceList;
  /** Nobody is told anything from now on. */
  close(): void;
}

type Locked = Omit<LockedTenant, 'name'> & { readonly own: boolean };

export function createFindings(log: Log, { onProgress, signal }: ListCall): Findings {
  const workspaces = new Map<string, Workspace>();
  const readings = new Set<string>();
  const refused = new Map<string, Failure>();
  const locked: Locked[] = [];
  const names = new Map<string, string>();
  let telling: NodeJS.Immediate | undefined;

  function list(complete: boolean): WorkspaceList {
    return {
      workspaces: [...workspaces.values()].sort((a, b) => a.name.localeCompare(b.name)),
      refused: [...refused.values()],
      locked: locked
        .map(({ via, account, failure }) => ({
          via,
          name: names.get(via.tenantId) ?? via.tenantId,
          account,
          failure,
        }))
        .sort((a, b) => a.name.localeCompare(b.name) || a.account.localeCompare(b.account)),
      complete,
    };
  }

  function changed(): void {
    if (!onProgress || telling) return;
    telling = setImmediate(() => {
      telling = undefined;
      if (!signal?.aborted) onProgress(list(false));
    });
  }

  function note({ word, message }: Failure): void {
    if (word !== 'cancelled') log.warn(`${word}: ${message}`);
    changed();
  }

  function refuse(key: string, failure: Failure): void {
    refused.set(key, failure);
    note(failure);
  }

  return {
    refuse,
    add(more) {
      for (const workspace of more) workspaces.set(workspace.id.toLowerCase(), workspace);
      if (more.length > 0) changed();
    },
    read(key) {
      readings.add(key);
      if (refused.delete(key)) changed();
    },
    lock({ id, account }, via, tenantId, failure) {
      const own = via.tenantId === undefined;
      const mended = failure.word === 'unauthenticated' || failure.word === 'permissionDenied';
      if (tenantId === undefined || !mended) {
        refuse(`${id}/${tenantId ?? ''}`, failure);
        return;
      }
      locked.push({ via: { account: id, tenantId }, account, failure, own });
      note(failure);
    },
    name(tenantId, name) {
      names.set(tenantId, name);
    },
    result() {
      throwIfAborted(signal);
      const only = [...locked.filter(({ own }) => own).map(({ failure }) => failure), ...refused.values()][0];
      const nothing = readings.size === 0 && workspaces.size === 0 && locked.every(({ own }) => own);
      if (nothing && only) throw only;
      return list(true);
    },
    close() {
      clearImmediate(telling);
      telling = undefined;
    },
  };
}
