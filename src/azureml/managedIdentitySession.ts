import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { t } from '@vscode/l10n';
import type { Log } from '../common/log.ts';
import { logged } from '../common/requestLog.ts';
import type { IdentitySignIn } from './identitySession.ts';

/** Tells `log` of each request. The library puts its own policy in the place of those that it is given. */
function loggingClient(log: Log): HttpClient {
  const client = createDefaultHttpClient();
  return {
    sendRequest(request) {
      const sent = client.sendRequest(request);
      return log.traces ? logged(log, request, sent) : sent;
    },
  };
}

/**
 * The identity of the machine: an Azure Machine Learning compute instance, a virtual machine, App Service. AZURE_CLIENT_ID
 * chooses one of several.
 */
export function managedIdentitySignIn(environment: NodeJS.ProcessEnv = process.env): IdentitySignIn {
  const clientId = environment['AZURE_CLIENT_ID'] ?? '';
  const who = t('the managed identity of this machine');
  const remedy = t(
    'Check the managed identity of this machine, and AZURE_CLIENT_ID if it has several, or change the setting azuremlDatastores.authentication.',
  );
  return {
    id: 'managedIdentity',
    guest: false,
    account: clientId === '' ? who : clientId,
    who,
    remedy: () => remedy,
    create(identity, { redirectOptions }, { log }) {
      // The machine itself gives the tokens, at an address that is not of the cloud and not to be reached through its
      // gateway. Without the probe a machine that has no identity is waited for for minutes.
      const options = {
        redirectOptions,
        sendProbeRequest: true,
        retryOptions: { maxRetries: 2 },
        ...(log && { httpClient: loggingClient(log) }),
      };
      return new identity.ManagedIdentityCredential({ ...options, ...(clientId === '' ? {} : { clientId }) });
    },
    unavailable: (said) =>
      /identity.{0,30}not found|No managed identity/i.test(said)
        ? t('This machine has no managed identity of that name. {0}', remedy)
        : t(
            'This machine has no managed identity that answers. Use one that has, such as an Azure Machine Learning compute instance, or change the setting azuremlDatastores.authentication.',
          ),
  };
}
