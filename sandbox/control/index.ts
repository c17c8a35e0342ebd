import type { IncomingMessage, ServerResponse } from 'node:http';
import { createStorageClient } from '../content/storageClient.ts';
import { send, sendJson, type Context, type SandboxEnv, type Service } from '../service.ts';
import { computeRoutes } from './armComputes.ts';
import { createDataAssets } from './armData.ts';
import { databaseRoutes } from './armDatabases.ts';
import { datastoreRoutes } from './armDatastores.ts';
import { revokeAll, roleRoute } from './armRoles.ts';
import { storageRoutes } from './armStorage.ts';
import { regionBase, workspaceRoutes } from './armWorkspaces.ts';
import { dataPlaneRoutes } from './dataPlane.ts';
import { sendArmFailure, sendV1Failure } from './errors.ts';
import { authenticate } from './identity.ts';
import { cloudMetadata } from './metadata.ts';
import { createRegistry } from './registry.ts';
import { createResources } from './resources.ts';
import { createAccess } from './roles.ts';
import { findRoute, type Answer, type Route } from './router.ts';
import { seededDatastores } from './seed.ts';
import { openStore } from './store.ts';
import { createDatasets } from './v1Datasets.ts';
import { apiVersion } from './versions.ts';

/** Base addresses by service, for anybody. That exactly these names are there is not confirmed, but for `history`. */
function discovery(region: string, publicName: boolean): Record<string, string> {
  const names = [
    'api',
    'history',
    'experimentation',
    'modelmanagement',
    'pipelines',
    'hyperdrive',
    'catalog',
    'dataset',
  ];
  const services = Object.fromEntries(names.map((name) => [name, regionBase(region, publicName)]));
  return { ...services, studio: `https://ml.azure.com${publicName ? '' : '.localhost'}` };
}

/** Azure Resource Manager, the discovery document and the v1 datastore service. */
export function createControlPlane(env: SandboxEnv): Service {
  const client = createStorageClient(env);
  const store = openStore(env, (workspaceId) => seededDatastores(env, workspaceId));
  const access = createAccess(env, () => store.assignments);
  const resources = createResources(env, access);
  const registry = createRegistry(env, store, client);
  const computes = computeRoutes(resources, access);
  const dataAssets = createDataAssets(resources, access);
  const datasets = createDatasets(resources, access);
  const armRoutes: Route[] = [
    ...workspaceRoutes(env, resources, access),
    ...datastoreRoutes(resources, registry, access),
    ...computes.arm,
    ...dataAssets.routes,
    ...storageRoutes(env, resources, access, client),
    ...databaseRoutes(env, resources, access),
  ];
  const v1Routes = [...dataPlaneRoutes(resources, registry, access), ...computes.region, ...datasets.routes];

  async function dispatch(
    request: IncomingMessage,
    response: ServerResponse,
    context: Context,
  ): Promise<Answer> {
    const claims = await authenticate(env, request);
    const address = { rawPath: context.rawPath, method: request.method ?? 'GET' };
    const found =
      context.region === undefined
        ? (roleRoute(env, address, { resources, access, store }) ??
          findRoute(armRoutes, address.method, address.rawPath))
        : findRoute(v1Routes, address.method, address.rawPath);
    if (found.route.versions) apiVersion(context, found.route.versions);
    return found.route.answer({ request, response, context, claims, params: found.params });
  }

  return {
    async handle(request, response, context) {
      if (context.region !== undefined && /^\/discovery(\/|$)/.test(context.rawPath)) {
        sendJson(request, response, 200, discovery(context.region, context.publicName));
        return;
      }
      if (context.region === undefined && /^\/metadata\/endpoints\/?$/.test(context.rawPath)) {
        sendJson(request, response, 200, cloudMetadata(context.publicName));
        return;
      }
      try {
        const { status, body } = await dispatch(request, response, context);
        const headers = { 'x-ms-request-id': context.requestId };
        if (body === undefined) send(request, response, status, headers);
        else sendJson(request, response, status, body, headers);
      } catch (error) {
        (context.region === undefined ? sendArmFailure : sendV1Failure)(request, response, context, error);
      }
    },
    async reset() {
      await revokeAll(env, store.assignments);
      dataAssets.reset();
      datasets.reset();
      await store.reset();
    },
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}
