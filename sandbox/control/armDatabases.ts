import type { SandboxEnv } from '../service.ts';
import { databasePlace, databaseServices, type DatabaseServer, type DatabaseService } from './databases.ts';
import { ControlError } from './errors.ts';
import { notFound, type Resources } from './resources.ts';
import type { Access } from './roles.ts';
import { pageOf, route, sameAddress, type Answer, type Call, type Route } from './router.ts';

const pageSize = 50;

function paged<T>(call: Call, rows: readonly T[], body: (row: T) => unknown): Answer {
  const { page, next } = pageOf(rows, call.context.query.get('$skipToken'), pageSize);
  const nextLink = next === undefined ? {} : { nextLink: sameAddress(call, { $skipToken: next }) };
  return { status: 200, body: { value: page.map(body), ...nextLink } };
}

/** PostgreSQL was seen to say this code for a server's parameters, there with 400; 409 for databases is not confirmed. */
function serverStopped(name: string): ControlError {
  return new ControlError(
    409,
    'ServerStoppedError',
    `The server '${name}' is stopped. Start it and try again.`,
  );
}

function serviceRoutes(
  service: DatabaseService,
  { env, resources, access }: { env: SandboxEnv; resources: Resources; access: Access },
): Route[] {
  const { provider, suffix, versions } = service;
  const place = databasePlace(env.state);
  const group = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}`;
  const idOf = (name: string) => `${group}/providers/${provider}/${name}`;

  function serverBody(server: DatabaseServer, publicName: boolean): Record<string, unknown> {
    const { name } = server;
    const { properties, ...fields } = service.server(server);
    const fullyQualifiedDomainName = `${name}.${suffix}${publicName ? '' : '.localhost'}`;
    return {
      ...{ id: idOf(name), name, type: provider, location: place.location, tags: {}, ...fields },
      properties: { fullyQualifiedDomainName, ...properties },
    };
  }

  function list(call: Call): Answer {
    const { subscriptionId } = resources.subscription(call);
    access.require(call.claims, `${provider}/read`, `/subscriptions/${subscriptionId}`);
    const servers = subscriptionId === place.subscriptionId ? service.servers : [];
    return paged(call, servers, (server) => serverBody(server, call.context.publicName));
  }

  function databases(call: Call): Answer {
    const { subscriptionId } = resources.subscription(call);
    const resourceGroup = resources.group(call);
    const wanted = call.params['server'] ?? '';
    const here = subscriptionId === place.subscriptionId && resourceGroup === place.resourceGroup;
    const server = service.servers.find(({ name }) => here && name === wanted.toLowerCase());
    if (!server) throw notFound(provider, wanted, resourceGroup);
    const id = idOf(server.name);
    access.require(call.claims, `${provider}/databases/read`, id);
    if (server.stopped) throw serverStopped(server.name);
    const type = `${provider}/databases`;
    return paged(call, server.databases, (name) => ({
      ...{ id: `${id}/databases/${name}`, name, type, ...service.database(name) },
    }));
  }

  const inGroup = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${provider}`;
  return [
    route('GET', `/subscriptions/{subscription}/providers/${provider}`, list, versions),
    route('GET', `${inGroup}/{server}/databases`, databases, versions),
  ];
}

/** The servers of a subscription and the databases of a server, for each service of databases. */
export function databaseRoutes(env: SandboxEnv, resources: Resources, access: Access): Route[] {
  return databaseServices.flatMap((service) => serviceRoutes(service, { env, resources, access }));
}
