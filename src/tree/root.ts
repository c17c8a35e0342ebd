import type { AzureMl } from '../azureml/index.ts';
import type { LockedTenant, Workspace, WorkspaceList } from '../azureml/workspaces.ts';
import { cancelled, throwIfAborted } from '../common/abort.ts';
import { isFailure, type Failure } from '../common/failure.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import { readNamed } from './named.ts';
import { type Shown } from './shown.ts';
import { keyOf } from '../azureml/workspaceReference.ts';

/** A workspace added by hand that cannot be read. */
export interface Missing {
  readonly name: WorkspaceName;
  readonly failure: Failure;
}

/** The workspaces as far as they are known. */
export interface Found {
  readonly listed: readonly Workspace[];
  /** Added by hand; some may be listed too. */
  readonly added: readonly Workspace[];
  readonly missing: readonly Missing[];
  /** One for each subscription that could not be read. */
  readonly refused: readonly Failure[];
  readonly locked: readonly LockedTenant[];
  /** Why nothing could be listed. */
  readonly unlisted?: Failure;
  /** Whether everybody has answered. */
  readonly complete: boolean;
}

export interface RootOptions {
  readonly azure: () => Promise<AzureMl>;
  readonly asked: () => Pick<Shown, 'subscriptions' | 'added'>;
  /** Told each time more is known than `when` or `known` have said. */
  readonly onChange: () => void;
}

/** Finds the workspaces, of which the first are known long before the last. */
export interface Root {
  /** What is known as soon as it is `enough` or complete. Rejects when nobody is signed in. */
  when(enough: (found: Found) => boolean): Promise<Found>;
  /** Settles when everybody has answered, whatever they said; never rejects. */
  complete(): Promise<void>;
  /** What is known now; absent: nobody has asked, or it failed. */
  readonly known: () => Found | undefined;
  /** Whether the workspaces could not be listed when they were last looked for. */
  failed(): boolean;
  /** Puts in a workspace that was added by hand and has just been read. */
  readonly add: (workspace: Workspace) => void;
  /** Stops looking. Whoever waits gets what is found anew with `reload`, else `cancelled`. */
  forget(reload?: 'reload'): void;
}

interface Search {
  readonly abort: AbortController;
  found: Found;
  error?: unknown;
  /** Settles at the next change; then there is another. */
  change: { readonly next: Promise<void>; readonly tell: () => void };
}

const nothing: Found = { listed: [], added: [], missing: [], refused: [], locked: [], complete: false };

export function createRoot({ azure, asked, onChange }: RootOptions): Root {
  let current: Search | undefined;
  const looking = () => current !== undefined;

  function start(): Search {
    const search: Search = { abort: new AbortController(), found: nothing, change: nextChange() };
    look(search).then(
      () => update(search, () => ({ complete: true })),
      (error: unknown) => {
        // It stays until it is forgotten: VS Code asks more than once, and a refusal is paid once.
        search.error ??= error;
        search.change.tell();
      },
    );
    return search;
  }

  async function look(search: Search): Promise<void> {
    const client = await azure();
    const { signal } = search.abort;
    throwIfAborted(signal);
    const { subscriptions, added } = asked();
    const take = ({ workspaces, refused, locked }: WorkspaceList) =>
      update(search, () => ({ listed: workspaces, refused, locked }));
    const only = subscriptions.length > 0 ? { subscriptions } : {};
    const listing = client.workspaces({ signal, onProgress: take, ...only }).then(take, (error: unknown) => {
      if (!isFailure(error) || isFailure(error, 'unauthenticated')) throw error;
      update(search, () => ({ unlisted: error }));
    });
    await Promise.all([listing, ...added.map((name) => read(search, client, name))]);
  }

  async function read(search: Search, client: AzureMl, name: WorkspaceName): Promise<void> {
    try {
      const workspace = await readNamed(client, name, search.abort.signal);
      update(search, ({ added }) => ({ added: [...added, workspace] }));
    } catch (error) {
      if (!isFailure(error)) throw error;
      update(search, ({ missing }) => ({ missing: [...missing, { name, failure: error }] }));
    }
  }

  function update(search: Search, more: (found: Found) => Partial<Found>): void {
    if (search.abort.signal.aborted || search.error !== undefined) return;
    search.found = { ...search.found, ...more(search.found) };
    search.change.tell();
    search.change = nextChange();
    onChange();
  }

  async function when(enough: (found: Found) => boolean): Promise<Found> {
    for (;;) {
      const search = (current ??= start());
      const { signal } = search.abort;
      while (!signal.aborted) {
        const { found, error } = search;
        if (error !== undefined) throw error as Error;
        if (found.complete || enough(found)) return found;
        await search.change.next;
      }
      // A late answer never wins over that of the search that took its place.
      if (signal.reason !== 'reload' && !looking()) throw cancelled();
    }
  }

  return {
    when,
    complete: () =>
      when(() => false).then(
        () => {},
        () => {}, // told to those who want to show it
      ),
    known: () => (current && current.error === undefined ? current.found : undefined),
    failed: () => current?.error !== undefined || current?.found.unlisted !== undefined,
    add(workspace) {
      if (!current) return;
      const key = keyOf(workspace);
      update(current, ({ added, missing }) => ({
        added: [...added.filter((other) => keyOf(other) !== key), workspace],
        missing: missing.filter(({ name }) => keyOf(name) !== key),
      }));
    },
    forget(reload) {
      const search = current;
      current = undefined;
      search?.abort.abort(reload);
      search?.change.tell();
    },
  };
}

function nextChange(): Search['change'] {
  let tell = (): void => {};
  const next = new Promise<void>((resolve) => (tell = resolve));
  return { next, tell };
}
