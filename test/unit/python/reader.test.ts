import assert from 'node:assert/strict';
import { longFile } from '../../../bench/lenses.ts';
import { valueOffset } from '../../../src/python/literals.ts';
import type { Span } from '../../../src/python/python.ts';
import { createPythonReader } from '../../../src/python/reader.ts';
import { said } from './marks.ts';

const read = (text: string) => createPythonReader().read(text);
const lines = (...all: string[]) => `${all.join('\n')}\n`;
const cut = (text: string, span: Span | undefined) => text.slice(span?.from, span?.to);

describe('the imports of a Python file', () => {
  it('say the module, the name and what the file calls it', () => {
    const text = lines(
      'import azureml.core',
      'import azureml.core.datastore as store, os',
      'from azureml.core import (Workspace as W, # here',
      '    Dataset)',
      'from . import near; from ..far.off import *',
    );
    const imports = read(text).imports.map(({ module, name, as }) => [module, name, as]);
    assert.deepEqual(imports, [
      ['azureml.core', undefined, 'azureml.core'],
      ['azureml.core.datastore', undefined, 'store'],
      ['os', undefined, 'os'],
      ['azureml.core', 'Workspace', 'W'],
      ['azureml.core', 'Dataset', 'Dataset'],
      ['.', 'near', 'near'],
      ['..far.off', '*', '*'],
    ]);
    assert.equal(cut(text, read(text).imports[0]?.statement), 'import azureml.core');
  });

  it('inside a function say where they hold', () => {
    const text = lines('def go():', '    import os', '    return os', 'import sys');
    const [inside, outside] = read(text).imports;
    assert.equal(cut(text, inside?.within), ':\n    import os\n    return os\n');
    assert.equal(outside?.within, undefined);
  });

  const sdks: Record<string, string[]> = {
    'import azureml.core': ['v1'],
    'from azureml import core': ['v1'],
    'import azureml.fsspec': ['v2'],
    'from azureml import fsspec': ['v2'],
    'import mltable': ['v2'],
    'from azure.ai import ml': ['v2'],
    'from azure.ai.ml.entities import Data': ['v2'],
    'from azureml.core import Run\nfrom azure.ai.ml import Input': ['v1', 'v2'],
    'import azure.storage.blob': [],
    'import azuremlish, mltables': [],
    'from .azureml import core': [],
  };
  for (const [text, expected] of Object.entries(sdks)) {
    it(`${JSON.stringify(text)} is ${expected.join(' and ') || 'no SDK'}`, () =>
      assert.deepEqual([...read(text).sdks], expected));
  }
});

describe('the place for a new import', () => {
  const behind: Record<string, string> = {
    'the last import at the top': 'import os\n\nfrom a import (\n    b,\n)  # b\n|\nx = 1\nimport late\n',
    'imports that may fail':
      '"""Doc."""\nimport a\ntry:\n    import b\nexcept ImportError:\n    pass\n|x = 1\n',
    'imports for types': 'import a\nif TYPE_CHECKING:\n    import b\n|\nx = 1\n',
    'a docstring': '#!/usr/bin/env python\n"""Doc\nstring."""\n|\nx = 1\n',
    'the first comments': '#!/usr/bin/env python\n# Licence.\n|\n# About x.\nx = 1\n',
    nothing: '|x = 1\n',
    'the magics of a cell': '%%time\n%pip install azureml-core\n|ws = 1\n',
    'an import with a magic above': '%matplotlib inline\nimport a\n|ws = 1\n',
    'a byte order mark': '\ufeff|x = 1\n',
    'Windows line ends': 'import a\r\n|x = 1\r\n',
    'an import at the end of the file': 'import a|',
    'an import that is not finished': 'import a\nfrom b import (c,\n|x = 1\n',
    'several on one line': 'import a; import b\n|x = 1\n',
  };
  for (const [name, marked] of Object.entries(behind)) {
    it(`is behind ${name}`, () => {
      assert.equal(read(marked.replace('|', '')).importsEndFrom(0), marked.indexOf('|'));
    });
  }

  const above = '"""Doc."""\nimport os\nif os:\n    import sys\nrun(\n';
  const inCell: Record<string, string> = {
    'the last import at the top': 'import a\n\nfrom b import c\n|\nx = 1\nimport late\n',
    'magics, comments and docstring': '%%time\n%pip install \\\n  a\n!ls\n# b\n"""Doc."""\n|x = 1\n',
    'magics alone': '%%time\n|x = 1\n',
    nothing: '|x = 1\nimport late\n',
    'an import at its end': 'import a|',
    'Windows line ends': '%%time\r\nimport a\r\n|x = 1\r\n',
    'nothing, where it is empty': '|',
  };
  for (const [name, marked] of Object.entries(inCell)) {
    it(`of a cell below others is behind ${name}`, () => {
      const file = read(above + marked.replace('|', ''));
      assert.equal(file.importsEndFrom(above.length), above.length + marked.indexOf('|'));
      assert.equal(file.importsEndFrom(0), above.indexOf('run('));
    });
  }
});

