import assert from 'node:assert/strict';
import type { AzureMl } from '../../src/azureml/index.ts';
import type { Workspace } from '../../src/azureml/workspaces.ts';
import type { DatastoreDraft } from '../../src/datastores/datastore.ts';
import { draftOf } from '../../src/registration/answers.ts';
import { createRegistration } from '../../src/registration/registration.ts';
import type { Tried } from '../../src/registration/trying.ts';
import type { Row } from '../contract/registrationRows.ts';
import { traceLog } from '../support/log.ts';

function value<T>(tried: Tried<T>): T {
  if (tried.ok) return tried.value;
  return assert.fail(tried.problems.map(({ field, message }) => `${field}: ${message}`).join('\n'));
}

/** Registers a row by our own code, as the form does. Resolves to what was written. */
export async function registerByUs(
  azure: AzureMl,
  workspace: Workspace,
  { answers, secret, certificate }: Row,
): Promise<DatastoreDraft> {
  const registration = createRegistration({ azure, workspace, purpose: 'register', log: traceLog });
  const given = { ...registration.first, ...answers };
  if (certificate) {
    const read = value(registration.secrets.giveCertificate(certificate, given));
    value(await registration.preview(read));
    value(await registration.submit(read));
    return draftOf(read, registration.cloud) ?? assert.fail();
  }
  if (secret !== undefined) registration.secrets.give(secret, given);
  value(await registration.preview(given));
  value(await registration.submit(given));
  return draftOf(given, registration.cloud) ?? assert.fail();
}
