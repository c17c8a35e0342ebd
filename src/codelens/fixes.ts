import { WorkspaceEdit, type Command, type TextDocument } from 'vscode';
import { t } from '@vscode/l10n';
import type { CommandId, LensTarget } from '../contributions.ts';
import type { Call, Span } from '../python/python.ts';
import type { Finding } from './diagnostics.ts';
import type { Reading } from './documents.ts';
import { missingImports } from './imports.ts';
import { pythonContent } from './pythonContent.ts';
import { replacementOf } from './replacements.ts';

/** A way to mend what was found: an edit, or a command that asks. */
export interface Fix {
  readonly title: string;
  readonly edit?: WorkspaceEdit;
  readonly command?: Command;
}

/** Those for a finding in a document that has not been changed since. */
export function fixesFor(document: TextDocument, reading: Reading, finding: Finding): readonly Fix[] {
  switch (finding.code) {
    case 'unknownDatastore':
      return nameFixes(document, reading, finding);
    case 'secretInCode':
      return [
        asking(t('Register a Datastore That Holds It…'), 'azuremlDatastores.registerDatastore'),
        ...environmentFix(document, reading, finding.span),
      ];
    case 'sdkV1':
      return sdkFixes(document, reading, finding);
    case 'missingPath':
    case 'mountOfShare':
    case 'retiredType':
      return [];
  }
}

const asking = (title: string, command: CommandId, ...given: unknown[]): Fix => ({
  title,
  command: { command, title, arguments: given },
});

function replacing(document: TextDocument, { rangeOf }: Reading, span: Span, text: string): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  const range = rangeOf(span);
  if (range) edit.replace(document.uri, range, text);
  return edit;
}

function nameFixes(
  document: TextDocument,
  reading: Reading,
  { span, instead = [] }: Finding,
): readonly Fix[] {
  const slot = reading.file.slots.find(({ content }) => content.from === span.from);
  if (slot?.kind !== 'datastore') return [];
  return instead.flatMap((name) => {
    const written = pythonContent(name, slot);
    if (written === undefined) return [];
    return [{ title: t('Change to “{0}”', name), edit: replacing(document, reading, span, written) }];
  });
}

/** Replaces a secret by what the environment holds under the name of the argument that it is given to. */
function environmentFix(document: TextDocument, reading: Reading, span: Span): readonly Fix[] {
  const given = reading.file.calls.flatMap(({ args }) => Object.entries(args));
  const [name = ''] = given.find(([, { from, to }]) => from === span.from && to === span.to) ?? [];
  const variable = /^[a-z]/i.test(name) ? name.toUpperCase() : 'AZURE_STORAGE_SECRET';
  const { quote } = reading.file;
  const edit = replacing(document, reading, span, `os.environ[${quote}${variable}${quote}]`);
  for (const { range, newText } of missingImports(document, reading, [{ module: 'os' }], span.from))
    edit.insert(document.uri, range.start, newText);
  return [{ title: t('Read It from the Environment'), edit }];
}

function sdkFixes(document: TextDocument, reading: Reading, { span }: Finding): readonly Fix[] {
  const line = reading.rangeOf(span)?.start.line ?? 0;
  const target: LensTarget = { document: document.uri.toString(), line };
  const insert = asking(t('Insert Code for SDK v2…'), 'azuremlDatastores.moreForLine', target);
  const call = reading.file.calls.find(({ callee }) => callee.from === span.from && callee.to === span.to);
  if (!call) return [insert];
  const argument = (name: string) => {
    const found = call.args[name];
    return found && reading.text.slice(found.from, found.to);
  };
  const code = replacementOf(reading.file, call)?.code?.(argument);
  if (code === undefined || isUsed(reading, call)) return [insert];
  return [{ title: t('Use SDK v2: {0}', code), edit: replacing(document, reading, call.span, code) }, insert];
}

/** Whether other code needs what the call gives to be an object of SDK v1. */
function isUsed({ file: { calls, places, slots } }: Reading, { span, datastore }: Call): boolean {
  const within = (other: Span) => other.from >= span.from && other.to <= span.to;
  const around = (other: Span) => other.from < span.from && other.to >= span.to;
  const same = (meant: typeof datastore) => JSON.stringify(meant) === JSON.stringify(datastore);
  const variable = places.find(
    (place) => place.span.from === span.from && place.span.to === span.to,
  )?.variable;
  return (
    calls.some(
      (one) =>
        one.sdk === 'v1' && (around(one.span) || (variable !== undefined && one.receiver === variable)),
    ) ||
    places.some(({ kind, datastore: meant, span: at }) => kind === 'path' && same(meant) && !within(at)) ||
    slots.some(({ kind, datastore: meant, content }) => kind === 'path' && same(meant) && !within(content))
  );
}
