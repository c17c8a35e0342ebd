import type { StorageConnection } from '../../src/storage/connection.ts';
import { makeRoot } from '../contract/roots.ts';
import type { Service } from '../contract/transferRoots.ts';
import type { Sandbox } from '../support/sandbox.ts';

/** A container, share or filesystem of the sandbox, empty at first. */
export interface Remote {
  readonly service: Service;
  /** Of the root, in the paths of requests. */
  readonly path: string;
  readonly connection: StorageConnection;
}

export async function createRemote(azure: Sandbox, service: Service): Promise<Remote> {
  const { name, connection } = await makeRoot(azure, service);
  return { service, path: `/${name}`, connection };
}
