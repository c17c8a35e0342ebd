import {
  DocumentDropEdit,
  SnippetString,
  Range,
  WorkspaceEdit,
  type DocumentDropEditProvider,
  type DocumentDropOrPasteEditKind,
} from 'vscode';
import { t } from '@vscode/l10n';
import { parseDatastoreUri, shortDatastoreUri } from '../datastores/uri.ts';
import { draggedType } from '../ui/dragged.ts';
import { insertionOf, standaloneTarget } from './insertion.ts';
import { meaningOfUri } from './lineMeaning.ts';
import { dropped } from './families.ts';
import { languageOf } from './offered.ts';
import type { SnippetSdk } from '../snippets/snippet.ts';
import type { LanguageServices } from './services.ts';

/** What a row of the view becomes when it is dropped into an editor: code for the SDK that the file uses first, then its URI. */
export function createDrop(
  services: LanguageServices,
  kindOf: (id: string) => DocumentDropOrPasteEditKind,
): DocumentDropEditProvider {
  return {
    async provideDocumentDropEdits(document, position, transfer, token) {
      const text = await transfer.get(draggedType)?.asString();
      const uri = text?.split('\n')[0] ?? '';
      const parsed = parseDatastoreUri(uri);
      const language = languageOf(document);
      if (!parsed || token.isCancellationRequested) return undefined;
      const address = new DocumentDropEdit(
        new SnippetString().appendText(shortDatastoreUri(parsed.datastore, parsed.path)),
        t('Insert Datastore URI'),
        kindOf('uri'),
      );
      const line = document.lineAt(position);
      // Code goes where a line is, or can be, its own; within others the address is what is meant.
      const blank = line.isEmptyOrWhitespace;
      if (!language || (!blank && position.isBefore(line.range.end))) return [address];
      const meaning = await meaningOfUri(services, document, uri);
      const sdks = services.documents.read(document)?.file.sdks ?? new Set<SnippetSdk>(['v2']);
      const where = () => ({ at: new Range(position, position), bare: true }) as const;
      const target = standaloneTarget(meaning);
      const fitting = dropped(language, sdks).filter((snippet) => snippet.refusal(target) === undefined);
      const edits = fitting.map(async (snippet) => {
        const { snippet: code, imports } = await insertionOf(services, document, snippet, meaning, where);
        const text = blank ? code : `\n${code}`;
        const edit = new DocumentDropEdit(new SnippetString(text), snippet.title(), kindOf(snippet.id));
        edit.additionalEdit = new WorkspaceEdit();
        edit.additionalEdit.set(document.uri, [...imports]);
        return edit;
      });
      return [...(await Promise.all(edits)), address];
    },
  };
}
