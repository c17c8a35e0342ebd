import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SnippetTarget } from '../../src/snippets/snippet.ts';
import { accountSas } from '../sandbox/clients.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { levelOf, named, type Level } from './levels.ts';
import { looks, wanted } from './looks.ts';
import { pieceOf } from './pieces.ts';
import { datastores, folder, furnish, targetOf } from './places.ts';
import { runPieces, type Outcome, type Piece } from './python.ts';
import { renderAll, usualTarget, type Rendered } from './rendered.ts';

/** What the snippets are written for. */
const targets = {
  'a Blob folder': { datastore: datastores.blob, path: folder },
  'a Blob file': { datastore: datastores.blob, path: `${folder}sample.csv` },
  'a share’s folder': { datastore: datastores.share, path: folder },
  'a share’s file': { datastore: datastores.share, path: `${folder}sample.csv` },
  'a lake’s folder': { datastore: datastores.lake, path: folder },
  'a lake’s file': { datastore: datastores.lake, path: `${folder}sample.csv` },
  'a Blob root': { datastore: datastores.blob, path: '' },
  'a share’s root': { datastore: datastores.share, path: '' },
  'a lake’s root': { datastore: datastores.lake, path: '' },
} as const;
type Target = keyof typeof targets;
const first: Target = 'a Blob folder';
const names = Object.keys(targets) as Target[];

/** The datastores that these remove. */
const removed: Readonly<Record<string, string>> = {
  'v1.datastore.unregister': 'sdk_gone_v1',
  'v2.datastore.delete': 'sdk_gone_v2',
};

const missed: Outcome = { key: '', error: 'It did not run.', said: '', seen: {} };

const keyOf = (target: Target, id: string) => `${id} for ${target}`;

/** Those that speak of the datastore or the path; the others come once, for the first target. */
function renderedFor(
  target: Target,
  whole: (of: Pick<SnippetTarget, 'datastore' | 'path'>) => SnippetTarget,
) {
  const { datastore, path } = targets[target];
  const all = renderAll(whole({ datastore, path }));
  if (target === first) {
    return all.map((one) => {
      const name = removed[one.id];
      return name === undefined
        ? one
        : { ...one, text: one.text.replaceAll(`"${datastore.name}"`, `"${name}"`) };
    });
  }
  const earlier = new Set(renderAll(whole(targets[first])).map(({ text }) => text));
  return all.filter((one) => !earlier.has(one.text) && removed[one.id] === undefined);
}

const planned = (target: Target) => renderedFor(target, (of) => ({ ...usualTarget, ...of }));

describe('snippets, run by the SDKs themselves', () => {
  const outcomes = new Map<string, Outcome>();
  let box: Sandbox;

  function piecesOf(keep: (one: Rendered) => boolean): Piece[] {
    return names.flatMap((target) => {
      const all = renderedFor(target, ({ datastore, path }) => targetOf(box, datastore!, path));
      return all.filter(keep).flatMap((one) => {
        const piece = pieceOf(one, keyOf(target, one.id));
        return piece ? [{ ...piece, look: looks[one.id] ?? {} }] : [];
      });
    });
  }

  before(async () => {
    box = await sandbox();
    await furnish(box);
    const env = {
      AZURE_STORAGE_KEY: box.accounts.contosodata.key,
      AZURE_STORAGE_SAS_TOKEN: accountSas(box, 'contosodata'),
      DATABASE_PASSWORD: 'opens-nothing',
      // As the service sets them for a job that has these references.
      ...Object.fromEntries(
        ['line_2', 'sample', ...Object.values(datastores).map(({ name }) => name)].map((name) => [
          `AZUREML_DATAREFERENCE_${name}`,
          './data',
        ]),
      ),
    };
    const groups = [piecesOf(({ sdk }) => sdk === 'v1'), piecesOf(({ sdk }) => sdk !== 'v1')];
    const ran = await Promise.all(groups.map((pieces) => runPieces(box, pieces, env)));
    for (const [key, outcome] of ran.flatMap((one) => [...one])) outcomes.set(key, outcome);
  });
  after(async () => {
    writeTable();
    await box.reset();
  });

  const reached = (target: Target, id: string): Level | 'refused' => {
    const { level } = levelOf(id);
    if (level === 'not run') return level;
    const outcome = outcomes.get(keyOf(target, id));
    return outcome && outcome.error === undefined ? level : 'refused';
  };

  function writeTable(): void {
    const folderOfResults = process.env['ARTIFACTS'];
    if (folderOfResults === undefined) return;
    const rows = planned(first).map(({ id, sdk }) => {
      const { reason = '' } = levelOf(id);
      const others = names.filter(
        (target) => target !== first && planned(target).some((one) => one.id === id),
      );
      const fine = others.filter((target) => reached(target, id) !== 'refused').length;
      const also = others.length === 0 ? '' : `and for ${fine} of ${others.length} other targets`;
      return [id.padEnd(42), sdk.padEnd(4), reached(first, id).padEnd(12), reason || also]
        .join(' ')
        .trimEnd();
    });
    const head = ['id'.padEnd(42), 'sdk'.padEnd(4), 'level'.padEnd(12), 'why not higher'].join(' ');
    writeFileSync(join(folderOfResults, 'levels.txt'), `${[head, ...rows].join('\n')}\n`);
  }

  for (const target of names) {
    describe(`for ${target}`, () => {
      for (const { id } of planned(target)) {
        const { level } = levelOf(id);
        if (level === 'not run') continue;
        it(`${id} is ${level}`, () => {
          const { error, said, seen } = outcomes.get(keyOf(target, id)) ?? missed;
          assert.equal(error, undefined, `${error ?? ''}\n${said}`);
          const expected = wanted[id]?.(targets[target]);
          if (expected !== undefined) assert.deepEqual(seen, expected);
        });
      }
    });
  }

  it('writes any path so that Python reads the same', async () => {
    const path = `it's/"50% off"/{a}\\n \${b} 日本 😀\nnext/`;
    const target = targetOf(box, datastores.blob, path);
    const asked: Readonly<Record<string, string>> = {
      'v1.path': 'data_path.path_on_datastore',
      'v1.dataPath': 'data_path.path_on_datastore',
      'v1.dataReference.mount': 'data_ref.path_on_datastore',
      'v1.dataReference.upload.pathOnCompute': 'data_ref.path_on_datastore',
      'v2.input.mount': 'data.path',
      'v2.output.upload': 'output.path',
    };
    const chosen = renderAll(target).filter(({ id }) => asked[id] !== undefined);
    const pieces = chosen.map(({ id, text }) => ({ key: id, text, look: { path: asked[id] ?? '' } }));
    const ran = await runPieces(box, pieces);
    assert.equal(ran.size, Object.keys(asked).length);
    for (const [id, { error, seen }] of ran) {
      const wantedPath = id.startsWith('v2')
        ? `azureml://datastores/${datastores.blob.name}/paths/${path}`
        : path;
      assert.deepEqual([error, seen['path']], [undefined, wantedPath], id);
    }
  });

  it('names no snippet in the levels that there is not', () => {
    const ids = new Set(planned(first).map(({ id }) => id));
    assert.deepEqual(
      named.filter((id) => !ids.has(id)),
      [],
    );
  });
});
