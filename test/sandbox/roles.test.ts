import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { controlOf, errorOf, names, properties, rows, type Control } from './control.ts';
import { send, tokenFrom } from './support.ts';

describe('role assignments in the sandbox', function () {
  this.timeout(30_000);
  let box: Sandbox;
  let control: Control;
  before(async () => {
    box = await sandbox();
    control = controlOf(box);
  });
  after(() => box.reset());

  /** The assignments at a resource of the group ml-research. */
  const assignmentsAt = (resource: string) =>
    `${control.idOf('vision-research').split('/providers')[0]!}/providers/${resource}/providers/Microsoft.Authorization/roleAssignments`;

  it('grants a data role that the storage services honour until the next reset', async () => {
    const all = assignmentsAt('Microsoft.Storage/storageAccounts/contosodata');
    const { objectId: principalId } = box.principals.reader;
    const roleDefinitionId = `/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1`;
    const body = { properties: { principalId, roleDefinitionId, principalType: 'ServicePrincipal' } };
    const name = randomUUID();
    assert.equal((await control.arm(`${all}/${name}`, { method: 'PUT', body, as: 'reader' })).status, 403);
    assert.equal((await control.arm(`${all}/${name}`, { method: 'PUT', body })).status, 201);
    assert.equal(
      errorOf(await control.arm(`${all}/${randomUUID()}`, { method: 'PUT', body })).code,
      'RoleAssignmentExists',
    );
    const mine = await control.arm(`${all}?$filter=principalId%20eq%20'${principalId}'`);
    assert.ok(names(mine).includes(name));
    assert.ok(rows(mine).every((row) => properties(row)['principalId'] === principalId));
    const token = await tokenFrom(box, { principal: 'reader', resource: 'https://storage.azure.com' });
    const headers = { authorization: `Bearer ${token}`, 'x-ms-version': '2024-11-04' };
    const read = await send(box, 'contosodata.blob.core.windows.net.localhost', '/images/README.md', {
      headers,
    });
    assert.equal(read.status, 200);
    await box.reset();
    assert.ok(!names(await control.arm(all)).includes(name));
    const again = await send(box, 'contosodata.blob.core.windows.net.localhost', '/images/README.md', {
      headers,
    });
    assert.equal(again.status, 403);
  });

  it('knows the managed identity of a workspace, wherever below a known subscription', async () => {
    const identity = (await control.arm(control.idOf('vision-research'))).json['identity'];
    const { principalId } = identity as { principalId: string };
    const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1`;
    const body = { properties: { principalId, roleDefinitionId } };
    for (const resource of [
      'Microsoft.Storage/storageAccounts/contosodata',
      'Microsoft.Sql/servers/contoso-sales',
      'Microsoft.Sql/servers/contoso-sales/databases/sales',
      'Microsoft.DataLakeStore/accounts/contosolegacy',
    ]) {
      const [all, name] = [assignmentsAt(resource), randomUUID()];
      const put = () => control.arm(`${all}/${name}`, { method: 'PUT', body });
      const made = await put();
      assert.equal(made.status, 201, resource);
      assert.equal(properties(made.json)['principalType'], 'ServicePrincipal');
      const again = await put();
      assert.deepEqual([again.status, errorOf(again).code], [409, 'RoleAssignmentExists']);
      for (const filter of [`principalId eq '${principalId}'`, `assignedTo('${principalId}')`]) {
        const found = await control.arm(`${all}?$filter=${encodeURIComponent(filter)}`);
        assert.ok(names(found).includes(name), filter);
        assert.ok(rows(found).every((row) => properties(row)['principalId'] === principalId));
      }
    }
  });

  it('refuses a principal that nobody knows, and one name for two principals', async () => {
    const all = assignmentsAt('Microsoft.Sql/servers/contoso-sales');
    const name = randomUUID();
    const put = (principalId: string) => {
      const roleDefinitionId =
        '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
      const body = { properties: { principalId, roleDefinitionId } };
      return control.arm(`${all}/${name}`, { method: 'PUT', body });
    };
    assert.equal(errorOf(await put(randomUUID())).code, 'PrincipalNotFound');
    const [first, second] = box.workspaces;
    assert.equal((await put(first!.workspaceId)).status, 201);
    assert.equal(errorOf(await put(second!.workspaceId)).code, 'RoleAssignmentUpdateNotPermitted');
  });
});
