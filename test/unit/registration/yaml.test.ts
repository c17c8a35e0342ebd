import fc from 'fast-check';
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Failure, type FailureWord } from '../../../src/common/failure.ts';
import { parseTags, tagLine } from '../../../src/datastores/checks.ts';
import { credentialForm } from '../../../src/datastores/credentials.ts';
import type { CredentialType, DatastoreKind } from '../../../src/datastores/datastore.ts';
import { datastoreKinds } from '../../../src/datastores/index.ts';
import { draftOf } from '../../../src/registration/answers.ts';
import { exportYaml, readYaml } from '../../../src/registration/yaml.ts';
import { azure, china, draft, principal } from './drafts.ts';

const images = { type: 'AzureBlob', name: 'images', accountName: 'contoso', containerName: 'line-2' };
const blob = `name: images
type: azure_blob
account_name: contoso
container_name: line-2
`;

/** What reading `text` says; and that it holds nothing of the file's secrets. */
function refused(act: () => unknown, word: FailureWord = 'invalidInput'): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.word, word);
    assert.equal(error.cause, undefined);
    assert.doesNotMatch(inspect(error), /TOPSECRET/);
    return error.message;
  }
  assert.fail('It was read.');
}
const sentence = (text: string): string => refused(() => readYaml(text));

describe('a datastore as a file for the command line', () => {
  it('keeps the kind of its credential and leaves its secret out', () => {
    assert.equal(
      exportYaml(draft({ ...images, description: 'yes', tags: 'stage=007', credential: 'sas' }), azure),
      `$schema: https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json
name: images
type: azure_blob
description: "yes"
tags:
  stage: "007"
account_name: contoso
container_name: line-2
credentials:
  sas_token: # left out, as it is a secret: VS Code asks for it; for the command line, write it here
`,
    );
  });

  it('says whose principal it holds', () => {
    const lake = { type: 'AzureDataLakeGen2', name: 'lake', accountName: 'contoso', filesystem: 'raw' };
    const text = exportYaml(draft({ ...lake, ...principal, credential: 'servicePrincipal' }), azure);
    assert.match(
      text,
      /\ncredentials:\n {2}tenant_id: 1111.*\n {2}client_id: 6666.*\n {2}client_secret: # left out/,
    );
  });

  it('says what there is no place for', () => {
    const text = exportYaml(draft({ ...images, blobCacheTimeout: '300', credential: 'none' }), azure);
    assert.match(text, /^# CLI v2 has no place for: Blob cache timeout\.\n\$schema: /);
    assert.doesNotMatch(text, /credentials/);
  });

  it('does not exist where the command line does not know the type or the credential', () => {
    const sales = draft({ type: 'AzureSqlDatabase', name: 'sales', credential: 'login' });
    assert.equal(
      refused(() => exportYaml(sales, azure), 'unsupported'),
      'CLI v2 cannot register Azure SQL Database. Use SDK v1.',
    );
    const held = {
      ...images,
      ...principal,
      credential: 'servicePrincipal',
      heldCredential: 'servicePrincipal',
    };
    assert.match(
      refused(() => exportYaml(draft(held), azure), 'unsupported'),
      /Register it in VS Code\.$/,
    );
  });
});

const known = datastoreKinds.flatMap((kind) =>
  kind.clients.v2 ? kind.credentials.map((credential) => [kind, credential] as const) : [],
);

/** Answers that a form may hold, hostile ones among them. */
function answersFor(kind: DatastoreKind, credential: CredentialType) {
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom(
      'yes',
      'null',
      '~',
      '007',
      '1e3',
      '2024-01-01',
      'größe',
      '# x',
      'a: b',
      '"',
      '{{',
      '<x>',
      'a\nb',
    ),
  );
  const names = Object.keys(kind.clients.v2?.names ?? {});
  const fields = [
    ...kind.fields.filter(({ id }) => names.includes(id)),
    ...credentialForm(credential, kind).fields,
  ];
  const values = fields.map(({ id, asked, choices, preset }) => {
    const filled = choices ? fc.constantFrom(...choices) : text.filter((value) => value.trim() !== '');
    return [id, asked === 'required' && !preset ? filled : fc.option(filled, { nil: '' })] as const;
  });
  const tags = fc
    .dictionary(text, text, { maxKeys: 3, noNullPrototype: true })
    .map((found) => tagLine(found))
    .filter((line) => parseTags(line) !== undefined);
  return fc.record({
    ...{ type: fc.constant(kind.type), credential: fc.constant<string>(credential) },
    ...{ name: text.filter((name) => name.trim() !== ''), description: text, tags },
    ...Object.fromEntries(values),
  });
}

