import type { TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import { registerSnippets } from '../registration/registerSnippets.ts';
import { snippets } from '../snippets/catalogue.ts';
import type { Language, Snippet, SnippetSdk } from '../snippets/snippet.ts';

export const sdkNames: Readonly<Record<SnippetSdk, () => string>> = {
  v1: () => t('SDK v1'),
  v2: () => t('SDK v2'),
  cli: () => t('CLI v2'),
};

const languages: Readonly<Record<string, Language>> = {
  python: 'python',
  yaml: 'yaml',
  json: 'json',
  jsonc: 'json',
  shellscript: 'shell',
  azcli: 'shell',
};

/** `undefined`: nothing is written in this language. */
export const languageOf = ({ languageId }: TextDocument): Language | undefined => languages[languageId];

/** All that there is. */
export const allSnippets: readonly Snippet[] = [...snippets, ...registerSnippets];

export const snippetsFor = (language: Language): readonly Snippet[] =>
  allSnippets.filter((snippet) => snippet.language === language);
