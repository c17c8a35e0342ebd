import assert from 'node:assert/strict';
import { azureClouds, databaseHosts } from '../../../src/azureml/cloud.ts';
import type { CloudNames, DatastoreDraft } from '../../../src/datastores/datastore.ts';
import { draftOf, type Answers } from '../../../src/registration/answers.ts';

const cloudNames = (name: keyof typeof azureClouds): CloudNames => ({
  ...azureClouds[name],
  databases: databaseHosts(azureClouds[name]),
});
export const azure = cloudNames('AzureCloud');
export const china = cloudNames('AzureChinaCloud');

export const tenantId = '11111111-2222-3333-4444-555555555555';
export const clientId = '66666666-7777-8888-9999-aaaaaaaaaaaa';
export const principal = { tenantId, clientId };

/** A finished draft, as the forms make it. */
export function draft(answers: Answers, cloud = azure): DatastoreDraft {
  const made = draftOf(answers, cloud);
  assert.ok(made);
  return made;
}
