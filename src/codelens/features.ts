import { Disposable, DocumentDropOrPasteEditKind, languages, type DocumentSelector } from 'vscode';
import { draggedType } from '../ui/dragged.ts';
import { schemes } from './documents.ts';
import { createBulb } from './bulb.ts';
import { createDrop } from './drop.ts';
import { createHover } from './hover.ts';
import { createLenses } from './lenses.ts';
import { createNameCompletion } from './nameCompletion.ts';
import { createProblems } from './problems.ts';
import type { LanguageServices } from './services.ts';
import { createSnippetCompletion } from './snippetCompletion.ts';
import { createWorkspaceStatus } from './statusBar.ts';
import { createLinks } from './uris.ts';

const of = (...languages: readonly string[]): DocumentSelector =>
  schemes.flatMap((scheme) => languages.map((language) => ({ scheme, language })));
const python = of('python');
/** Where datastore URIs are written. */
const withUris = of('python', 'yaml', 'json', 'jsonc');
const withSnippets = of('python', 'yaml', 'json', 'jsonc', 'shellscript', 'azcli');

/** Attaches everything to VS Code. */
export function createFeatures(services: LanguageServices): Disposable {
  const lenses = createLenses(services);
  const problems = createProblems(services);
  const root = DocumentDropOrPasteEditKind.Empty.append('azureml-datastores');
  const kindOf = (id: string) => root.append(...id.split('.'));
  const drop = createDrop(services, kindOf);
  return Disposable.from(
    lenses,
    problems,
    languages.registerCodeLensProvider(python, lenses),
    languages.registerCodeActionsProvider(python, problems),
    languages.registerCodeActionsProvider(withUris, createBulb(services)),
    languages.registerCompletionItemProvider(withUris, createNameCompletion(services), '"', "'", '/', ':'),
    languages.registerCompletionItemProvider(withSnippets, createSnippetCompletion(services), '-'),
    languages.registerHoverProvider(withUris, createHover(services)),
    languages.registerDocumentLinkProvider(withUris, createLinks(services)),
    languages.registerDocumentDropEditProvider(withSnippets, drop, {
      dropMimeTypes: [draggedType],
      providedDropEditKinds: [root],
    }),
    createWorkspaceStatus(services),
  );
}
