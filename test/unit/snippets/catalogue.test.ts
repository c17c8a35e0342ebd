import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { datastoreKinds } from '../../../src/datastores/index.ts';
import { longDatastoreUri, shortDatastoreUri } from '../../../src/datastores/uri.ts';
import { standalone } from '../../../src/snippets/assemble.ts';
import { prefixOf } from '../../../src/snippets/family.ts';
import type { Snippet, SnippetTarget } from '../../../src/snippets/snippet.ts';
import { renderAll } from '../../sdk/rendered.ts';
import { all, snippet, target, workspace } from './targets.ts';

const types = [...datastoreKinds.map(({ type }) => type), 'Hdfs', 'Custom'];
const targets: readonly SnippetTarget[] = [
  ...types.map((type) => target({ datastore: { name: 'images', type } })),
  target({ datastore: undefined, path: '' }),
  target({ path: '' }),
  target({ path: 'tables/2024.csv', workspace, compute: 'gpu' }),
];

/** The text without its literals and comments. */
const bare = (text: string) => text.replace(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*/g, '""');

function assertBalanced({ id }: Snippet, text: string): void {
  const open: string[] = [];
  const partner: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const char of bare(text).replaceAll('""', '')) {
    assert.ok(!`"'`.includes(char), `${id} has a quote that is not closed:\n${text}`);
    if ('([{'.includes(char)) open.push(char);
    else if (partner[char]) assert.equal(open.pop(), partner[char], `${id}:\n${text}`);
  }
  assert.deepEqual(open, [], `${id}:\n${text}`);
}

