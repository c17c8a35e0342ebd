import { t } from '@vscode/l10n';
import type { Workspace } from '../azureml/workspaces.ts';
import { keyOf } from '../azureml/workspaceReference.ts';
import type { WorkspaceName } from '../datastores/uri.ts';

/** What the user wants to see in this window. Plain data without secrets, as VS Code's memory of a window keeps it. */
export interface Shown {
  /** Part of workspace names, `*` standing for anything; empty: all. */
  readonly text: string;
  /** Ids; empty: all. */
  readonly subscriptions: readonly string[];
  /** Workspaces by {@link keyOf}; as are those below. */
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  /** Added by hand, which needs no right to list subscriptions. */
  readonly added: readonly WorkspaceName[];
  /** Offers that were declined. */
  readonly declined: readonly string[];
}

export const everything: Shown = {
  text: '',
  subscriptions: [],
  hidden: [],
  pinned: [],
  added: [],
  declined: [],
};

/** Reads what an earlier window kept; what is not understood is as if it had not been chosen. */
export function parseShown(kept: unknown): Shown {
  const object = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  const list = (key: string): unknown[] => {
    const value = object[key];
    return Array.isArray(value) ? value : [];
  };
  const texts = (key: string): string[] => list(key).filter((value) => typeof value === 'string');
  return {
    text: typeof object['text'] === 'string' ? object['text'] : '',
    subscriptions: texts('subscriptions'),
    hidden: texts('hidden'),
    pinned: texts('pinned'),
    added: list('added').filter(isName),
    declined: texts('declined'),
  };
}

function isName(value: unknown): value is WorkspaceName {
  if (typeof value !== 'object' || value === null) return false;
  const { subscriptionId, resourceGroup, workspace, tenantId } = value as Record<string, unknown>;
  return (
    [subscriptionId, resourceGroup, workspace].every((part) => typeof part === 'string') &&
    (tenantId === undefined || typeof tenantId === 'string')
  );
}

/** Whether a name holds `text`, whatever the case; `*` stands for any characters, also none. */
export function matches(text: string, name: string): boolean {
  const parts = text.trim().toLowerCase().split('*');
  let at = 0;
  // The parts one after the other, each at its first place: what is skipped is what a star stands for.
  return parts.every((part) => {
    const found = name.toLowerCase().indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}

/** What is to be seen of these workspaces, the pinned first, then by name. */
export function arrange(workspaces: readonly Workspace[], shown: Shown): readonly Workspace[] {
  const rank = (workspace: Workspace) => (shown.pinned.includes(keyOf(workspace)) ? 0 : 1);
  return workspaces
    .filter((workspace) => !isHidden(workspace, shown) && matches(shown.text, workspace.name))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

export function isHidden(workspace: Workspace, { hidden }: Shown): boolean {
  return hidden.includes(keyOf(workspace));
}

/** Whether more would be seen without the filters; what is hidden one by one is none. */
export function isFiltered({ text, subscriptions }: Shown): boolean {
  return text.trim() !== '' || subscriptions.length > 0;
}

/** `Showing 12 of 250 workspaces: “vision”, 2 subscriptions.` Nothing without a filter. */
export function filterMessage(
  { text, subscriptions }: Shown,
  { visible, known }: { readonly visible: number; readonly known: number },
): string | undefined {
  const chosen = subscriptions.length;
  if (text.trim() === '') {
    if (chosen === 0) return undefined;
    return chosen === 1
      ? t('Only 1 subscription is listed.')
      : t('Only {0} subscriptions are listed.', chosen);
  }
  const filters = [
    t('“{0}”', text.trim()),
    ...(chosen === 0 ? [] : [chosen === 1 ? t('1 subscription') : t('{0} subscriptions', chosen)]),
  ].join(', ');
  return t('Showing {0} of {1} workspaces: {2}.', visible, known, filters);
}

export function withFilter(shown: Shown, text: string): Shown {
  return { ...shown, text: text.trim() };
}

export function withoutFilters(shown: Shown): Shown {
  return { ...shown, text: '', subscriptions: [] };
}

export function withPinned(shown: Shown, workspaces: readonly Workspace[], pinned: boolean): Shown {
  const keys = workspaces.map(keyOf);
  const others = shown.pinned.filter((key) => !keys.includes(key));
  return { ...shown, pinned: pinned ? [...others, ...keys] : others };
}

/** Hides workspaces, which are then pinned no longer. */
export function withHidden(shown: Shown, workspaces: readonly Workspace[]): Shown {
  const keys = workspaces.map(keyOf);
  const { pinned } = withPinned(shown, workspaces, false);
  return { ...shown, pinned, hidden: [...shown.hidden.filter((key) => !keys.includes(key)), ...keys] };
}

/** Makes sure that one workspace is seen. */
export function withVisible(shown: Shown, workspace: Workspace): Shown {
  const hidden = shown.hidden.filter((key) => key !== keyOf(workspace));
  return { ...shown, hidden, text: matches(shown.text, workspace.name) ? shown.text : '' };
}

export function withAdded(shown: Shown, name: WorkspaceName): Shown {
  const { subscriptionId, resourceGroup, workspace, tenantId } = name;
  const added = { subscriptionId, resourceGroup, workspace, ...(tenantId ? { tenantId } : {}) };
  return { ...shown, added: [...shown.added.filter((other) => keyOf(other) !== keyOf(name)), added] };
}

export function withoutAdded(shown: Shown, name: WorkspaceName | Workspace): Shown {
  return { ...shown, added: shown.added.filter((other) => keyOf(other) !== keyOf(name)) };
}

export function withDeclined(shown: Shown, name: WorkspaceName): Shown {
  return { ...shown, declined: [...shown.declined.filter((key) => key !== keyOf(name)), keyOf(name)] };
}
