import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { completionLabels, hoverText, lenses, select, targetOf, untilTold, useCodeFolder } from './code.ts';
import { run } from './support.ts';

/** The fixtures lie beside the suite that the reader is tested with, whose marks say what is on the next line. */
const fixtures = join(import.meta.dirname, '../../../fixtures/python');
const v1 = 'v1.dataReference.download';

/** A datastore that the workspace does not have, and where the default is got. */
const files = {
  'nested-functions.py': { snippet: v1, missing: 'late', known: 'get_default' },
  'classes.py': { snippet: v1, missing: undefined, known: 'get_default' },
  'tabs.py': { snippet: v1, missing: undefined, known: 'get_default' },
  'half-typed.py': { snippet: v1, missing: 'z', known: undefined },
  'async.py': { snippet: v1, missing: 'x', known: undefined },
} as const;

describe('in VS Code, the fixture', () => {
  const { open } = useCodeFolder('fixtures');

  for (const [name, { snippet, missing, known }] of Object.entries(files))
    it(`${name} has lenses, takes and gives back code, and knows its names`, async () => {
      const text = await readFile(join(fixtures, name), 'utf8');
      const editor = await open(text);
      const { document } = editor;
      const lines = (await lenses(document)).map(({ range }) => range.start.line);
      assert.deepEqual([...new Set(lines)].sort(byNumber), markedPlaces(text));
      await run('azuremlDatastores.insertDataReference', targetOf(editor, lines[0] ?? 0), snippet);
      assert.match(document.getText(), /\.as_download\(\)/);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
      if (missing !== undefined) {
        const unknown = `has no datastore “${missing}”`;
        await untilTold(editor, (messages) => messages.some((message) => message.includes(unknown)));
        select(editor, document.positionAt(text.lastIndexOf(`"${missing}"`) + 1));
        assert.ok((await completionLabels(editor)).includes('workspaceblobstore'));
      }
      if (known !== undefined) {
        select(editor, document.positionAt(text.indexOf(known) + 1));
        assert.match(await hoverText(editor), /workspaceblobstore/);
      }
    });
});

const byNumber = (one: number, other: number) => one - other;

/** The lines below marks that name more than strings and variables. */
function markedPlaces(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => {
    const [, marks = ''] = /^\s*#: (.*)$/.exec(line) ?? [];
    const places = marks.split('; ').filter((mark) => mark !== '' && !/^(?:slot|secret|vars)\b/.test(mark));
    return places.length > 0 ? [index + 1] : [];
  });
}
