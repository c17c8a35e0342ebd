import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxEnv } from '../service.ts';
import { makePrivateDir, writePrivate } from '../state.ts';
import type { DatastoreRecord, VaultEntry } from './records.ts';
import type { RoleAssignment } from './roles.ts';

/** What one workspace has registered. */
export interface Registered {
  /** Name of the one default datastore. */
  defaultName: string;
  /** In the order of registration. */
  datastores: DatastoreRecord[];
}

interface Contents {
  /** By workspace id. */
  workspaces: Record<string, Registered>;
  /** Role assignments that were made through ARM. */
  assignments: RoleAssignment[];
}

/** By `workspaceId/name`. */
type Vault = Record<string, VaultEntry>;

/** The one store behind ARM and the v1 data plane. Lookups are by lower-case name. */
export interface Store {
  workspace(workspaceId: string): Registered;
  secret(workspaceId: string, name: string): VaultEntry;
  setSecret(workspaceId: string, name: string, secret: VaultEntry | undefined): void;
  readonly assignments: RoleAssignment[];
  /** Writes what has changed; resolves when it is on disk. */
  save(): Promise<void>;
  /** Back to the seeded datastores. */
  reset(): Promise<void>;
}

/** What a workspace begins with. */
export interface Seeded {
  readonly registered: Registered;
  readonly vault: Readonly<Vault>;
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** The store under `env.dir/control`; `seed` is asked when a workspace is first looked at, and on reset. */
export function openStore(env: SandboxEnv, seed: (workspaceId: string) => Seeded): Store {
  const dir = join(env.dir, 'control');
  const files = { contents: join(dir, 'datastores.json'), vault: join(dir, 'vault.json') };
  let contents: Contents = { workspaces: {}, assignments: [] };
  let vault: Vault = {};
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    await makePrivateDir(dir);
    // The vault first: a record never waits for its secret.
    await writePrivate(files.vault, JSON.stringify(vault, undefined, 1));
    await writePrivate(files.contents, JSON.stringify(contents, undefined, 1));
  }

  function save(): Promise<void> {
    writing = writing.then(write, write);
    return writing;
  }

  function workspace(workspaceId: string): Registered {
    const known = contents.workspaces[workspaceId];
    if (known) return known;
    const seeded = seed(workspaceId);
    Object.assign(vault, seeded.vault);
    return (contents.workspaces[workspaceId] = seeded.registered);
  }

  function begin(): void {
    contents = { workspaces: {}, assignments: [] };
    vault = {};
    for (const { workspaceId } of env.state.workspaces) workspace(workspaceId);
  }

  const kept = readJson(files.contents) as Contents | undefined;
  if (kept) {
    contents = kept;
    vault = (readJson(files.vault) ?? {}) as Vault;
  } else {
    begin();
    save().catch((error: unknown) => env.log(`The datastores could not be kept: ${String(error)}`));
  }

  return {
    workspace,
    secret: (workspaceId, name) => vault[`${workspaceId}/${name}`] ?? {},
    setSecret(workspaceId, name, secret) {
      const others = Object.entries(vault).filter(([key]) => key !== `${workspaceId}/${name}`);
      vault = Object.fromEntries(others);
      if (secret && Object.keys(secret).length > 0) vault[`${workspaceId}/${name}`] = secret;
    },
    get assignments() {
      return contents.assignments;
    },
    save,
    async reset() {
      begin();
      await save();
    },
  };
}
