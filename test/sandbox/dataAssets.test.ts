import assert from 'node:assert/strict';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { controlOf, errorOf, names, properties, type Control } from './control.ts';

describe('Data assets in the sandbox', function () {
  this.timeout(30_000);
  let box: Sandbox;
  let control: Control;
  let data: string;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
    data = `${control.idOf('vision-research')}/data`;
  });
  after(() => box.reset());

  const uri = 'azureml://datastores/images/paths/train/';
  const put = (path: string, more: object = {}, as: 'user' | 'reader' = 'user') => {
    const body = { properties: { dataType: 'uri_folder', dataUri: uri, ...more } };
    return control.arm(`${data}/${path}`, { method: 'PUT', body, as });
  };

  it('makes a version with its container, and numbers the next', async () => {
    assert.equal((await put('pictures/versions/1', { tags: { team: 'vision' } })).status, 201);
    assert.equal((await put('pictures/versions/2')).status, 201);
    const container = properties((await control.arm(`${data}/pictures`)).json);
    assert.deepEqual([container['latestVersion'], container['nextVersion']], ['2', '3']);
    const { json } = await control.arm(`${data}/pictures/versions/1`);
    assert.equal(json['id'], `${data}/pictures/versions/1`);
    assert.deepEqual(properties(json), {
      ...{ dataType: 'uri_folder', dataUri: uri, description: null, tags: { team: 'vision' } },
      ...{ properties: {}, isAnonymous: false, isArchived: false },
    });
    assert.ok(names(await control.arm(data)).includes('pictures'));
    assert.deepEqual(names(await control.arm(`${data}/pictures/versions?$top=1`)), ['2']);
  });

  it('keeps the path of a version and the type of an asset', async () => {
    await put('fixed/versions/1');
    assert.equal((await put('fixed/versions/1', { description: 'said later' })).status, 200);
    assert.equal((await put('fixed/versions/1', { dataUri: `${uri}circle/` })).status, 409);
    assert.equal((await put('fixed/versions/2', { dataType: 'mltable' })).status, 400);
  });

  it('says what is missing, and lets a reader read only', async () => {
    assert.equal((await control.arm(`${data}/nothing`)).status, 404);
    assert.equal((await control.arm(`${data}/nothing/versions`)).status, 404);
    const wrong = await put('wrong/versions/1', { dataType: 'folder', dataUri: '' });
    assert.deepEqual(
      errorOf(wrong).details?.map(({ target }) => target),
      ['properties.dataType', 'properties.dataUri'],
    );
    assert.equal((await put('wrong/versions/1', {}, 'reader')).status, 403);
    assert.equal((await control.arm(data, { as: 'reader' })).status, 200);
  });

  it('shows versions without a name in no list', async () => {
    await put('a1b2/versions/1', { isAnonymous: true });
    assert.ok(!names(await control.arm(data)).includes('a1b2'));
    assert.equal((await control.arm(`${data}/a1b2/versions/1`)).status, 200);
  });
});

describe('Datasets of SDK v1 in the sandbox', function () {
  this.timeout(30_000);
  let box: Sandbox;
  let control: Control;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
  });
  after(() => box.reset());

  const region = (path: string, options: Parameters<Control['raw']>[2] = {}) => {
    const at = control.idOf('vision-research');
    return control.raw('eastus.api.azureml.ms.localhost', path.replace('WS', at.slice(1)), options);
  };
  const yaml = '---\ntype: mltable\n';
  const body = {
    ...{ name: 'pictures', datasetType: 'file', isVisible: true },
    latest: { dataflow: JSON.stringify({ blocks: [], meta: { RsDataflow: yaml } }) },
  };
  const register = (query: string) => region(`/dataset/v1.0/WS/datasets${query}`, { method: 'POST', body });

  it('registers versions, and gives back the definition', async () => {
    const first = await register('?ifExistsOk=False');
    assert.equal(first.status, 200);
    const { versionId, savedDatasetId } = first.json['latest'] as Record<string, string>;
    assert.equal(versionId, '1');
    const asked = await region(
      `/data/v1.0/WS/dataversion/unregistered-${savedDatasetId!}/versions/1?includeSavedDatasets=true`,
    );
    assert.deepEqual(asked.json, { legacyDataflow: yaml });
    assert.equal((await register('?ifExistsOk=False')).status, 409);
    const second = await register('?ifExistsOk=True&updateDefinitionIfExists=True');
    assert.equal((second.json['latest'] as Record<string, string>)['versionId'], '2');
  });

  it('finds one by name and version', async () => {
    const one = await region('/dataset/v1.0/WS/datasets/query/name=pictures?versionId=1');
    assert.equal((one.json['latest'] as Record<string, string>)['versionId'], '1');
    assert.equal((await region('/dataset/v1.0/WS/datasets/query/name=nothing')).status, 404);
  });

  it('saves one without a name', async () => {
    const { dataflow } = body.latest;
    const options = { method: 'POST', body: { datasetType: 'file', dataflowJson: dataflow } };
    const saved = await region('/dataset/v1.0/WS/saveddatasets', options);
    assert.equal(saved.json['dataflowJson'], dataflow);
    assert.ok(saved.json['id']);
  });
});