describe('the catalogue of snippets', () => {
  it('has each id, prefix and title of one SDK and language once', () => {
    const unique = (names: readonly string[]) =>
      assert.deepEqual([...names].sort(), [...new Set(names)].sort());
    unique(all.map(({ id }) => id));
    unique(all.map(({ prefix }) => prefix));
    unique(all.map(({ sdk, language, title }) => `${sdk} ${language} ${title()}`));
  });

  it('has for each of SDK v1 its twin of SDK v2, or a sentence that says why not', () => {
    for (const { id, sdk, language, twin } of all) {
      if (sdk !== 'v1') assert.equal(twin, undefined, id);
      else if (typeof twin === 'string')
        assert.deepEqual([snippet(twin).sdk, snippet(twin).language], ['v2', language], id);
      else assert.match(twin?.none() ?? '', /^SDK v2 .*\.$|^Jobs of SDK v2 .*\.$/, id);
    }
  });

  it('has prefixes that completion finds', () => {
    assert.equal(prefixOf('v1.dataReference.mount'), 'aml-datareference-mount');
    assert.equal(prefixOf('v2.input.mount'), 'aml-v2-input-mount');
    assert.equal(prefixOf('cli.job.inputs'), 'aml-cli-job-inputs');
    for (const { prefix } of all) assert.match(prefix, /^aml-[a-z0-9-]+$/);
  });

  it('is written for every datastore type, or refused with a sentence that names the datastore', () => {
    for (const given of targets)
      for (const one of all) {
        const refusal = one.refusal(given);
        if (refusal === undefined) {
          const { text, language } = standalone(one, given);
          assert.notEqual(text, '', one.id);
          assert.doesNotMatch(text, /undefined|null|NaN|\[object/, one.id);
          if (language === 'python' || language === 'json') assertBalanced(one, text);
          assert.doesNotMatch(text, /[ \t]$/m, one.id);
          continue;
        }
        assert.ok(refusal.includes(`“${given.datastore?.name ?? 'workspaceblobstore'}”`), one.id);
        assert.ok(refusal.endsWith('.'), one.id);
        assert.throws(() => standalone(one, given), { word: 'unsupported', message: refusal });
      }
  });

  it('refuses what its SDK cannot do, and nothing else', () => {
    const refusedFor = (id: string) =>
      types.filter(
        (type) => snippet(id).refusal(target({ datastore: { name: 'images', type } })) !== undefined,
      );
    const databases = ['AzureSqlDatabase', 'AzurePostgreSql', 'AzureMySql', 'DBFS', 'Hdfs', 'Custom'];
    const others = (...names: readonly string[]) => types.filter((type) => !names.includes(type));
    assert.deepEqual(new Set(refusedFor('v1.dataReference.mount')), new Set(others('AzureBlob')));
    assert.deepEqual(refusedFor('v1.dataReference.download'), others('AzureBlob', 'AzureFile'));
    assert.deepEqual(refusedFor('v1.upload.folder'), others('AzureBlob', 'AzureFile'));
    assert.deepEqual(refusedFor('v1.datastore.get'), ['OneLake']);
    assert.deepEqual(new Set(refusedFor('v2.datastore.get')), new Set(databases));
    assert.deepEqual(new Set(refusedFor('v1.dataset.file')), new Set([...databases, 'OneLake']));
    assert.deepEqual(new Set(refusedFor('v2.fsspec.read')), new Set([...databases, 'OneLake']));
    assert.deepEqual(new Set(refusedFor('cli.job.inputs')), new Set(databases));
    assert.deepEqual(refusedFor('v1.datastore.default'), []);
  });

  it('downloads from a share what its SDK can, and says what it cannot', () => {
    const share = { name: 'notes', type: 'AzureFile' };
    const { text } = standalone(snippet('v1.download'), target({ datastore: share, path: 'a/' }));
    assert.match(text, /prefix="a", /);
    assert.match(
      snippet('v1.download').refusal(target({ datastore: share, path: 'a/b/' })) ?? '',
      /“a\/b\/”/,
    );
    const whole = standalone(snippet('v1.download'), target({ path: '' })).text;
    assert.doesNotMatch(whole, /prefix/);
  });

  it('registers every type with every client that can, and writes no secret', () => {
    const ids = new Set(all.map(({ id }) => id));
    for (const { type, clients } of datastoreKinds) {
      assert.equal(ids.has(`v1.register.${type}`), clients.v1 !== undefined, type);
      assert.equal(ids.has(`v2.register.${type}`), clients.v2 !== undefined, type);
      assert.equal(ids.has(`cli.register.${type}`), clients.v2 !== undefined, type);
    }
    const secret = /(?:account_key|sas_token|client_secret|password)=(\S+?)[,)]/g;
    for (const one of all.filter(({ language }) => language === 'python'))
      for (const [, value = ''] of standalone(one, target()).text.matchAll(secret))
        assert.match(value, /^os\.environ\["[A-Z_]+"\]$/, one.id);
  });

  it('writes datastore URIs as the rest of the extension does', () => {
    const given = target({ path: "it's/ü b/", workspace });
    const read = parse(standalone(snippet('cli.datastore.path'), given).text) as { path: string };
    assert.equal(read.path, shortDatastoreUri('images', "it's/ü b/"));
    const long = longDatastoreUri({ ...workspace, workspace: workspace.name }, 'images', "it's/ü b/");
    assert.ok(standalone(snippet('v2.pandas.read'), given).text.includes(`"${long}sample.csv"`));
  });

  it('writes files of the command line that are YAML', () => {
    const files = all.filter(({ language }) => language === 'yaml');
    for (const one of files) assert.equal(typeof parse(standalone(one, target()).text), 'object', one.id);
    assert.deepEqual(parse(standalone(snippet('cli.job.command'), target({ compute: 'gpu' })).text), {
      $schema: 'https://azuremlschemas.azureedge.net/latest/commandJob.schema.json',
      code: './src',
      command: 'python train.py --data ${{inputs.data}}',
      inputs: {
        data: { type: 'uri_folder', mode: 'ro_mount', path: 'azureml://datastores/images/paths/line-2/' },
      },
      environment: 'azureml:my-environment@latest',
      compute: 'azureml:gpu',
    });
  });

  it('is rendered as a list, for others to run', () => {
    const rendered = renderAll();
    assert.deepEqual(rendered.map(({ id }) => id).sort(), all.map(({ id }) => id).sort());
    assert.deepEqual(Object.keys(rendered[0] ?? {}).sort(), ['id', 'language', 'sdk', 'text', 'title']);
  });
});
