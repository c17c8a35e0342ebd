import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../scripts/lib/process.ts';
import { datastores, folder } from './places.ts';
import { sdkPython } from './python.ts';
import { renderAll, usualTarget } from './rendered.ts';

interface Found {
  readonly file: string;
  readonly severity: string;
  readonly message: string;
  readonly rule?: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** What the class is called in SDK v1 that the service’s word stands for. */
const classes: Readonly<Record<string, string>> = {
  AzureBlob: 'AzureBlobDatastore',
  AzureFile: 'AzureFileDatastore',
  AzureDataLakeGen2: 'AzureDataLakeGen2Datastore',
};

/**
 * What the SDKs’ own annotations say wrongly; all rules are on. `Datastore.get` returns any of SDK v1’s classes, and not each
 * can do everything: what is said of another class than the target’s own is no error. Members that begin as `None` are
 * declared to be nothing else.
 */
function isWrong(message: string, type: string): boolean {
  const [, found] = /^Cannot access attribute "\w+" for class "(\w+Datastore)"/.exec(message) ?? [];
  if (found !== undefined) return found === classes[type];
  return !/^Cannot assign to attribute "\w+" for class "RunConfiguration"[^]*is not assignable to "None"/.test(
    message,
  );
}

async function pyright(place: string): Promise<readonly Found[]> {
  const program = process.env['SDK_PYRIGHT'] ?? assert.fail('Run this by npm run test:sdk.');
  const venv = dirname(dirname(sdkPython()));
  const config = {
    include: ['.'],
    venvPath: dirname(venv),
    venv: venv.split('/').at(-1),
    typeCheckingMode: 'standard',
  };
  writeFileSync(join(place, 'pyrightconfig.json'), JSON.stringify(config));
  const output = await run(process.execPath, [program, '--project', place, '--outputjson']).catch(
    (error: unknown) => String(error),
  );
  const { generalDiagnostics } = JSON.parse(
    output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1),
  ) as {
    readonly generalDiagnostics: readonly Found[];
  };
  return generalDiagnostics.filter(({ severity }) => severity === 'error');
}

describe('types of the snippets, by pyright and the SDKs', () => {
  let place: string;
  let found: readonly Found[];
  const types = Object.values(datastores).map(({ type }) => type);
  const written = new Map<string, number>();

  before(async () => {
    place = mkdtempSync(join(tmpdir(), 'azureml-types-'));
    for (const datastore of Object.values(datastores)) {
      const target = { ...usualTarget, datastore, path: folder };
      const all = renderAll(target).filter(({ language }) => language === 'python');
      mkdirSync(join(place, datastore.type));
      for (const { id, text } of all) writeFileSync(join(place, datastore.type, `${id}.py`), `${text}\n`);
      written.set(datastore.type, all.length);
    }
    mkdirSync(join(place, 'wrong'));
    writeFileSync(
      join(place, 'wrong/name.py'),
      'from azure.ai.ml import Input\n\ndata = Input(tpye="uri_folder")\nINPUT.nothing\n',
    );
    writeFileSync(join(place, 'wrong/module.py'), 'from azureml.core import Datastores\n');
    found = await pyright(place);
  });
  after(() => rmSync(place, { recursive: true, force: true }));

  for (const type of types) {
    it(`are right for ${type}`, () => {
      assert.ok((written.get(type) ?? 0) > 30);
      const errors = found.filter(
        ({ file, message }) => file.includes(`/${type}/`) && isWrong(message, type),
      );
      assert.deepEqual(
        errors.map(
          ({ file, message, rule, range }) =>
            `${file.slice(place.length)}:${range.start.line + 1} ${rule ?? ''} ${message}`,
        ),
        [],
      );
    });
  }

  it('would not be right with a name that the SDK has not', () => {
    const wrong = found.filter(({ file }) => file.includes('/wrong/'));
    assert.deepEqual(wrong.map(({ rule }) => rule).sort(), [
      'reportAttributeAccessIssue',
      'reportUndefinedVariable',
    ]);
  });
});
