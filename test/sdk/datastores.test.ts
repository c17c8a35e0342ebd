import assert from 'node:assert/strict';
import type { AzureMl } from '../../src/azureml/index.ts';
import { draftOf } from '../../src/azureml/registered.ts';
import type { Workspace } from '../../src/azureml/workspaces.ts';
import type { DatastoreDraft } from '../../src/datastores/datastore.ts';
import { placeholder, publicCloud, refusal, type Client } from '../../src/registration/clients.ts';
import { registrationSnippets } from '../../src/registration/snippets.ts';
import { connected, enter } from '../contract/connected.ts';
import { rows, type Row } from '../contract/registrationRows.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { cleaned, fieldsInV1, fieldsInV2 } from './fields.ts';
import { runPieces, type Outcome, type Piece } from './python.ts';
import { registerByUs } from './registered.ts';

const clients = ['v1', 'v2', 'cli'] as const satisfies readonly Client[];
const first = [
  'from azureml.core import Datastore, Workspace',
  'from azure.ai.ml import MLClient',
  'from azure.identity import DefaultAzureCredential',
  'ws = Workspace.from_config()',
  'ml_client = MLClient.from_config(DefaultAzureCredential())',
].join('\n');

const plainValues = (name: string) =>
  `{key: value for key, value in vars(${name}).items() if isinstance(value, (str, int, bool, type(None)))}`;

/** What both SDKs have of a datastore. */
const readingPieces = (name: string): Piece[] => [
  {
    key: `v1 reads ${name}`,
    text: `${first}\nds = Datastore.get(ws, ${JSON.stringify(name)})`,
    look: { fields: plainValues('ds') },
  },
  {
    key: `v2 reads ${name}`,
    text: `${first}\nds = ml_client.datastores.get(${JSON.stringify(name)}, include_secrets=True)`,
    look: {
      fields: plainValues('ds'),
      tags: 'ds.tags',
      artifact: 'getattr(getattr(ds, "artifact", None), "name", None)',
      credential:
        '[type(ds.credentials).__name__, {key: value for key, value in vars(ds.credentials).items() if isinstance(value, (str, type(None)))}]',
    },
  },
];

const nameOf = (row: Row, rowsOf: readonly Row[], by: string) => `${by}_${rowsOf.indexOf(row)}`;
const local = (text: string) => text.replaceAll('.localhost', '');

const secretOf = ({ secret, certificate }: Row) => certificate?.reveal() ?? secret ?? '';
const inQuotes = (text: string) => JSON.stringify(text).slice(1, -1);

/** What a client has no place for, or leaves to the service. */
const unsaid: Readonly<Record<Client, readonly string[]>> = {
  v1: ['description', 'tags', 'endpoint', 'portNumber', 'resourceUrl'],
  v2: ['blobCacheTimeout', 'resourceUrl'],
  cli: ['blobCacheTimeout', 'resourceUrl'],
};

/** What is registered, without its name, what the client does not say and what marks the sandbox’s own cloud. */
function comparable(
  { kind, credential, description, tags, values }: DatastoreDraft,
  client: Client,
): unknown {
  const all = { type: kind.type, credential, description, tags, values: { ...values } };
  const drop = (name: string, value: unknown): unknown => (unsaid[client].includes(name) ? undefined : value);
  return JSON.parse(local(JSON.stringify(all, drop)));
}