describe('the statement of a place', () => {
  const head = 'from azureml.core import Workspace\n';
  const statementOf = (body: string) => {
    const text = head + body;
    const [place] = read(text).places;
    return [cut(text, place?.statement), place?.indent];
  };

  it('goes to the end of its last line', () => {
    const call = '\tws = Workspace.from_config(\n\t\tpath="a",\n\t)';
    assert.deepEqual(statementOf(`if a:\n${call}  # b\n\tb()\n`), [call.trimStart(), '\t']);
  });
  it('is the first of its line when it shares one', () => {
    assert.deepEqual(statementOf('  \nif a: ws = Workspace.from_config()\n'), [
      'if a: ws = Workspace.from_config()',
      '',
    ]);
    assert.deepEqual(statementOf('a = 1; ws = Workspace.from_config()\n'), [
      'a = 1; ws = Workspace.from_config()',
      '',
    ]);
  });
  it('is the whole block when it stands in its head', () => {
    const block = 'with Workspace.from_config() as ws:\n        go(ws)\n\n        stop()';
    assert.deepEqual(statementOf(`def f():\n    ${block}\n\n\nnext()\n`), [block, '    ']);
  });
  it('ends at its text while it is typed', () => {
    assert.deepEqual(statementOf('def f():\n  ws = Workspace.from_config("a\n  b = 1\n'), [
      'ws = Workspace.from_config("a',
      '  ',
    ]);
  });
});

