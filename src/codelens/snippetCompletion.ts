import {
  CompletionItem,
  CompletionItemKind,
  MarkdownString,
  Range,
  SnippetString,
  type CompletionItemProvider,
} from 'vscode';
import { t } from '@vscode/l10n';
import { plainText } from '../snippets/render.ts';
import type { Snippet } from '../snippets/snippet.ts';
import { insertionOf, standaloneTarget } from './insertion.ts';
import { meaningAt } from './lineMeaning.ts';
import { languageOf, sdkNames, snippetsFor } from './offered.ts';
import type { LanguageServices } from './services.ts';

/** What a line holds before the cursor: white space and the beginning of a prefix, `aml-da`. */
const beginning = /^\s*(aml-[\w-]*)$/;

/** Snippets by their prefixes, `aml-…`, with the names of the file and of what the line above is about. */
export function createSnippetCompletion(services: LanguageServices): CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token) {
      const language = languageOf(document);
      const line = document.lineAt(position);
      const typed = beginning.exec(line.text.slice(0, position.character))?.[1];
      if (typed === undefined || !language) return undefined;
      const meaning = await meaningAt(services, document, position);
      const range = new Range(position.translate(0, -typed.length), position);
      const items: CompletionItem[] = [];
      const offered = snippetsFor(language).filter(
        (snippet) => snippet.refusal(standaloneTarget(meaning)) === undefined,
      );
      for (const snippet of offered) {
        if (token.isCancellationRequested) return undefined;
        const where = () => ({ at: range });
        const insertion = await insertionOf(services, document, snippet, meaning, where);
        const item = itemOf(snippet, range);
        item.insertText = new SnippetString(insertion.snippet);
        item.keepWhitespace = true;
        item.additionalTextEdits = [...insertion.imports];
        item.documentation = new MarkdownString().appendCodeblock(
          plainText(insertion.code, snippet.language, insertion.style),
          snippet.language === 'shell' ? 'shellscript' : snippet.language,
        );
        items.push(item);
      }
      return items;
    },
  };
}

function itemOf({ prefix, title, sdk }: Snippet, range: Range): CompletionItem {
  const item = new CompletionItem(
    { label: prefix, description: sdkNames[sdk]() },
    CompletionItemKind.Snippet,
  );
  item.detail = t('{0} ({1})', title(), sdkNames[sdk]());
  item.range = range;
  item.filterText = prefix;
  return item;
}