describe('a file that has been exported', () => {
  for (const [kind, credential] of known)
    it(`is read back as it was: ${kind.type}, ${credential}`, () => {
      fc.assert(
        fc.property(answersFor(kind, credential), fc.constantFrom(azure, china), (answers, cloud) => {
          const exported = draftOf(answers, cloud)!;
          const { answers: read, hasSecret, notes } = readYaml(exportYaml(exported, cloud));
          assert.deepEqual(draftOf(read, cloud), exported);
          assert.equal(hasSecret, false);
          assert.deepEqual(notes, []);
        }),
        { numRuns: 100 },
      );
    });
});

describe('a file to register from', () => {
  it('gives answers, with the secret apart', () => {
    const { answers, hasSecret, secret, notes } = readYaml(`$schema: https://example.net/x.json
${blob}description: Line 2
tags: { team: vision, stage: 2 }
protocol: wasbs
credentials:
  account_key: TOPSECRET
`);
    assert.deepEqual(answers, {
      ...images,
      ...{ description: 'Line 2', tags: 'team=vision, stage=2', protocol: 'wasbs', credential: 'accountKey' },
    });
    assert.equal(hasSecret, true);
    assert.equal(secret?.reveal(), 'TOPSECRET');
    assert.deepEqual(notes, []);
  });

  it('may say nothing of credentials where identity will do', () => {
    for (const text of [blob, `${blob}credentials:\n`, `${blob}credentials: {}\n`])
      assert.equal(readYaml(text).answers['credential'], 'none');
  });

  it('may hold a placeholder where the secret belongs', () => {
    for (const value of ['', 'null', '~', '<account key>', '"<your key>"', '""']) {
      const { answers, hasSecret } = readYaml(`${blob}credentials:\n  account_key: ${value}\n`);
      assert.deepEqual([answers['credential'], hasSecret], ['accountKey', false]);
    }
  });

  it('may use the words of the service and older ones of the command line', () => {
    const lake = `name: lake\ntype: AzureDataLakeGen2\naccount_name: contoso\nfilesystem: raw\n`;
    const credentials = `credentials:\n  tenant_id: t\n  client_id: c\n  authority_uri: https://login.example.net\n`;
    const { answers } = readYaml(lake + credentials);
    assert.equal(answers['type'], 'AzureDataLakeGen2');
    assert.equal(answers['credential'], 'servicePrincipal');
    assert.equal(answers['authorityUrl'], 'https://login.example.net');
  });

  it('notes what will be different', () => {
    const text = blob.replace('images', 'Images');
    const { notes } = readYaml(
      `$schema: https://azuremlschemas.azureedge.net/latest/azureFile.schema.json\n${text}`,
    );
    assert.deepEqual(notes, [
      'Azure ML keeps names in lower case: the datastore will be called images.',
      'Line 1: “$schema” is that of Azure file share; “type” counts, which is Azure Blob container.',
    ]);
  });
});

const types = 'azure_blob, azure_file, azure_data_lake_gen2, azure_data_lake_gen1, one_lake';
const blobFields =
  '$schema, name, description, account_name, container_name, endpoint, protocol, type, tags, credentials';
const lake = `name: lake\ntype: azure_data_lake_gen2\naccount_name: contoso\nfilesystem: raw\n`;