describe('datastores, seen by the SDKs and made by them', () => {
  let box: Sandbox;
  let azure: AzureMl;
  let workspace: Workspace;
  let all: readonly Row[];
  let outcomes: ReadonlyMap<string, Outcome>;
  let ended: () => void;
  const drafts = new Map<Row, DatastoreDraft>();

  const found = async (name: string) =>
    (await azure.registering.find(workspace, name)) ?? assert.fail(`${name} is not registered`);

  /** The text of a client that registers the row, with the secret in the place that is kept for it. */
  function writingPiece(row: Row, client: Client): Piece | undefined {
    const draft = drafts.get(row) ?? assert.fail();
    if (refusal(client, draft) !== undefined) return undefined;
    const named = { ...draft, name: nameOf(row, all, client) };
    const texts = registrationSnippets(named, {}, workspace, publicCloud);
    const { text } = texts[clients.indexOf(client)] ?? assert.fail();
    // Its schema of Gen1 takes no tags, whatever they are.
    const taken =
      client === 'cli' && draft.kind.type === 'AzureDataLake'
        ? text.replace(/^tags:\n( {2}.*\n)+/m, '')
        : text;
    const filled = local(taken).replaceAll(placeholder(draft.credential.type), inQuotes(secretOf(row)));
    const loading = `import io\nfrom azure.ai.ml import load_datastore\nml_client.datastores.create_or_update(load_datastore(io.StringIO(${JSON.stringify(filled)})))`;
    return { key: named.name, text: client === 'cli' ? `${first}\n${loading}` : filled };
  }

  before(async () => {
    box = await sandbox();
    all = rows(box);
    const leave = enter(box.principals.user);
    const { azure: made, close } = await connected(box);
    azure = made;
    ended = () => {
      close();
      leave();
    };
    const { workspaces } = await azure.workspaces();
    workspace = workspaces.find(({ name }) => name === box.workspaces[0]?.name) ?? assert.fail();
    const more = { description: 'Ours', tags: 'team=vision, stage=test' };
    for (const row of all) {
      const name = nameOf(row, all, 'ours');
      drafts.set(
        row,
        await registerByUs(azure, workspace, { ...row, answers: { ...row.answers, ...more, name } }),
      );
    }
    const writing = all.flatMap((row) => clients.map((client) => writingPiece(row, client)));
    const reading = all.flatMap((row) => readingPieces(nameOf(row, all, 'ours')));
    const pieces = [...reading, ...writing.filter((piece) => piece !== undefined)];
    outcomes = await runPieces(box, pieces, {}, all.map(secretOf).filter(Boolean));
  });
  after(async () => {
    ended();
    await box.reset();
  });

  it('reads field by field in SDK v1 what our code has registered', () => {
    for (const row of all) {
      const name = nameOf(row, all, 'ours');
      const { error, seen } = outcomes.get(`v1 reads ${name}`) ?? assert.fail();
      assert.deepEqual([error, cleaned(seen['fields'])], [undefined, fieldsInV1(row, name)], row.title);
    }
  });

  it('reads field by field in SDK v2 what our code has registered', () => {
    for (const row of all) {
      const name = nameOf(row, all, 'ours');
      const { error, seen } = outcomes.get(`v2 reads ${name}`) ?? assert.fail();
      const expected = fieldsInV2(row, name);
      if (!expected)
        assert.match(error ?? '', /^ResourceNotFoundError: .*Could not find datastore/, row.title);
      else assert.deepEqual([error, cleaned(seen)], [undefined, expected], row.title);
    }
  });

  for (const client of clients) {
    it(`shows in our list what ${client} has registered, as if it were ours`, async () => {
      const { datastores } = await azure.list(workspace);
      const listed = new Set(datastores.map(({ name }) => name));
      for (const row of all) {
        const draft = drafts.get(row) ?? assert.fail();
        if (refusal(client, draft) !== undefined) continue;
        const name = nameOf(row, all, client);
        assert.equal(
          outcomes.get(name)?.error,
          undefined,
          `${row.title}: ${outcomes.get(name)?.error ?? ''}`,
        );
        assert.ok(listed.has(name), row.title);
        const ours = draftOf(await found(nameOf(row, all, 'ours')));
        const drop =
          client === 'cli' && row.answers['type'] === 'AzureDataLake' ? { ...ours, tags: {} } : ours;
        assert.deepEqual(comparable(draftOf(await found(name)), client), comparable(drop, client), row.title);
      }
    });
  }
});
