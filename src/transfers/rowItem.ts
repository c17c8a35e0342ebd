import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { t } from '@vscode/l10n';
import type { CommandId } from '../contributions.ts';
import { factTable } from '../ui/factTable.ts';
import { contextOf, rowId, rowsBelow, type Row } from './rows.ts';
import {
  directionOf,
  failedName,
  placeOf,
  rowLabel,
  sentenceOf,
  spokenOf,
  stateWord,
  statusParts,
} from './sentences.ts';
import type { Transfer } from './transfer.ts';

/** The picture of a row of the view; `transfer` is the one that it belongs to, as it is now. */
export function rowItem(row: Row, transfer: Transfer | undefined): TreeItem {
  const item = picture(row, transfer);
  item.id = rowId(row);
  item.contextValue = contextOf(row, transfer);
  return item;
}

function picture(row: Row, transfer: Transfer | undefined): TreeItem {
  switch (row.kind) {
    case 'transfer': {
      if (!transfer) return new TreeItem('');
      const below = rowsBelow(row, transfer).length > 0;
      const item = new TreeItem(
        rowLabel(transfer),
        below ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
      );
      item.description = statusParts(transfer).join(' · ');
      item.iconPath = iconOf(transfer);
      item.accessibilityInformation = { label: spokenOf(transfer) };
      return item;
    }
    case 'failedFile': {
      const { path, failure } = row.failed;
      const name = transfer ? failedName(transfer, path) : path;
      return failed(name, failure.message, t('{0} failed: {1}', name, failure.message));
    }
    case 'reason':
      return failed(row.message, '', row.message);
    case 'rest': {
      const item = new TreeItem(t('… and {0} more', row.count));
      item.description = t('in the report');
      item.iconPath = new ThemeIcon('ellipsis');
      if (transfer?.report) item.command = opensReport(row);
      return item;
    }
  }
}

function opensReport({ transfer }: Extract<Row, { kind: 'rest' }>): NonNullable<TreeItem['command']> {
  const command: CommandId = 'azuremlDatastores.openTransferReport';
  return { command, title: t('Open Report'), arguments: [transfer] };
}

function failed(label: string, description: string, spoken: string): TreeItem {
  const item = new TreeItem(label);
  item.description = description;
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.tooltip = new MarkdownString().appendText(spoken);
  item.accessibilityInformation = { label: spoken };
  return item;
}

function iconOf({ state, failed: count, order }: Transfer): ThemeIcon {
  switch (state) {
    case 'waiting':
    case 'running':
      return new ThemeIcon(
        { upload: 'cloud-upload', download: 'cloud-download', copy: 'files' }[directionOf(order)],
      );
    case 'paused':
      return new ThemeIcon('debug-pause');
    case 'offline':
      return new ThemeIcon('debug-disconnect');
    case 'interrupted':
      return new ThemeIcon('debug-restart', new ThemeColor('list.warningForeground'));
    case 'done':
      return count > 0
        ? new ThemeIcon('warning', new ThemeColor('list.warningForeground'))
        : new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    case 'cancelled':
      return new ThemeIcon('circle-slash');
  }
}

/** What hovering a transfer shows. */
export function transferTooltip(transfer: Transfer): MarkdownString {
  const { order, began, ended } = transfer;
  return factTable(sentenceOf(transfer), [
    [t('State'), stateWord(transfer)],
    [t('From'), [...new Set(order.items.map(({ from }) => placeOf(from, '' as never)))].join(', ')],
    [t('To'), placeOf(order.to, order.into)],
    [t('So far'), statusParts(transfer).join(', ')],
    [t('Began'), began.toLocaleString()],
    ...(ended ? [[t('Ended'), ended.toLocaleString()] as const] : []),
  ]);
}
