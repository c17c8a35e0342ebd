import type { MarkdownString } from 'vscode';
import { Hover, type HoverProvider, type Range, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { nameOf } from '../azureml/workspaceReference.ts';
import type { Workspace } from '../azureml/workspaces.ts';
import { visiblePath } from '../common/format.ts';
import { byUser, type CommandId } from '../contributions.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { datastoreFacts, entryFacts, type Fact } from '../datastores/facts.ts';
import { longDatastoreUri } from '../datastores/uri.ts';
import { toSignal } from '../ui/cancellation.ts';
import { factTable } from '../ui/factTable.ts';
import { findSaid, readablePath } from './meaning.ts';
import type { LanguageServices } from './services.ts';
import { slotAt, spotAt, type Spot } from './spots.ts';

/** What a name, a path or an expression stands for in Azure, with links to what can be done with it. */
export function createHover(services: LanguageServices): HoverProvider {
  return {
    async provideHover(document, position, token) {
      const spot = slotAt(services, document, position) ?? spotAt(services, document, position);
      return spot && hoverOf(services, document, spot, toSignal(token));
    },
  };
}

async function hoverOf(
  services: LanguageServices,
  document: TextDocument,
  spot: Spot,
  signal: AbortSignal,
): Promise<Hover | undefined> {
  const { file, said, range } = spot;
  const { workspace, datastore } = await findSaid(services, document, file, said, signal);
  if (!workspace || !datastore) return undefined;
  const path = readablePath(said.path ?? '');
  if (path === '' || !datastore.kind?.openStorage)
    return hover(factTable(datastore.name, withDefault(datastore)), workspace, datastore, '', range);
  const entry = await services.names.find(workspace, datastore, path, signal);
  if (!entry) return undefined;
  const where = [t('Datastore'), `${datastore.name} (${workspace.name})`] as const;
  const table = factTable(visiblePath(path), [where, ...entryFacts(entry)]);
  return hover(table, workspace, datastore, entry.path, range, entry.kind === 'file');
}

/** Also that it is not the default, which code may take for granted. */
function withDefault(datastore: Datastore): readonly Fact[] {
  const facts = datastoreFacts(datastore);
  return datastore.isDefault ? facts : [...facts, [t('Default'), t('No')]];
}

function hover(
  table: MarkdownString,
  workspace: Workspace,
  datastore: Datastore,
  path: string,
  range: Range,
  isFile = false,
): Hover {
  const target = longDatastoreUri(nameOf(workspace), datastore.name, path);
  const links: readonly (readonly [CommandId, string])[] = [
    ['azuremlDatastores.revealInTree', t('Reveal in Tree')],
    ...(datastore.kind?.openStorage ? [['azuremlDatastores.download', t('Download…')] as const] : []),
    ...(isFile ? [['azuremlDatastores.openFile', t('Open')] as const] : []),
  ];
  table.isTrusted = { enabledCommands: links.map(([command]) => command) };
  table.appendMarkdown('\n\n');
  table.appendMarkdown(
    links.map(([command, label]) => `[${label}](${commandLink(command, target)})`).join(' · '),
  );
  return new Hover(table, range);
}

/** Everything in it is encoded, so that no name can end the link. */
const commandLink = (command: CommandId, target: string): string =>
  `command:${command}?${encodeURIComponent(JSON.stringify([target, byUser])).replace(/[()]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`;