describe('the calls of a Python file', () => {
  const callsOf = (text: string) =>
    read(text).calls.map(({ name, callee, args }) => {
      const given = Object.entries(args).map(([key, span]) => `${key}: ${cut(text, span)}`);
      return `${name} (${cut(text, callee)}) ${given.join(', ')}`.trim();
    });

  it('are called by the words of SDK v1', () => {
    const text = lines(
      'from azureml.core import Workspace, Datastore, Dataset, Experiment, ScriptRunConfig as Config, RunConfiguration',
      'ws = Workspace.from_config()',
      'for name in ws.datastores: pass',
      'ds = ws.datastores["a"]',
      'ws.set_default_datastore(ds)',
      'ds.upload("a", target_path="b", *rest, **more)',
      'ds.unregister()',
      'ds.as_mount()',
      'ds.path("a").as_upload(overwrite=True)',
      'files = Dataset.File.from_files((ds, "a"))',
      'files.as_mount("/tmp")',
      'files.register(ws, "files")',
      'Datastore.register_azure_my_sql(ws, "sql")',
      'Experiment(ws, "e").submit(Config("."))',
      'print(RunConfiguration())',
    );
    assert.deepEqual(callsOf(text).slice(1), [
      'Workspace.datastores (datastores)',
      'Workspace.datastores (datastores) 0: "a"',
      'Workspace.set_default_datastore (set_default_datastore) 0: ds',
      'Datastore.upload (upload) 0: "a", target_path: "b"',
      'Datastore.unregister (unregister)',
      'Datastore.as_mount (as_mount)',
      'DataPath.as_upload (as_upload) overwrite: True',
      'Datastore.path (path) 0: "a"',
      'Dataset.File.from_files (from_files) 0: (ds, "a")',
      'Dataset.as_mount (as_mount) 0: "/tmp"',
      'Dataset.register (register) 0: ws, 1: "files"',
      'Datastore.register_azure_my_sql (register_azure_my_sql) 0: ws, 1: "sql"',
      'Experiment.submit (submit) 0: Config(".")',
      'Experiment (Experiment) 0: ws, 1: "e"',
      'ScriptRunConfig (Config) 0: "."',
      'RunConfiguration (RunConfiguration)',
    ]);
  });

  it('are called by the words of SDK v2', () => {
    const text = lines(
      'from azure.ai.ml import MLClient, command, Input',
      'client = MLClient.from_config(credential)',
      'client.datastores.create_or_update(store)',
      'client.jobs.create_or_update(command(inputs={"a": Input(path="b")}))',
    );
    assert.deepEqual(callsOf(text), [
      'MLClient.from_config (from_config) 0: credential',
      'MLClient.datastores.create_or_update (create_or_update) 0: store',
      'MLClient.jobs.create_or_update (create_or_update) 0: command(inputs={"a": Input(path="b")})',
      'command (command) inputs: {"a": Input(path="b")}',
      'Input (Input) path: "b"',
    ]);
  });

  it('say the variable that they are made on', () => {
    const text = lines(
      'from azureml.core import Workspace, Datastore, Dataset, Experiment',
      'ws = Workspace.from_config()',
      'ds = ws.datastores["a"]; stores = ws.datastores',
      'stores["b"].upload("c")',
      'ds.upload("d")',
      'out = ds.path("e"); out.as_upload()',
      'ds.path("f").as_mount()',
      'class A:',
      '    def f(self):',
      '        self.ds = Datastore.get(ws, "g")',
      '        self.ds.download("h")',
      '        self.go = ds.upload',
      '        self.go()',
    );
    const receivers = read(text).calls.map(({ name, receiver = '-' }) => `${receiver} ${name}`);
    assert.deepEqual(receivers, [
      '- Workspace.from_config',
      'ws Workspace.datastores',
      'ws Workspace.datastores',
      '- Datastore.upload',
      '- Workspace.datastores',
      'ds Datastore.upload',
      'ds Datastore.path',
      'out DataPath.as_upload',
      '- DataPath.as_mount',
      'ds Datastore.path',
      '- Datastore.get',
      'self.ds Datastore.download',
      '- Datastore.upload',
    ]);
  });

  it('say which datastore and workspace they are about', () => {
    const text = lines(
      'from azureml.core import Workspace, Datastore, Dataset',
      'ds = Datastore.get(Workspace.from_config(), "a")',
      'ds.path("b").as_mount()',
    );
    const mount = read(text).calls.find(({ name }) => name === 'DataPath.as_mount');
    assert.deepEqual(mount?.datastore, { by: 'name', name: 'a' });
    assert.deepEqual(mount.workspace, { from: 'config' });
  });
});

describe('the style of a Python file', () => {
  it('has the quote of most strings', () => {
    assert.equal(read(`"""Doc's"""\na = 'b', f'c', "d"`).quote, "'");
    assert.equal(read(`a = 'b', "c"`).quote, '"');
    assert.equal(read('').quote, '"');
  });
  it('has the indentation of most blocks', () => {
    assert.equal(read('if a:\n  b\n  if c:\n    d\nif e:\n    f\n').indent, '  ');
    assert.equal(read('class A:\n\tdef b(self):\n\t\tpass\n').indent, '\t');
    assert.equal(read('if a: b\n').indent, '    ');
  });
  it('has every name, of variables, parameters, functions and classes', () => {
    const { names } = read(
      'import a.b as c\nclass D(e):\n    def f(self, g=1, *h):\n        for i in j: k = lambda l: m\n',
    );
    for (const name of 'cDefghijklm') assert.ok(names.has(name), name);
  });
});

describe('the variables of a Python file', () => {
  const text = lines(
    'from azureml.core import Workspace',
    'def f(ws: Workspace):',
    '    ds = ws.get_default_datastore()',
    '',
    '    ',
    '',
    'x = 1',
  );
  const namesAt = (offset: number) =>
    read(text)
      .variablesAt(offset)
      .map(({ name }) => name);

  it('are those of the block that an empty line goes on', () => {
    assert.deepEqual(namesAt(text.indexOf('    \n') + 4), ['ds', 'ws']);
    assert.deepEqual(namesAt(text.indexOf('\nx = 1')), []);
  });
  it('are not known in the statement that gives them', () => {
    assert.deepEqual(namesAt(text.indexOf('get_default')), ['ws']);
  });
});

