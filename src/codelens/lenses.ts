import { CodeLens, EventEmitter, workspace, type CodeLensProvider, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { settingsSection, type CommandId, type LensTarget } from '../contributions.ts';
import type { Place } from '../python/python.ts';
import { setting } from '../ui/settings.ts';
import { cellsBelow, type Reading } from './documents.ts';
import type { LanguageServices } from './services.ts';

/** What a lens can do, in the order in which lenses stand. SDK v2 has other words for the first two. */
const lensKinds = ['dataReference', 'scriptRunConfig', 'upload', 'reveal'] as const;
export type LensKind = (typeof lensKinds)[number];

/** More would not be read. */
const mostOnLine = 3;

const commandOf: Readonly<Record<LensKind, CommandId>> = {
  dataReference: 'azuremlDatastores.insertDataReference',
  scriptRunConfig: 'azuremlDatastores.insertScriptRunConfig',
  upload: 'azuremlDatastores.uploadHere',
  reveal: 'azuremlDatastores.revealInTree',
};

function lensTitle(kind: LensKind, { sdk }: Pick<Place, 'sdk'>): string {
  switch (kind) {
    case 'dataReference':
      return sdk === 'v1' ? t('Insert DataReference…') : t('Insert Input…');
    case 'scriptRunConfig':
      return sdk === 'v1' ? t('Insert ScriptRunConfig…') : t('Insert Command Job…');
    case 'upload':
      return t('Upload Here…');
    case 'reveal':
      return t('Reveal in Tree');
  }
}

export interface Lenses extends CodeLensProvider {
  dispose(): void;
}

/** Lenses say what the file says and need no answer from Azure, so that they are there at once. */
export function createLenses({ documents }: LanguageServices): Lenses {
  const changed = new EventEmitter<void>();
  const listeners = [
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${settingsSection}.codeLens`)) changed.fire();
    }),
    // Cells use the names of those above them.
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && cellsBelow(document).length > 0) changed.fire();
    }),
    workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
      if (contentChanges.length > 0) changed.fire();
    }),
  ];
  return {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const kinds = lensKinds.filter((kind) => setting('codeLens.kinds').includes(kind));
      const reading = documents.read(document);
      if (!reading || kinds.length === 0) return [];
      return placesByLine(reading).flatMap((place) => lensesOf(document, reading, place, kinds));
    },
    dispose() {
      for (const listener of listeners) listener.dispose();
      changed.dispose();
    },
  };
}

/** The place that each line is about: what is nearest to data says the most. */
export function placesByLine(reading: Reading): readonly Place[] {
  const rank = { path: 0, datastore: 1, workspace: 2, mlClient: 2 };
  const lines = new Map<number, Place>();
  for (const place of reading.file.places) {
    const line = reading.rangeOf(place.span)?.start.line;
    if (line === undefined) continue;
    const before = lines.get(line);
    if (!before || rank[place.kind] < rank[before.kind]) lines.set(line, place);
  }
  return [...lines.values()];
}

function lensesOf(
  document: TextDocument,
  { rangeOf }: Reading,
  place: Place,
  kinds: readonly LensKind[],
): CodeLens[] {
  const range = rangeOf(place.span);
  if (!range) return [];
  const target: LensTarget = { document: document.uri.toString(), line: range.start.line };
  const lens = (title: string, command: CommandId) =>
    new CodeLens(range, { title, command, arguments: [target] });
  return [
    ...kinds.slice(0, mostOnLine - 1).map((kind) => lens(lensTitle(kind, place), commandOf[kind])),
    lens(t('More…'), 'azuremlDatastores.moreForLine'),
  ];
}
