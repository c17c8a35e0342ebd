import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createHttpHeaders,
  createPipelineRequest,
  RestError,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { ClientSecretCredential } from '@azure/identity';
import { AnonymousCredential, ContainerClient } from '@azure/storage-blob';
import { refusal, type Asked } from '../../../../src/azureml/failures.ts';
import { signInFailure } from '../../../../src/common/signInFailure.ts';
import type { Failure } from '../../../../src/common/failure.ts';
import { failureDetails } from '../../../../src/common/failureDetails.ts';
import { refusals, refusalFor } from '../../../../src/common/refusals/index.ts';
import type { Row } from '../../../../src/common/refusals/row.ts';
import { serviceFailure, type Place } from '../../../../src/storage/serviceFailures.ts';
import {
  controlSamples,
  entraSamples,
  networkSamples,
  storageSamples,
  type Sample,
  type StorageSample,
} from './samples.ts';

const secret = 'TOPSECRET%2Bsignature%3D';
const remedies =
  /(?:^|[.:;,] |\b(?:or|then|and|first,) )(?:Add|Ask|Check|Choose|Close|Connect|Give|Make|Move|Refresh|Register|Remove|Rename|Replace|Select|Set|Sign in|Take|Try again|Update|Use|Wait)\b/i;

/** What every sentence of the table keeps to. */
function assertGood(failure: Failure, thing: RegExp, { says }: Pick<Sample, 'says'>): void {
  const { message } = failure;
  assert.match(message, thing, 'it names the thing');
  assert.match(message, says);
  assert.match(message, remedies, 'it names the remedy');
  assert.match(message, /\.$/, 'it ends with a full stop');
  assert.doesNotMatch(message, /\{\d\}|undefined|null|“”|\(\)| {2}|\.\./, 'nothing is left out');
  for (const shown of [message, failureDetails(failure, '1.0.0')]) assert.doesNotMatch(shown, /TOPSECRET/);
}

const place: Omit<Place, 'credential'> = {
  service: 'blob',
  host: 'contosodata.blob.core.windows.net',
  account: 'contosodata',
  root: 'images',
  where: 'https://contosodata.blob.core.windows.net/images/a.csv',
};

