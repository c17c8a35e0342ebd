import { peopleOf, tenantsOf } from './directory.ts';
import type { ManagedIdentity } from './managedIdentity.ts';
import type { SandboxState } from './state.ts';
import type { Certificates } from './tls.ts';

/** What `sandbox.json` says: all that tests, `npm start` and the sign-in need to know, secrets included. */
export function describe(
  state: SandboxState,
  certificates: Certificates,
  ports: { front: number; proxy: number },
  managedIdentity: ManagedIdentity,
): object {
  const principals = Object.entries(state.principals).map(
    ([name, { tenantId, clientId, clientSecret, objectId }]) => [
      name,
      { tenantId, clientId, clientSecret, objectId },
    ],
  );
  const accounts = Object.entries(state.accounts).map(([name, { key, kind, hns }]) => [
    name,
    { key, kind, hns },
  ]);
  return {
    pid: process.pid,
    port: ports.front,
    proxy: `http://127.0.0.1:${ports.proxy}`,
    caFile: certificates.caFile,
    adminUrl: 'https://admin.localhost',
    adminToken: state.adminToken,
    cloud: {
      name: 'Sandbox',
      resourceManager: 'https://management.azure.com.localhost',
      login: 'https://login.microsoftonline.com.localhost',
      storageSuffix: 'core.windows.net.localhost',
      dataPlaneSuffixes: ['api.azureml.ms.localhost'],
      caFile: certificates.caFile,
      connectTo: `127.0.0.1:${ports.front}`,
      authenticationProvider: 'azureml-sandbox',
      portal: 'https://portal.azure.com.localhost',
      studio: 'https://ml.azure.com.localhost',
    },
    tenants: state.tenants,
    directories: tenantsOf(state),
    people: peopleOf(state),
    principals: Object.fromEntries(principals) as object,
    accounts: Object.fromEntries(accounts) as object,
    workspaces: state.workspaces,
    guestWorkspaces: state.guestWorkspaces,
    managedIdentity: {
      endpoint: managedIdentity.appService,
      header: state.identityHeader,
      compute: {
        endpoint: managedIdentity.compute,
        secret: state.identityHeader,
        clientId: state.principals.managed.clientId,
      },
    },
  };
}
