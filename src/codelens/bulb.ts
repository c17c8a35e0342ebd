import { CodeAction, CodeActionKind, type CodeActionProvider, type Command } from 'vscode';
import { t } from '@vscode/l10n';
import { byUser, type LensTarget } from '../contributions.ts';
import { readUri } from './meaning.ts';
import type { LanguageServices } from './services.ts';
import { slotAt } from './spots.ts';

/** What a datastore URI or the registration of a datastore offers under the light bulb. */
export function createBulb(services: LanguageServices): CodeActionProvider {
  return {
    provideCodeActions(document, range) {
      const target: LensTarget = { document: document.uri.toString(), line: range.start.line };
      const spot = slotAt(services, document, range.start);
      if (spot?.uri !== undefined && readUri(spot.uri))
        return [
          action(t('Insert Input or DataReference…'), 'azuremlDatastores.insertDataReference', target),
          action(t('Reveal in Tree'), 'azuremlDatastores.revealInTree', spot.uri, target.document, byUser),
          action(t('More…'), 'azuremlDatastores.moreForLine', target),
        ];
      const reading = services.documents.read(document);
      const offset = reading?.offsetAt(range.start) ?? -1;
      const registers = reading?.file.calls.some(
        ({ name, span }) => name.startsWith('Datastore.register') && span.from <= offset && offset <= span.to,
      );
      if (!registers) return [];
      return [
        action(t('Register in the Wizard Instead…'), 'azuremlDatastores.registerDatastore'),
        action(t('More…'), 'azuremlDatastores.moreForLine', target),
      ];
    },
  };
}

function action(title: string, command: string, ...given: unknown[]): CodeAction {
  const made = new CodeAction(title, CodeActionKind.Empty);
  made.command = { command, title, arguments: given } satisfies Command;
  return made;
}