describe('a slot', () => {
  it('knows where an offset of its text lies in its value', () => {
    const text =
      'from azureml.core import Workspace\nWorkspace.from_config().datastores["a\\tb\\u00e9\\\nc"]\n';
    const [slot] = read(text).slots;
    assert.ok(slot);
    assert.equal(slot.value, 'a\tbéc');
    const start = slot.content.from;
    const offsets = Array.from({ length: 14 }, (_, index) => valueOffset(text, slot, start + index));
    assert.deepEqual(offsets, [0, 1, 2, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5]);
  });

  it('is found as far as its line goes when a long literal is not closed', () => {
    const text = 'from azureml.core import Workspace\nWorkspace.from_config().datastores["""ab\nc = 1\n';
    assert.deepEqual(
      read(text).slots.map(({ value, quote }) => [value, quote]),
      [['ab', '"""']],
    );
  });
});

describe('a function that has not changed', () => {
  const body = lines(
    'def f(first: Workspace, n=1):',
    '    def g():',
    '        return ds.path("a")',
    '    return g()',
  );
  const before = lines(
    'from azureml.core import Workspace',
    'ws = Workspace.from_config()',
    'ds = ws.datastores["a"]',
  );
  const changes: Record<string, string> = {
    'when what it uses is another one': `${before.replace('["a"]', '["b"]')}${body}`,
    'when what it uses is nothing any more': `${before.replace('ws.datastores["a"]', '1')}${body}`,
    'when the import is gone': `${before.slice(before.indexOf('ws'))}${body}`,
    'when it stands elsewhere': `${before}# One more line.\n${body}`,
    'when it is indented': `${before}if ws:\n    ${body.trimEnd().replaceAll('\n', '\n    ')}\n`,
    'when something in front is not closed': `${before}ws.datastores["c\n${body}`,
    'when it is there twice': `${before}${body}${body}`,
    'when its parameter means something else': `${before.replace('azureml.core', 'mine')}${body}`,
  };
  for (const [name, after] of Object.entries(changes)) {
    it(`is read anew ${name}`, () => {
      const reader = createPythonReader();
      reader.read(before + body);
      const offsets = [after.length, after.indexOf('return ds')];
      assert.deepEqual(said(reader.read(after), offsets), said(read(after), offsets));
    });
  }

  const methods = lines(
    'class A(B):',
    '    def __init__(self):',
    '        self.ds = ds',
    '        self.path = self.ds.path("a")',
    '        self.later = None',
    '    def f(self, n=1):',
    '        def g():',
    '            return self.ds.path("b"), self.late.path("c"), self.none.path("d")',
    '        return g(), self.path.as_mount(), self.later.path("e")',
    '    @property',
    '    def g(self):',
    '        self.late = ws.datastores["f"]',
    '        self.later = self.later or self.late',
    '        return self.later.path("g")',
  );
  const ofClass: Record<string, string> = {
    'when what the class is given is another one': `${before.replace('["a"]', '["b"]')}${methods}`,
    'when another method gives nothing': `${before}${methods.replace('self.ds = ds', 'self.ds = 1')}`,
    'when another method gives something': `${before}${methods}    def h(self):\n        self.none = ds\n`,
    'when a method above gives something': `${before}${methods.replace('(B):', '(B):\n    def e(self): self.late = ds')}`,
    'when a method is gone': `${before}${methods.slice(0, methods.indexOf('    @property'))}`,
    'when its class stands elsewhere': `${before}# One more line.\n${methods}`,
    'when it is in another class': `${before}${methods.replace('    def f', 'class C:\n    def f')}`,
    'when its class is gone': `${before}${methods.slice(methods.indexOf('\n') + 1)}`,
    'when two classes have it': `${before}${methods}${methods.replace('class A', 'class D')}`,
    'when its class is in a block': `${before}if ws:\n  ${methods.trimEnd().replaceAll('\n', '\n  ')}\n`,
  };
  for (const [name, after] of Object.entries(ofClass)) {
    it(`of a class is read anew ${name}`, () => {
      const reader = createPythonReader();
      reader.read(before + methods);
      const offsets = Array.from(after, (_, offset) => offset);
      assert.deepEqual(said(reader.read(after), offsets), said(read(after), offsets));
      assert.deepEqual(said(reader.read(before + methods), offsets), said(read(before + methods), offsets));
    });
  }

  it('gives its global names again', () => {
    const giving = lines(
      'from azureml.core import Workspace',
      'def f():',
      '    global ws',
      '    ws = Workspace.from_config()',
    );
    const reader = createPythonReader();
    for (const text of [giving, `${giving}x = 1\n`]) {
      assert.deepEqual(
        reader
          .read(text)
          .variablesAt(text.length)
          .map(({ name }) => name),
        ['ws'],
      );
    }
  });
});

