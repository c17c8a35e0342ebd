import {
  commands,
  Disposable,
  EventEmitter,
  StatusBarAlignment,
  window,
  type TreeDataProvider,
} from 'vscode';
import { t } from '@vscode/l10n';
import { transfersKey, transfersViewId } from '../contributions.ts';
import type { TransferList } from './list.ts';
import { rowItem, transferTooltip } from './rowItem.ts';
import { rowsBelow, type Row, type TransferRow } from './rows.ts';
import { statusOf } from './status.ts';
import { abilities } from './transfer.ts';
import { createThrottle } from './throttle.ts';

/** Milliseconds between two drawings. */
const interval = 250;

/** Shows the transfers of `list` in a view of their own, and in the status bar while some go on. */
export function registerTransfers(list: TransferList): Disposable {
  const changed = new EventEmitter<Row | undefined>();
  /** The view knows a row by its object. */
  const rows = new Map<string, TransferRow>();
  const rowOf = (id: string): TransferRow => {
    const row = rows.get(id) ?? { kind: 'transfer', id };
    rows.set(id, row);
    return row;
  };
  const provider: TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getChildren(row) {
      if (!row) return list.all().map(({ id }) => rowOf(id));
      const transfer = row.kind === 'transfer' ? list.get(row.id) : undefined;
      return row.kind === 'transfer' && transfer ? [...rowsBelow(row, transfer)] : [];
    },
    getParent: (row) => (row.kind === 'transfer' ? undefined : row.transfer),
    getTreeItem: (row) => rowItem(row, list.get(row.kind === 'transfer' ? row.id : row.transfer.id)),
    resolveTreeItem(item, row) {
      const transfer = row.kind === 'transfer' ? list.get(row.id) : undefined;
      if (transfer) item.tooltip = transferTooltip(transfer);
      return item;
    },
  };
  const view = window.createTreeView(transfersViewId, {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
  });
  const bar = createStatusBar();
  let able = '';
  const tellMenus = () => {
    const now = [...new Set(list.all().flatMap(abilities))].sort().join(' ');
    if (now !== able) void commands.executeCommand('setContext', transfersKey, now);
    able = now;
  };
  const all = '';
  const throttle = createThrottle<string>((ids) => {
    if (ids.has(all)) changed.fire(undefined);
    else for (const id of ids) changed.fire(rows.get(id));
    tellMenus();
    bar.show(list);
  }, interval);
  const ended = list.onChange((transfer) => {
    if (transfer) throttle.add(transfer.id);
    else {
      for (const id of rows.keys()) if (!list.get(id)) rows.delete(id);
      throttle.add(all);
    }
  });
  return Disposable.from(view, changed, throttle, bar, { dispose: ended });
}

function createStatusBar(): { show(list: TransferList): void; dispose(): void } {
  const item = window.createStatusBarItem('azuremlDatastores.transfers', StatusBarAlignment.Left, 0);
  item.name = t('Transfers to and from Azure ML Datastores');
  // VS Code's own command for the view.
  item.command = { command: `${transfersViewId}.focus`, title: t('Show Transfers') };
  return {
    show(list) {
      const status = statusOf(list.all());
      if (!status) {
        item.hide();
        return;
      }
      item.text = `$(${status.icon}) ${status.text}`;
      item.tooltip = status.lines.join('\n');
      item.accessibilityInformation = { label: status.spoken, role: 'button' };
      item.show();
    },
    dispose: () => item.dispose(),
  };
}