/** What is wrong, the file, and what is said. */
const refusals: readonly (readonly [what: string, text: string, said: string])[] = [
  [
    'nothing',
    '',
    'The file describes no datastore: it should have lines such as “name: images” and “type: azure_blob”.',
  ],
  [
    'a list',
    '- TOPSECRET',
    'The file describes no datastore: it should have lines such as “name: images” and “type: azure_blob”.',
  ],
  [
    'no YAML',
    `${blob}credentials:\n  account_key: "TOPSECRET\n`,
    'Line 7 is no valid YAML. Look at its indentation, colons and quotes.',
  ],
  ['tabs', `${blob}tags:\n\tteam: TOPSECRET\n`, 'Line 6 is indented with a tab. YAML takes spaces only.'],
  [
    'a field twice',
    `${blob}name: TOPSECRET\n`,
    'Line 5: this field has been written before. Keep one of them.',
  ],
  [
    'two documents',
    `${blob}---\n${blob}`,
    'The file holds several documents (with --- between them). Put each datastore into a file of its own.',
  ],
  ['no type', 'name: images\n', `The file says no type. Add a line with “type:” and one of these: ${types}.`],
  [
    'an unknown type',
    'name: images\ntype: TOPSECRET\n',
    `Line 2: this is no type that CLI v2 knows. Write one of these: ${types}.`,
  ],
  [
    'a type without files',
    'type: azure_sql_database\n',
    `Line 1: this is no type that CLI v2 knows. Write one of these: ${types}.`,
  ],
  [
    'an unknown field',
    `${blob}acount_name: TOPSECRET\n`,
    `Line 5: “acount_name” has no place in a datastore of type azure_blob. Fields that have one: ${blobFields}.`,
  ],
  [
    'a secret as a field',
    `${blob}sv=2024&sig=TOPSECRET:\n`,
    `Line 5: a field has no place in a datastore of type azure_blob. Fields that have one: ${blobFields}.`,
  ],
  [
    'a dotted field',
    'type: one_lake\nartifact.name: x\n',
    'Line 2: a field has no place in a datastore of type one_lake. Fields that have one: $schema, name, description, one_lake_workspace_name, artifact.name, artifact.type, endpoint, type, tags, credentials.',
  ],
  [
    'a missing field',
    blob.replace(/account.*\n/, ''),
    '“account_name” is missing in a datastore of type azure_blob. Add it.',
  ],
  [
    'a missing name',
    blob.replace('images', ''),
    '“name” is missing in a datastore of type azure_blob. Add it.',
  ],
  [
    'fields below text',
    `${blob}description:\n  x: TOPSECRET\n`,
    'Line 5: “description” is text, and has no fields below it.',
  ],
  [
    'text for fields',
    `${blob}credentials: TOPSECRET\n`,
    'Line 5: “credentials” needs fields of its own below it.',
  ],
  [
    'text for a part',
    'type: one_lake\nartifact: TOPSECRET\n',
    'Line 2: “artifact” needs fields of its own below it.',
  ],
  [
    'a list within',
    `${blob}tags: [TOPSECRET]\n`,
    'Line 5: text is expected here, or fields below it. Lists, references and deeper levels have no meaning.',
  ],
  [
    'a reference to fields',
    `${blob}tags: &a { x: y }\ncredentials: *a\n`,
    'Line 6: text is expected here, or fields below it. Lists, references and deeper levels have no meaning.',
  ],
  [
    'a tag',
    `${blob}description: !!binary TOPSECRET\n`,
    'Line 5 has a YAML tag (with an exclamation mark), which has no meaning here. Remove it.',
  ],
  ['a wrong choice', `${blob}protocol: TOPSECRET\n`, 'Line 5: “protocol” may be: https, wasbs.'],
  [
    'two credentials',
    `${blob}credentials:\n  account_key: TOPSECRET\n  sas_token: TOPSECRET\n`,
    'Line 7: the credentials hold “account_key” and “sas_token”, which belong to two kinds of credentials. Keep one kind.',
  ],
  [
    'two principals',
    `${lake}credentials:\n  tenant_id: t\n  client_secret: TOPSECRET\n  client_id: c\n  certificate: TOPSECRET\n`,
    'Line 9: the credentials hold “client_secret” and “certificate”, which belong to two kinds of credentials. Keep one kind.',
  ],
  [
    'half a principal',
    `${lake}credentials:\n  tenant_id: t\n  client_secret: TOPSECRET\n`,
    '“client_id” is missing in the credentials of a datastore of type azure_data_lake_gen2. Add it.',
  ],
  [
    'another’s credential',
    `${lake}credentials:\n  account_key: TOPSECRET\n`,
    'Line 6: “account_key” has no place in the credentials of a datastore of type azure_data_lake_gen2. Fields that have one: tenant_id, client_id, client_secret, resource_url, authority_url, thumbprint, certificate.',
  ],
  [
    'no credential',
    'name: s\ntype: azure_file\naccount_name: contoso\nfile_share_name: team\n',
    'The file says no credentials, and a datastore of type azure_file needs some. Add “credentials:”, and below it one of these: account_key, sas_token.',
  ],
  [
    'an authority twice',
    `${lake}credentials:\n  authority_uri: TOPSECRET\n  authority_url: TOPSECRET\n`,
    'Line 7: “authority_url” says again what has been said above. Keep one of them.',
  ],
];

describe('a file that is refused', () => {
  for (const [what, text, said] of refusals) it(`has ${what}`, () => assert.equal(sentence(text), said));

  it('is too long, or made to be endless', () => {
    assert.match(sentence('a: b\n'.repeat(100_000)), /too long/);
    assert.match(sentence('['.repeat(100_000)), /./);
    assert.match(sentence(`${blob}tags: &a\n  x: *a\n`), /^Line 6: text is expected/);
    assert.match(sentence(`${blob}description: *nowhere\n`), /^Line 5: text is expected/);
  });

  it('never says more than a sentence, whatever is in it', () => {
    const unit = fc.constantFrom(
      ...`${blob}credentials:\n  account_key: `.split(/(?<=\W)/),
      ...Array.from(' :-\n\t"\'{}[],&*!|>#%~a1'),
    );
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit, maxLength: 60 }));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          readYaml(text);
        } catch (error) {
          assert.ok(error instanceof Failure, String(error));
          assert.equal(error.cause, undefined);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
