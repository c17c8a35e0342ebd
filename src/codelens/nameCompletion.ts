import {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  Range,
  type CompletionItemProvider,
  type Position,
  type TextDocument,
} from 'vscode';
import { t } from '@vscode/l10n';
import type { Workspace } from '../azureml/workspaces.ts';
import { fileSize } from '../common/format.ts';
import type { Datastore } from '../datastores/datastore.ts';
import { decode } from '../python/literals.ts';
import { pythonContent } from './pythonContent.ts';
import type { FolderPath } from '../storage/path.ts';
import type { Entry } from '../storage/storage.ts';
import { toSignal } from '../ui/cancellation.ts';
import type { Reading } from './documents.ts';
import { findSaid, readUri, saidByUri, type Said } from './meaning.ts';
import type { LanguageServices } from './services.ts';
import { slotIn } from './spots.ts';
import { uriAt } from './uris.ts';

/** Writes a name as it has to stand where it is inserted; `undefined`: it cannot stand there. */
type Write = (name: string) => string | undefined;

const scheme = 'azureml://';

/** Names of datastores, folders and files within strings of Python, and within datastore URIs of any language. */
export function createNameCompletion(services: LanguageServices): CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token) {
      const signal = toSignal(token);
      const reading = services.documents.read(document);
      const found = reading
        ? await inPython(services, document, reading, position, signal)
        : await inText(services, document, position, signal);
      return token.isCancellationRequested ? undefined : found;
    },
  };
}

function inPython(
  services: LanguageServices,
  document: TextDocument,
  reading: Reading,
  position: Position,
  signal: AbortSignal,
): Promise<CompletionList | undefined> | undefined {
  const found = slotIn(reading, position);
  if (!found) return undefined;
  const { slot, range } = found;
  const typed = decode(document.getText(new Range(range.start, position)), slot);
  const write: Write = (name) => pythonContent(name, slot);
  const { file } = reading;
  const where: Where = { typed, range, position, write, signal };
  switch (slot.kind) {
    case 'datastore':
      return services.belongings
        .workspaceOf(document, file, slot.workspace)
        .then((workspace) => datastoreNames(services, workspace, where));
    case 'path':
      return pathNames(services, document, file, { ...slot, path: typed }, where);
    case 'uri':
      return inUri(services, document, where, file);
  }
}

async function inText(
  services: LanguageServices,
  document: TextDocument,
  position: Position,
  signal: AbortSignal,
): Promise<CompletionList | undefined> {
  const range = uriAt(document, new Range(position, position))?.range ?? bareScheme(document, position);
  if (!range) return undefined;
  const typed = document.getText(new Range(range.start, position));
  // White space, quotes and what ends a value cannot stand in a URI outside of Python.
  const write: Write = (name) => (/[\s"'`<>,;{}[\]]/.test(name) ? undefined : name);
  return inUri(services, document, { typed, range, position, write, signal });
}

/** `azureml://` that nothing follows yet. */
function bareScheme(document: TextDocument, position: Position): Range | undefined {
  const line = document.lineAt(position).text.slice(0, position.character);
  const start = line.lastIndexOf(scheme);
  if (start < 0 || /[\s"'`]/.test(line.slice(start))) return undefined;
  return new Range(position.with({ character: start }), position);
}

interface Where {
  /** From the start of `range` to the cursor. */
  readonly typed: string;
  readonly range: Range;
  readonly position: Position;
  readonly write: Write;
  readonly signal: AbortSignal;
}

async function inUri(
  services: LanguageServices,
  document: TextDocument,
  where: Where,
  file?: Reading['file'],
): Promise<CompletionList | undefined> {
  const uri = readUri(where.typed);
  if (uri?.path !== undefined) return pathNames(services, document, file, saidByUri(where.typed), where);
  if (!uri && !`${scheme}datastores/`.startsWith(where.typed)) return undefined;
  const workspace = await services.belongings.workspaceOf(document, file, uri?.workspace);
  // The whole of it is replaced, as it is not clear yet what the rest belongs to.
  return datastoreNames(
    services,
    workspace,
    { ...where, write: (name) => where.write(`${scheme}datastores/${name}/paths/`) },
    ({ kind }) => kind?.openStorage !== undefined,
  );
}

async function datastoreNames(
  { names }: LanguageServices,
  workspace: Workspace | undefined,
  { range, write, signal }: Pick<Where, 'range' | 'write' | 'signal'>,
  offered: (datastore: Datastore) => boolean = () => true,
): Promise<CompletionList | undefined> {
  const datastores = workspace && (await names.datastores(workspace, signal))?.datastores;
  if (!datastores) return undefined;
  const items = datastores.filter(offered).flatMap((datastore, index) => {
    const { name, isDefault, kind, type } = datastore;
    const written = write(name);
    if (written === undefined) return [];
    const item = new CompletionItem(name, CompletionItemKind.Module);
    item.detail = [kind?.label() ?? type, ...(isDefault ? [t('default')] : [])].join(' · ');
    item.insertText = written;
    item.range = range;
    item.filterText = written;
    item.sortText = String(index).padStart(4, '0');
    if (written.endsWith('/')) item.command = again;
    return [item];
  });
  return new CompletionList(items);
}

/** A folder is followed by what is in it. */
const again = { command: 'editor.action.triggerSuggest', title: '' };

async function pathNames(
  services: LanguageServices,
  document: TextDocument,
  file: Reading['file'] | undefined,
  said: Said,
  { range, position, write, signal }: Where,
): Promise<CompletionList | undefined> {
  const { workspace, datastore } = await findSaid(services, document, file, said, signal);
  if (!workspace || !datastore?.kind?.openStorage) return undefined;
  const { path = '' } = said;
  const folder = path.slice(0, path.lastIndexOf('/') + 1).replace(/^(?:\.?\/)+/, '') as FolderPath;
  const entries = await services.names.entries(workspace, datastore, folder, signal);
  if (!entries) return undefined;
  const replaced = segment(document, range, position);
  const items = entries.flatMap((entry, index) => itemOf(entry, index, replaced, write));
  return new CompletionList(items);
}

/** The part of a path that the cursor is in: from the last slash to the cursor, or to the next slash where it is replaced. */
function segment(document: TextDocument, range: Range, position: Position): Replaced {
  const before = document.getText(new Range(range.start, position));
  const start = range.start.translate(0, before.lastIndexOf('/') + 1);
  const slash = document.getText(new Range(position, range.end)).indexOf('/');
  const end = slash < 0 ? range.end : position.translate(0, slash + 1);
  return { inserting: new Range(start, position), replacing: new Range(start, end) };
}

type Replaced = { readonly inserting: Range; readonly replacing: Range };

function itemOf(entry: Entry, index: number, range: Replaced, write: Write): CompletionItem[] {
  const isFolder = entry.kind === 'folder';
  const written = write(isFolder ? `${entry.name}/` : entry.name);
  // A name without a character, as Blob has it, can be no choice.
  if (written === undefined || entry.name === '') return [];
  const item = new CompletionItem(entry.name, isFolder ? CompletionItemKind.Folder : CompletionItemKind.File);
  if (entry.kind === 'file') item.detail = fileSize(entry.size);
  item.insertText = written;
  item.filterText = written;
  item.range = range;
  item.sortText = `${isFolder ? 0 : 1}${String(index).padStart(6, '0')}`;
  if (isFolder) item.command = again;
  return [item];
}