describe('a statement of a script that has not changed', () => {
  const before = lines('from azureml.core import Workspace', 'ws = Workspace.from_config()');
  const script = lines(
    'ds = ws.datastores["a"]',
    'path = (each := ds).path("b")',
    'all = [n.path("c") for n in each], lambda ds: ds.path("d")',
    'ds = ws.get_default_datastore()',
    'ds.upload("e")',
  );
  const changes: Record<string, string> = {
    'when what it uses is another one': `${before}${script.replace('["a"]', '["b"]')}`,
    'when what it uses is gone': script,
    'when what it uses is given in a block': `${before}if a:\n    ws = b\n${script}`,
    'when what it uses is given by a function': `${before}def f():\n    global ds\n    ds = 1\n${script}`,
    'when it stands elsewhere': `${before}# One more line.\n${script}`,
    'when it stands in a block': `${before}if a:\n  ${script.trimEnd().replaceAll('\n', '\n  ')}\n`,
    'when it is there twice': `${before}${script}${script}`,
    'when a line is gone': `${before}${script.slice(script.indexOf('\n') + 1)}`,
  };
  for (const [name, after] of Object.entries(changes)) {
    it(`is read anew ${name}`, () => {
      const reader = createPythonReader();
      for (const text of [before + script, after, before + script]) {
        const offsets = Array.from(text, (_, offset) => offset);
        assert.deepEqual(said(reader.read(text), offsets), said(read(text), offsets));
      }
    });
  }
});

describe('a Python file that is long or strange', () => {
  it('may have 5,000 lines', () => {
    const text = longFile(5000);
    assert.equal(text.split('\n').length - 1, 5000 - 1);
    const reader = createPythonReader();
    reader.read(text);
    const middle = text.indexOf('"store', text.length / 2) + 1;
    const edited = `${text.slice(0, middle)}more-${text.slice(middle)}`;
    const again = reader.read(edited);
    const anew = read(edited);
    assert.deepEqual(said(again, [middle]), said(anew, [middle]));
    assert.ok(again.slots.some(({ value }) => value.startsWith('more-store')));
  });

  const strange: Record<string, string> = {
    'brackets in 3,000 brackets': 'x = '.concat('['.repeat(3000), ']'.repeat(3000)),
    'brackets that are never closed': 'f('.repeat(3000),
    'a bracket on each line': '(\n'.repeat(3000),
    'a quote on each line': '"\n'.repeat(3000),
    'a long chain': `a${'.b()'.repeat(3000)}`,
    'a long sum': `a${' + b'.repeat(3000)}`,
    'a long word of lambdas': 'lambda: '.repeat(3000),
    'blocks in blocks': Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join(''),
    'functions in functions': Array.from(
      { length: 400 },
      (_, depth) => `${' '.repeat(depth)}def f():\n`,
    ).join(''),
    'lone surrogates and nulls': '\ud800 = "\0\udc00\n',
  };
  for (const [name, text] of Object.entries(strange)) {
    it(`may have ${name}`, () => {
      const after = `\nfrom azureml.core import Workspace\nws = Workspace.from_config()\n`;
      assert.doesNotThrow(() => read(text));
      assert.doesNotThrow(() => read(text + after).variablesAt(text.length + after.length));
    });
  }

  it('gives the same answer again when nothing has changed', () => {
    const reader = createPythonReader();
    assert.equal(reader.read('a = 1'), reader.read('a = 1'));
  });
});
