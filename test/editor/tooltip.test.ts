import assert from 'node:assert/strict';
import type { AccessUsed } from '../../src/azureml/storages.ts';
import { Failure } from '../../src/common/failure.ts';
import type { DatastoreCredential } from '../../src/datastores/datastore.ts';
import type { Node } from '../../src/tree/nodes.ts';
import { tooltip } from '../../src/tree/tooltip.ts';
import { store } from '../unit/tree/fixtures.ts';

/** The text as it is read, without Markdown's escapes. */
function text(node: Node, access?: AccessUsed): string {
  const { value } = tooltip(node, access) ?? { value: '' };
  return value.replaceAll('&nbsp;', ' ').replaceAll(/\\(.)/g, '$1');
}

const withCredential = (credential: DatastoreCredential): Node => ({
  ...store,
  datastore: { ...store.datastore, credential },
});

describe('the tooltip of a datastore', () => {
  it('says nothing of how it is reached before it has been opened', () => {
    assert.doesNotMatch(text(store), /Access with/);
  });

  it('says that the data is reached as the user', () => {
    assert.match(text(store, { by: 'identity' }), /Access with: your own identity/);
  });

  it('names the credential in use, never the credential itself', () => {
    const sas = text(withCredential({ type: 'sas' }), { by: 'datastoreCredential' });
    assert.match(sas, /Access with: the datastore’s SAS token$/);
  });

  it('names the role that would make the key unnecessary', () => {
    const instead = new Failure('permissionDenied', 'Ask for the role Storage Blob Data Reader.');
    const key = text(withCredential({ type: 'accountKey' }), { by: 'datastoreCredential', instead });
    assert.match(key, /the datastore’s account key, because your own identity was refused: Ask for the role/);
  });

  it('shows a name from outside as text, not as Markdown', () => {
    const { value } =
      tooltip({ ...store, datastore: { ...store.datastore, description: '[x](command:y)' } }) ?? {};
    assert.doesNotMatch(value ?? '', /(?<!\\)\[x\]/);
  });
});
