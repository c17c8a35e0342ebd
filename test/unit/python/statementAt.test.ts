import assert from 'node:assert/strict';
import { createPythonReader } from '../../../src/python/reader.ts';

/** Lines of code, each with what is said of it behind a bar: first and last line of its statement, and what indents its block. */
function says(marked: string): void {
  const lines = marked.split('\n').map((line) => line.slice(0, line.lastIndexOf('|')).trimEnd());
  for (const eol of ['\n', '\r\n']) {
    const text = lines.join(eol);
    const file = createPythonReader().read(text);
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
    let at = 0;
    const said = lines.map((line) => {
      const statement = file.statementAt(at);
      assert.deepEqual(file.statementAt(at + line.length), statement);
      at += line.length + eol.length;
      if (!statement) return '';
      const { span, indent, inner } = statement;
      const first = lines[lineOf(span.from) - 1] ?? '';
      assert.equal(indent, first.slice(0, first.length - first.trimStart().length));
      const block = inner === undefined ? '' : ` ${JSON.stringify(inner)}`;
      return `${lineOf(span.from)}-${lineOf(span.to)}${block}`;
    });
    assert.deepEqual(
      said,
      marked.split('\n').map((line) => line.slice(line.lastIndexOf('|') + 1).trim()),
    );
  }
}

const sayings: Record<string, string> = {
  'is a simple one before its block': `
def f():              | 1-1 "  "
  if x:               | 2-2 "    "
    y = 1             | 3-3
                      |
    # comment         |
  z = 2               | 6-6`,
  'goes over all its lines': `
x = f(                | 1-4
                      | 1-4
  1, # comment        | 1-4
)  # comment          | 1-4
y = """               | 5-7
  a                   | 5-7
"""                   | 5-7
z = 1 + \\            | 8-9
  2                   | 8-9
a = 1; b = (2,        | 10-11
  3)                  | 10-11`,
  'is a head with decorators': `
@a(                   | 1-6 "    "
  1)                  | 1-6 "    "
@b                    | 1-6 "    "
async def f(          | 1-6 "    "
  c,                  | 1-6 "    "
):  # comment         | 1-6 "    "
    return c          | 7-7`,
  'is a docstring of its own': `
class A:              | 1-1 "\\t"
\t"""Doc              | 2-4
                      | 2-4
\tstring."""          | 2-4
\ta = 1               | 5-5`,
  'is each clause': `
try:                  | 1-1 "  "
  a                   | 2-2
# comment             |
except b as c:        | 4-4 "  "
  d                   | 5-5
else:                 | 6-6 "  "
  e                   | 7-7
finally:              | 8-8 "  "
  with f as g, \\     | 9-10 "    "
       h as i:        | 9-10 "    "
    j                 | 11-11`,
  'is a block on one line, with the clauses behind it': `
if a: b               | 1-4
elif c: d             | 2-4
else:                 | 3-3 "  "
  e                   | 4-4
for f in g: h         | 5-5
def i(): return 1     | 6-6`,
  'is a whole match, in front of whose first case no code may stand': `
match a(              | 1-7
  b):                 | 1-7
  # comment           |
  case 1:             | 4-4 "    "
    c                 | 5-5
  case 2 if \\        | 1-7
    d: e              | 1-7`,
  'indents like the file where a block is empty': `
if a:                 | 1-1 "  "
  b                   | 2-2
def f():              | 3-3 "  "
  for c in d:         | 4-4 "    "
    # comment         |
class E:              | 6-6 "  "`,
  'is no magic of a notebook': `
%%time                |
!ls \\                |
  a                   |
x = 1                 | 4-4`,
  'is there while it is typed': `
)) ]                  | 1-1
ds.upload("a          | 2-2
def f():              | 3-3 "    "
    ds.path(          | 4-4
                      |
    x =               | 6-6`,
  'is the head of a loop that is not finished': `
for                   | 1-1
a = 1                 | 2-2
for x                 | 3-3
a = 2                 | 4-4
for x in  # comment   | 5-5
a = 3                 | 6-6
while                 | 7-7
a = 4                 | 8-8
with a as             | 9-9
b = 5                 | 10-10
if a and              | 11-11
c = 6                 | 12-12`,
};

describe('the statement of a line', () => {
  for (const [name, marked] of Object.entries(sayings)) it(name, () => says(marked.slice(1)));

  it('is found behind a byte order mark and a form feed', () => {
    const text = '\ufeffx = 1\n\fy = 2\n';
    const file = createPythonReader().read(text);
    for (const line of ['x = 1', 'y = 2']) {
      const from = text.indexOf(line);
      assert.deepEqual(file.statementAt(from - 1)?.span, { from, to: from + 5 });
    }
  });

  it('ends in the file where its text ends, though it is not closed', () => {
    const text = 'f(g["a\n';
    assert.deepEqual(createPythonReader().read(text).statementAt(2)?.span, { from: 0, to: 6 });
  });
});
