import { databaseServices } from './databases.ts';
import { forbidden, userError } from './errors.ts';
import type { DatastoreDraft } from './records.ts';

/** The one password that no server takes. */
const wrongPassword = 'wrong-password';

/**
 * What the service does before it registers a database with a login: the login must open it. Databases without a login
 * are not looked at. None of the sentences is confirmed for databases.
 */
export function probeDatabase({ type, settings, credential, secret }: DatastoreDraft): void {
  const service = databaseServices.find((one) => one.type === type);
  if (!service || credential.type !== 'SqlAuthentication') return;
  const { serverName: server, databaseName: database } = settings;
  if (typeof server !== 'string' || typeof database !== 'string')
    throw userError('The server and the database are needed.');
  const found = service.servers.find(({ name }) => name === server.toLowerCase());
  if (!found || found.stopped)
    throw userError(`The server ${server} could not be reached. Please make sure that it exists.`);
  if (secret.userPassword === wrongPassword) throw forbidden();
  if (!found.databases.includes(database))
    throw userError(`The database ${database} does not exist on the server ${server}.`);
}
