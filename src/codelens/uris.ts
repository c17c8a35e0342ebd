import { DocumentLink, Range, Uri, type DocumentLinkProvider, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { byUser } from '../contributions.ts';
import { readUri } from './meaning.ts';
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

/** Those in a text of any language, or in a part of it. In Python, strings are read as what they mean instead. */
export function urisIn(document: TextDocument, part?: Range): readonly WrittenUri[] {
  const text = document.getText(part);
  if (text.length > longest) return [];
  const start = part ? document.offsetAt(part.start) : 0;
  return [...text.matchAll(written)].map(({ 0: found, index }) => {
    const uri = found.replace(/[,;)\]}]+$/, '');
    const at = start + index;
    return { range: new Range(document.positionAt(at), document.positionAt(at + uri.length)), uri };
  });
}

/** The first one that touches a range, which is looked for in its first line. */
export function uriAt(document: TextDocument, range: Range): WrittenUri | undefined {
  const line = document.lineAt(range.start.line).range;
  return urisIn(document, line).find((one) => one.range.intersection(range) !== undefined);
}

/** Makes links of datastore URIs, which show them in the tree. */
export function createLinks({ documents }: LanguageServices): DocumentLinkProvider {
  function urisOf(document: TextDocument): readonly WrittenUri[] {
    const reading = documents.read(document);
    if (!reading) return urisIn(document);
    return reading.file.slots.flatMap(({ kind, value, content }) => {
      const range = kind === 'uri' ? reading.rangeOf(content) : undefined;
      return range ? [{ range, uri: value }] : [];
    });
  }

  return {
    provideDocumentLinks: (document) =>
      urisOf(document)
        .filter(({ uri }) => readUri(uri) !== undefined)
        .map(({ range, uri }) => {
          const given = encodeURIComponent(JSON.stringify([uri, document.uri.toString(), byUser]));
          const link = new DocumentLink(range, Uri.parse(`command:azuremlDatastores.revealInTree?${given}`));
          link.tooltip = t('Reveal in Tree');
          return link;
        }),
  };
}
