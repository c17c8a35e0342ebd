import fc from 'fast-check';
import assert from 'node:assert/strict';
import { longFile } from '../../../bench/lenses.ts';
import { decode } from '../../../src/python/literals.ts';
import { createPythonReader } from '../../../src/python/reader.ts';
import { said } from './marks.ts';

const pieces = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '"""',
    '\n',
    '\r\n',
    '\n    ',
    '\t',
    ' ',
    '=',
    ':',
    '#',
    '\\',
    ',',
    '.',
    '?',
  ],
  ...[
    'f"{a}"',
    'def f():',
    'class A:',
    'if a:',
    'else:',
    'try:',
    'except:',
    'with a as b:',
    'lambda ',
    'async ',
    'global x',
    'self.ds',
    'self.other = self.ds\n',
  ],
  ...[
    'for a in b',
    'import ',
    'from azureml.core import *',
    'Datastore.get(ws, "',
    '.path("a")',
    '%pip x\n',
    '!ls',
    '\f',
    '🙂',
  ],
];
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(12),
    insert: fc.constantFrom('', ...pieces),
  }),
  { minLength: 1, maxLength: 12 },
);

const script = `
ws = Workspace.from_config()
class Trainer:
    ws = Workspace.from_config()

    def __init__(self, name):
        self.ds = Datastore.get(self.ws, name)
        self.path = self.ds.path("a")

    @staticmethod
    def go(self):
        for each in self.ds, self.late:
            each.upload("b")
        return self.path.as_mount()

    def late(self):
        self.late = Datastore.get(self.other, "c")
        self.ds = self.late

ds = ws.datastores["d"]
paths = [each.path("e") for each in (ds, other := ds)]
go = lambda ds=ds: ds.path("f").as_mount()
if ds:
    ds = ws.get_default_datastore()
ds.upload("g"); ds = other
print(ds.path("h"), other)
`;

describe('reading Python', () => {
  it('again after any edits is like reading afresh', () => {
    const start = longFile(40) + script;
    const check = fc.property(edits, (all) => {
      const reader = createPythonReader();
      let text = start;
      reader.read(text);
      for (const { at, remove, insert } of all) {
        const from = Math.floor(at * text.length);
        text = text.slice(0, from) + insert + text.slice(from + remove);
        const offsets = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.floor(text.length * part));
        const again = said(reader.read(text), offsets);
        assert.deepEqual(again, said(createPythonReader().read(text), offsets));
      }
    });
    fc.assert(check, { numRuns: 40 });
  });

  it('never throws, and what it finds lies in the file', () => {
    const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), {
      maxLength: 40,
    });
    const check = fc.property(texts, (parts) => {
      const text = parts.join('');
      const file = createPythonReader().read(text);
      const { places, slots, calls } = file;
      const statements = Array.from(text, (_, offset) => file.statementAt(offset));
      const spans = [
        ...Array.from(text, (_, from) => ({ from, to: file.importsEndFrom(from) })),
        ...statements.flatMap((statement) => (statement ? [statement.span] : [])),
        ...places.flatMap(({ span, statement }) => [span, statement]),
        ...slots.map(({ content }) => content),
        ...calls.flatMap(({ span, callee, args }) => [span, callee, ...Object.values(args)]),
      ];
      for (const { from, to } of spans) assert.ok(0 <= from && from <= to && to <= text.length);
    });
    fc.assert(check, { numRuns: 400 });
  });

  it('takes the content of a raw literal as it is written', () => {
    const check = fc.property(fc.string(), (text) => {
      const plain = text.replaceAll('\r', '');
      assert.equal(decode(plain, { raw: true }), plain);
    });
    fc.assert(check);
  });
});