/** A Blob service on this machine that refuses everything as `sample` says, and the library's error for it. */
async function storageError(sample: StorageSample): Promise<unknown> {
  const { code, status, said, detail, headers = {} } = sample;
  const server: Server = createServer((request, response) => {
    request.resume();
    const named = {
      'x-ms-error-code': code,
      'x-ms-request-id': 'request-1',
      'content-type': 'application/xml',
    };
    response.writeHead(status, { ...named, ...headers, connection: 'close' });
    const more =
      detail === undefined ? '' : `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`;
    const message = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    response.end(
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:request-1\nTime:2024-01-01T00:00:00Z</Message>${more}</Error>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/contosodata/images?sv=2024-11-04&sp=rl&sig=${secret}`;
  const container = new ContainerClient(address, new AnonymousCredential(), {
    retryOptions: { maxTries: 1 },
  });
  const blob = container.getBlockBlobClient('a.csv');
  const does = {
    read: () => blob.download(),
    write: () => blob.upload('x', 1),
    delete: () => blob.delete(),
    list: () => container.listBlobsFlat().next(),
  }[sample.does ?? 'read'];
  try {
    return await does().then(
      () => assert.fail('It was not refused.'),
      (error: unknown) => error,
    );
  } finally {
    server.close();
  }
}

const asked: Asked = {
  method: 'GET',
  what: 'the datastores of workspace “research”',
  signInRemedy: 'Sign in again.',
  signIn: { account: 'ada' },
};
const workspaceId =
  '/subscriptions/s/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/research';

function controlFailure({ status }: Sample, error: object, headers: Record<string, string> = {}): Failure {
  const request = createPipelineRequest({
    url: `https://management.azure.com${workspaceId}/datastores?api-version=2025-09-01`,
  });
  const response: PipelineResponse = {
    request,
    status,
    headers: createHttpHeaders({ 'x-ms-correlation-request-id': 'request-2', ...headers }),
    bodyAsText: JSON.stringify({ error }),
  };
  return refusal(response, JSON.parse(response.bodyAsText ?? '') as Record<string, unknown>, asked);
}

const application = {
  who: 'the service principal 1234 of datastore “images”',
  remedy: 'Update the datastore’s credential.',
};
const user = { who: 'ada@contoso.example', remedy: 'Sign in again.', signIn: { account: 'ada' } };

/** What the library throws when Entra answers a service principal with `description`. */
async function entraError(description: string): Promise<unknown> {
  const answer = (request: PipelineRequest): [number, object] =>
    request.url.includes('openid-configuration')
      ? [
          200,
          {
            token_endpoint: `${origin}/t/token`,
            issuer: `${origin}/t`,
            authorization_endpoint: `${origin}/t/a`,
            jwks_uri: `${origin}/t/k`,
          },
        ]
      : [
          400,
          { error: 'invalid_grant', error_description: description, error_codes: [1], trace_id: 'trace-1' },
        ];
  const origin = 'https://login.microsoftonline.com';
  const policy = {
    name: 'entra',
    sendRequest: (request: PipelineRequest): Promise<PipelineResponse> => {
      const [status, body] = answer(request);
      const headers = createHttpHeaders({ 'content-type': 'application/json' });
      return Promise.resolve({ request, status, headers, bodyAsText: JSON.stringify(body) });
    },
  };
  const credential = new ClientSecretCredential('t', 'client', 'TOPSECRET', {
    authorityHost: origin,
    disableInstanceDiscovery: true,
    additionalPolicies: [{ position: 'perCall', policy }],
  });
  return credential.getToken('https://storage.azure.com/.default').then(
    () => assert.fail('It was not refused.'),
    (error: unknown) => error,
  );
}

const ids = 'Trace ID: trace-1 Correlation ID: correlation-1 Timestamp: 2024-01-01 00:00:00Z';

describe('the table of refusals', () => {
  const seen = new Set<Row>();
  const find = refusalFor;
  const rows = Object.values(refusals).flat() as readonly Row[];

  it('has enough codes, each with a source', () => {
    assert(new Set(rows.flatMap(({ codes }) => codes)).size >= 35);
    for (const row of rows) assert(row.source.length > 3 && row.codes.length > 0);
  });

  it('has no row that another one hides', () => {
    for (const list of Object.values(refusals) as (readonly Row[])[]) {
      const taken = new Set<string>();
      for (const { codes, when } of list) {
        for (const code of codes) assert(!taken.has(code), `${code} comes after a row that takes all of it`);
        if (!when) codes.forEach((code) => taken.add(code));
      }
    }
  });

  describe('says of the storage services', () => {
    for (const sample of storageSamples) {
      const { code, credential, detail = '' } = sample;
      it(`what ${code} means to one with ${credential} ${detail.slice(0, 30)}`, async () => {
        const error = await storageError(sample);
        const at: Place = { ...place, credential, ...(sample.sas && { sas: sample.sas }) };
        const failure = serviceFailure(error, at);
        assertGood(failure, /a\.csv|contosodata/, sample);
        const { host, status, requestId } = failure.facts;
        assert.deepEqual([host, status, requestId], [place.host, sample.status, 'request-1']);
        assert.equal(failure.facts.code, code);
        const row = rows.find(
          ({ codes, when }) =>
            codes.includes(code) && (when?.({ ...at, skew: 0, ...sample, detail } as never) ?? true),
        );
        assert.equal(row?.word, failure.word);
        seen.add(row);
      });
    }
  });

  describe('says of Azure Resource Manager and Azure ML', () => {
    for (const sample of controlSamples) {
      const { code, said: message, status } = sample;
      it(`what ${code} ${status} means: ${message.slice(0, 40)}`, () => {
        const failure = controlFailure(sample, { code, message });
        assertGood(failure, /^Reading the datastores of workspace “research” /, sample);
        assert.deepEqual(
          [failure.facts.code, failure.facts.status, failure.facts.requestId, failure.facts.resource],
          [code, status, 'request-2', workspaceId],
        );
        const row = find('control', { ...sample, requestId: '', doing: '', remedy: '' });
        assert.equal(row?.word, failure.word);
        seen.add(row as unknown as Row);
      });
    }
  });

  describe('says of Microsoft Entra', () => {
    for (const sample of entraSamples) {
      const { code, said } = sample;
      it(`what ${code} means`, async () => {
        const asking = /AADSTS700\d+|AADSTS90002/.test(code) && code !== 'AADSTS700082' ? application : user;
        const failure = signInFailure(await entraError(`${code}: ${said} ${ids}`), undefined, asking);
        assertGood(failure, new RegExp(asking.who), sample);
        assert.deepEqual([failure.facts.code, failure.facts.requestId], [code, 'trace-1']);
        const row = find('entra', { ...sample, status: 0, requestId: '', who: '', remedy: '' });
        assert.equal(row?.word, failure.word);
        assert.equal(failure.facts.signIn !== undefined, row.signIn === true);
        seen.add(row as unknown as Row);
      });
    }
  });

  describe('says of the network', () => {
    for (const sample of networkSamples) {
      const { code, said, host = place.host } = sample;
      it(`what ${code} of ${host} means`, () => {
        const error = new RestError(said, { code });
        const failure = serviceFailure(error, { ...place, host, credential: 'identity' });
        assertGood(failure, new RegExp(host.replaceAll('.', '\\.')), sample);
        assert.deepEqual(failure.facts, { code, host });
        const row = find('network', { code, host, doing: '' });
        assert.equal(row?.word, failure.word);
        seen.add(row as unknown as Row);
      });
    }
  });

  after(() => {
    const unseen = rows.filter((row) => !seen.has(row));
    assert.deepEqual(
      unseen.map(({ codes }) => codes.join(', ')),
      [],
      'every row has a sample',
    );
  });
});
