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
import { insertionOf } from './insertion.ts';
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
      if (!language) return [address];
      const meaning = await meaningOfUri(services, document, uri);
      const sdks = services.documents.read(document)?.file.sdks ?? new Set<SnippetSdk>(['v2']);
      const at = new Range(position, position);
      const edits = dropped(language, sdks).map(async (snippet) => {
        const inserted = await insertionOf(services, document, snippet, meaning, { at });
        const edit = new DocumentDropEdit(
          new SnippetString(inserted.snippet),
          snippet.title(),
          kindOf(snippet.id),
        );
        edit.additionalEdit = new WorkspaceEdit();
        edit.additionalEdit.set(document.uri, [...inserted.imports]);
        return edit;
      });
      return [...(await Promise.all(edits)), address];
    },
  };
}
