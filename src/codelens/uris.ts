import { DocumentLink, Range, Uri, type DocumentLinkProvider, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { byUser } from '../contributions.ts';
import type { LanguageServices } from './services.ts';

/** A datastore URI in a document. */
export interface WrittenUri {
  readonly range: Range;
  readonly uri: string;
}

/** Up to white space, a quote, or what ends a value in YAML and JSON; a comma or bracket at the end is not part of it. */
const written = /azureml:\/\/(?:datastores|subscriptions)(?:\/[^\s"'`<>]*)?/g;
/** In characters: what is longer is data. */
const longest = 500_000;

/** Those in a text of any language. In Python, strings are read as what they mean instead. */
export function urisIn(document: TextDocument): readonly WrittenUri[] {
  const text = document.getText();
  if (text.length > longest) return [];
  return [...text.matchAll(written)].map(({ 0: found, index }) => {
    const uri = found.replace(/[,;)\]}]+$/, '');
    const range = new Range(document.positionAt(index), document.positionAt(index + uri.length));
    return { range, uri };
  });
}

/** Makes links of datastore URIs, which show them in the tree. */
export function createLinks({ documents }: LanguageServices): DocumentLinkProvider {
  return {
    provideDocumentLinks(document) {
      const reading = documents.read(document);
      const found = reading
        ? reading.file.slots.flatMap(({ kind, value, content }) => {
            const range = kind === 'uri' ? reading.rangeOf(content) : undefined;
            return range ? [{ range, uri: value }] : [];
          })
        : urisIn(document);
      return found.map(({ range, uri }) => {
        const given = encodeURIComponent(JSON.stringify([uri, document.uri.toString(), byUser]));
        const link = new DocumentLink(range, Uri.parse(`command:azuremlDatastores.revealInTree?${given}`));
        link.tooltip = t('Reveal in Tree');
        return link;
      });
    },
  };
}
