import assert from 'node:assert/strict';
import { Agent } from 'node:https';
import { connectionEnded } from '../../../src/azureml/ending.ts';
import { identityMayHelp } from '../../../src/azureml/identityMayHelp.ts';
import { createStorages, type DataAccess } from '../../../src/azureml/storages.ts';
import { Failure, isFailure } from '../../../src/common/failure.ts';
import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import type { Datastore, DatastoreCredential, StorageAccess } from '../../../src/datastores/datastore.ts';
import { blob } from '../../../src/datastores/blob.ts';
import { openMemory } from '../../../src/storage/memory.ts';
import { failsWith, folder, pattern, readAll, write } from '../../contract/support.ts';
import { limited, roleMissing, type Operation } from '../storage/limited.ts';
import { cloud, session, workspace } from './fixtures.ts';

const principal = { tenantId: 'datastores', clientId: 'c' };
const denied = () => new Failure('permissionDenied', 'Reading the credential was refused.');

interface Contents {
  readonly dataAccess?: DataAccess;
  /** What the user's identity may do. */
  readonly may?: (operation: Operation) => boolean;
  /** What the datastore holds; throws where it may not be read. */
  readonly secret?: () => string;
  /** What the service does with the datastore's own credential. */
  readonly gate?: (operation: Operation) => void;
}

/** The storages of a workspace over one container in memory. */
function storagesOver({ dataAccess = 'auto', may = () => true, secret, gate }: Contents = {}) {
  const memory = openMemory({ chunkSize: 10 });
  const seen = { secrets: 0, refused: 0, opened: [] as StorageAccess['credential'][], ways: 0 };
  const state = { now: Date.UTC(2026, 0, 1), strike: () => {}, end: new AbortController() };
  const kind = {
    ...blob,
    openStorage: (_: unknown, { credential }: StorageAccess) => {
      seen.opened.push(credential);
      const { storage } = limited(memory, (operation) => {
        if (credential.kind !== 'identity') return gate?.(operation);
        if (may(operation)) return undefined;
        seen.refused++;
        throw roleMissing();
      });
      return Promise.resolve(storage);
    },
  };
  const storages = createStorages({
    cloud,
    sessions: [{ ...session, id: 'other' }, session],
    datastores: {
      secret: () => {
        seen.secrets++;
        return Promise.resolve().then(() => new Secret((secret ?? (() => 'c2VjcmV0'))()));
      },
    },
    transport: { agent: new Agent() },
    log: silentLog,
    dataAccess,
    ended: state.end.signal,
    onAccess: () => seen.ways++,
    now: () => state.now,
    later: (_, work) => {
      state.strike = work;
      return () => (state.strike = () => {});
    },
  });
  const holding = (credential: DatastoreCredential): Datastore => ({
    ...{ name: 'images', type: 'AzureBlob', kind, isDefault: false, credential },
    values: { accountName: 'contoso', containerName: 'images' },
  });
  return { storages, memory, seen, state, holding };
}

const lists: readonly Operation[] = ['list', 'walk', 'stat', 'read'];
const reads = (operation: Operation) => lists.includes(operation);
const nothing = () => false;

describe('the credential that reaches a datastore’s data', () => {
  it('is the identity where the datastore holds none', async () => {
    for (const dataAccess of ['auto', 'datastoreCredential', 'identity'] as const) {
      const { storages, seen, holding } = storagesOver({ dataAccess, may: nothing });
      const datastore = holding({ type: 'none' });
      assert.equal(storages.accessOf(workspace, datastore), undefined);
      const storage = await storages.open(workspace, datastore);
      await failsWith(storage.list(folder('')), 'permissionDenied');
      assert.deepEqual(
        seen.opened.map(({ kind }) => kind),
        ['identity'],
      );
      assert.equal(seen.secrets, 0);
      assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
    }
  });

  it('is the account’s own token for storage in the workspace’s tenant, whatever a service asks for', async () => {
    const { holding } = storagesOver();
    const asked: unknown[] = [];
    const own = {
      ...session,
      credential: (tenantId?: string) => ({
        getToken: (...all: unknown[]) => {
          asked.push([tenantId, ...all]);
          return Promise.resolve(null);
        },
      }),
    };
    const other = createStorages({
      ...{ cloud, sessions: [{ ...session, id: 'other' }, own], datastores: { secret: () => assert.fail() } },
      ...{ transport: { agent: new Agent() }, log: silentLog, dataAccess: 'auto' },
    });
    let credential: StorageAccess['credential'] | undefined;
    const kind = {
      ...blob,
      openStorage: (_: unknown, access: StorageAccess) => {
        ({ credential } = access);
        return Promise.resolve(openMemory());
      },
    };
    await other.open(workspace, { ...holding({ type: 'none' }), kind });
    assert(credential?.kind === 'identity');
    await credential.credential.getToken('https://management.azure.com/.default', {
      tenantId: 'evil',
      claims: 'more',
    });
    assert.deepEqual(asked, [['customer', 'https://storage.azure.com/.default', { claims: 'more' }]]);
  });

  it('is the SAS as it is registered', async () => {
    const { storages, seen, holding } = storagesOver({ secret: () => '?sv=1&sig=x' });
    const datastore = holding({ type: 'sas' });
    await (await storages.open(workspace, datastore)).list(folder(''));
    assert.deepEqual(
      seen.opened.map(({ kind }) => kind),
      ['sas'],
    );
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'datastoreCredential' });
  });

  it('is the service principal as it is registered', async () => {
    const { storages, seen, holding } = storagesOver();
    const datastore = holding({ type: 'servicePrincipal', ...principal });
    await storages.open(workspace, datastore);
    assert.equal(seen.secrets, 1);
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'datastoreCredential' });
  });

  it('is the identity and no key, where that has the role', async () => {
    const { storages, seen, holding } = storagesOver();
    const datastore = holding({ type: 'accountKey' });
    const storage = await storages.open(workspace, datastore);
    await write(storage, 'a', pattern(25));
    assert.deepEqual(await readAll(storage, 'a'), pattern(25));
    assert.equal(seen.secrets, 0);
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
  });

  for (const [what, may] of [
    ['nothing', nothing],
    ['read only', reads],
  ] as const) {
    it(`is the key where the identity may do ${what}: one refusal, one look at the key`, async () => {
      const { storages, memory, seen, holding } = storagesOver({ may });
      const datastore = holding({ type: 'accountKey' });
      const storage = await storages.open(workspace, datastore);
      await storage.list(folder(''));
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => write(storage, name, pattern(25))));
      storages.forget();
      await write(await storages.open(workspace, datastore), 'e', pattern(5));
      assert.deepEqual(await readAll(memory, 'd'), pattern(25));
      assert.deepEqual([seen.refused, seen.secrets], [1, 2], 'what was forgotten is read once more');
      const access = storages.accessOf(workspace, datastore);
      assert.equal(access?.by, 'datastoreCredential');
      assert.match(access.instead?.message ?? '', /role Storage Blob Data Contributor/);
    });
  }

  it('is told of when it changes, and only then', async () => {
    const { storages, seen, holding } = storagesOver({ may: reads });
    const datastore = holding({ type: 'accountKey' });
    const storage = await storages.open(workspace, datastore);
    await storage.list(folder(''));
    assert.equal(seen.ways, 1);
    for (const name of ['a', 'b']) await write(storage, name, pattern(5));
    assert.equal(seen.ways, 2, 'the key, after the identity');
    storages.forget();
    await storage.list(folder(''));
    assert.equal(seen.ways, 2);
    storages.useIdentity(workspace, datastore);
    await storage.list(folder(''));
    assert.equal(seen.ways, 3);
  });

  it('is the key alone where the setting says so', async () => {
    const { storages, seen, holding } = storagesOver({ dataAccess: 'datastoreCredential' });
    const datastore = holding({ type: 'accountKey' });
    await storages.open(workspace, datastore);
    assert.deepEqual(
      seen.opened.map(({ kind }) => kind),
      ['accountKey'],
    );
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'datastoreCredential' });
  });

  it('is the identity alone where the setting or the user says so', async () => {
    for (const credential of [
      { type: 'accountKey' },
      { type: 'sas' },
      { type: 'certificate', ...principal },
    ] as const) {
      for (const dataAccess of ['identity', 'auto'] as const) {
        const { storages, seen, holding } = storagesOver({ dataAccess, may: nothing });
        const datastore = holding(credential);
        if (dataAccess === 'auto') storages.useIdentity(workspace, datastore);
        await failsWith((await storages.open(workspace, datastore)).list(folder('')), 'permissionDenied');
        assert.equal(seen.secrets, 0);
        assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
      }
    }
  });

  it('changes to the identity under a storage that is open already, for this datastore only', async () => {
    const { storages, seen, holding } = storagesOver({ may: reads });
    const datastore = holding({ type: 'accountKey' });
    const other = { ...datastore, name: 'other' };
    const storage = await storages.open(workspace, datastore);
    for (const one of [storage, await storages.open(workspace, other)]) await write(one, 'a', pattern(5));
    storages.useIdentity(workspace, datastore);
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
    await failsWith(write(storage, 'b', pattern(5)), 'permissionDenied');
    storages.forget();
    await failsWith(write(await storages.open(workspace, datastore), 'b', pattern(5)), 'permissionDenied');
    assert.equal(storages.accessOf(workspace, other)?.by, 'datastoreCredential');
    assert.equal(seen.secrets, 2);
  });

  it('changes to the identity also while the key is being tried', async () => {
    const choosing = [
      (choose: () => void) => ({ secret: () => (choose(), 'c2VjcmV0') }),
      (choose: () => void) => ({ may: () => (choose(), false) }),
    ];
    for (const contents of choosing) {
      const made = storagesOver({ may: nothing, ...contents(() => choose()) });
      const datastore = made.holding({ type: 'accountKey' });
      const choose = () => made.storages.useIdentity(workspace, datastore);
      const storage = await made.storages.open(workspace, datastore);
      await failsWith(storage.list(folder('')), 'permissionDenied');
      assert.deepEqual(made.storages.accessOf(workspace, datastore), { by: 'identity' });
      await failsWith(storage.list(folder('')), 'permissionDenied');
      assert.equal(made.seen.secrets, 'secret' in contents(choose) ? 1 : 0);
    }
  });

  it('says both refusals where the key may no longer be read, and tries the identity again', async () => {
    let readable = true;
    let member = false;
    const refuse = () => {
      throw new Failure('permissionDenied', 'The key may not be read.');
    };
    const { storages, holding } = storagesOver({
      may: () => member,
      secret: () => (readable ? 'c2VjcmV0' : refuse()),
    });
    const datastore = holding({ type: 'accountKey' });
    const storage = await storages.open(workspace, datastore);
    await storage.list(folder(''));
    readable = false;
    storages.forget();
    await assert.rejects(
      storage.list(folder('')),
      (error) =>
        isFailure(error, 'permissionDenied') &&
        /role Storage Blob Data Contributor.*“images”.*datastores\/listSecrets\/action/.test(error.message),
    );
    member = true;
    await storage.list(folder(''));
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
  });

  it('says both refusals where the key may not be read, and asks for it once', async () => {
    let may = false;
    const { storages, seen, holding } = storagesOver({
      may: nothing,
      secret: () => {
        if (may) return 'c2VjcmV0';
        throw denied();
      },
    });
    const datastore = holding({ type: 'accountKey' });
    const storage = await storages.open(workspace, datastore);
    for (const work of [() => storage.list(folder('')), () => write(storage, 'a', pattern(5))])
      await assert.rejects(
        work,
        (error) =>
          isFailure(error, 'permissionDenied') &&
          /role Storage Blob Data Contributor.*“images”.*datastores\/listSecrets\/action/.test(
            error.message,
          ) &&
          error.facts.code === 'AuthorizationPermissionMismatch',
      );
    assert.equal(seen.secrets, 1);
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
    may = true;
    storages.forget();
    await storage.list(folder(''));
    assert.equal(storages.accessOf(workspace, datastore)?.by, 'datastoreCredential');
  });

  it('is asked for again where reading it failed for another reason', async () => {
    let works = false;
    const { storages, holding } = storagesOver({
      may: nothing,
      secret: () => {
        if (works) return 'c2VjcmV0';
        throw new Failure('unavailable', 'Reading the credential failed. Try again.');
      },
    });
    const storage = await storages.open(workspace, holding({ type: 'accountKey' }));
    await failsWith(storage.list(folder('')), 'unavailable');
    works = true;
    await storage.list(folder(''));
  });

  it('is read anew after the service has refused it', async () => {
    let current = 'b2xk';
    const { storages, seen, holding } = storagesOver({
      may: nothing,
      secret: () => current,
      gate: () => {
        const [last] = seen.opened.slice(-1);
        if (last?.kind === 'accountKey' && last.key.reveal() !== 'bmV3')
          throw new Failure('unauthenticated', 'The key was not accepted: it may have been rotated.');
      },
    });
    const storage = await storages.open(workspace, holding({ type: 'accountKey' }));
    await failsWith(storage.list(folder('')), 'unauthenticated');
    current = 'bmV3';
    await storage.list(folder(''));
    assert.deepEqual([seen.secrets, seen.refused], [2, 1]);
  });

  it('is read once more, and not for every file, where it may not do what is asked', async () => {
    let current = 'sv=1&sp=r&sig=x';
    const { storages, seen, holding } = storagesOver({
      secret: () => current,
      gate: (operation) => {
        const [last] = seen.opened.slice(-1);
        if (!reads(operation) && last?.kind === 'sas' && !last.token.reveal().includes('sp=rw'))
          throw new Failure('permissionDenied', 'The SAS lacks the permission to write.');
      },
    });
    const storage = await storages.open(workspace, holding({ type: 'sas' }));
    for (let count = 0; count < 50; count++)
      await failsWith(write(storage, `a${count}`, pattern(5)), 'permissionDenied');
    assert.equal(seen.secrets, 2);
    current = 'sv=1&sp=rw&sig=x';
    storages.forget();
    await write(storage, 'a', pattern(5));
    assert.equal(seen.secrets, 3);
    current = 'sv=1&sp=r&sig=y';
    storages.forget();
    await failsWith(write(storage, 'a', pattern(5)), 'permissionDenied');
    current = 'sv=1&sp=rw&sig=z';
    await write(storage, 'a', pattern(5));
  });

  it('is the identity where that was chosen while the credential was read', async () => {
    let choose = () => {};
    const { storages, seen, holding } = storagesOver({ secret: () => (choose(), 'sv=1&sig=x') });
    const datastore = holding({ type: 'sas' });
    choose = () => storages.useIdentity(workspace, datastore);
    await storages.open(workspace, datastore);
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
    assert.equal(seen.opened.at(-1)?.kind, 'identity');
  });

  it('is nobody’s where the account that found the workspace has signed out', async () => {
    const { storages, seen, holding } = storagesOver();
    const gone = { ...workspace, via: { account: 'gone', tenantId: 'provider' } };
    await assert.rejects(
      storages.open(gone, holding({ type: 'none' })),
      (error) =>
        isFailure(error, 'unauthenticated') &&
        /found workspace “w” is no longer signed in/.test(error.message) &&
        error.facts.signIn?.tenantId === 'provider',
    );
    assert.deepEqual(seen.opened, []);
  });

  it('is tried as the identity again where the account takes no keys', async () => {
    let hasRole = false;
    const { storages, holding } = storagesOver({
      may: () => hasRole,
      gate: () => {
        throw new Failure('permissionDenied', 'The account allows no access with its account key.', {
          facts: { code: 'KeyBasedAuthenticationNotPermitted' },
        });
      },
    });
    const datastore = holding({ type: 'accountKey' });
    const storage = await storages.open(workspace, datastore);
    await failsWith(storage.list(folder('')), 'permissionDenied');
    hasRole = true;
    await storage.list(folder(''));
    assert.deepEqual(storages.accessOf(workspace, datastore), { by: 'identity' });
  });

  it('is dropped when nothing has been asked for some time, and what was learnt is kept', async () => {
    const { storages, seen, state, holding } = storagesOver({ may: nothing });
    const storage = await storages.open(workspace, holding({ type: 'accountKey' }));
    await storage.list(folder(''));
    state.strike();
    await storage.list(folder(''));
    assert.deepEqual([seen.refused, seen.secrets], [1, 2]);
  });

  it('belongs to the datastore as it is registered now', async () => {
    const { storages, seen, holding } = storagesOver({ may: nothing, secret: () => 'sv=1&sig=x' });
    await (await storages.open(workspace, holding({ type: 'accountKey' }))).list(folder(''));
    await (await storages.open(workspace, holding({ type: 'sas' }))).list(folder(''));
    assert.deepEqual(
      seen.opened.map(({ kind }) => kind),
      ['identity', 'accountKey', 'sas'],
    );
    assert.deepEqual(storages.accessOf(workspace, holding({ type: 'sas' })), { by: 'datastoreCredential' });
  });

  it('is none once the connection has ended, also for what was open and is registered no more', async () => {
    const { storages, seen, state, holding } = storagesOver({ dataAccess: 'datastoreCredential' });
    const datastore = holding({ type: 'accountKey' });
    const removed = { ...datastore, name: 'removed' };
    const held = [await storages.open(workspace, datastore), await storages.open(workspace, removed)];
    storages.forget(workspace, removed);
    for (const storage of held) await storage.list(folder(''));
    const { secrets } = seen;
    state.end.abort(connectionEnded());
    for (const work of [
      ...held.map((storage) => () => storage.list(folder(''))),
      () => storages.open(workspace, datastore),
      () => storages.open(workspace, { ...datastore, name: 'other' }),
    ])
      await assert.rejects(work, /has ended.*Start it again/);
    assert.equal(seen.secrets, secrets);
  });

  it('is not used where the connection ends while it is read', async () => {
    let end = () => {};
    const { storages, seen, state, holding } = storagesOver({
      may: nothing,
      secret: () => (end(), 'c2VjcmV0'),
    });
    end = () => state.end.abort(connectionEnded());
    const storage = await storages.open(workspace, holding({ type: 'accountKey' }));
    await assert.rejects(storage.list(folder('')), /has ended/);
    assert.deepEqual(
      seen.opened.map(({ kind }) => kind),
      ['identity'],
    );
  });

  it('is none for what holds no files', async () => {
    const { storages, seen, holding } = storagesOver();
    const { name, type, isDefault, credential, values } = holding({ type: 'accountKey' });
    for (const datastore of [{ name, type, isDefault, credential, values }, holding({ type: 'login' })])
      await failsWith(storages.open(workspace, datastore), 'unsupported');
    assert.equal(seen.secrets, 0);
  });
});

describe('a SAS that says itself that it is of no use', () => {
  const opened = async (token: string) => {
    const made = storagesOver({ secret: () => token });
    await (await made.storages.open(workspace, made.holding({ type: 'sas' }))).list(folder(''));
    return made;
  };
  const refusals = [
    [
      'is over',
      '?se=2025-12-31T23%3A59%3A59Z&sig=TOPSECRET',
      /“images” expired on .*2025.*update/,
      'SasExpired',
    ],
    ['is over since a day without an hour', 'se=2025-12-31&sig=TOPSECRET', /expired on/, 'SasExpired'],
    ['has not begun', 'st=2026-01-02&se=2027-01-01&sig=TOPSECRET', /only from .*2026 /, 'SasNotYetValid'],
    [
      'has not begun for longer than clocks differ',
      'st=2026-01-01T00:15:01Z&se=2027-01-01&sig=TOPSECRET',
      /only from/,
      'SasNotYetValid',
    ],
    ['has no signature', 'sv=2022-11-02&se=2027-01-01', /without a signature/, 'SasMalformed'],
    ['is no SAS', 'TOPSECRET', /without a signature/, 'SasMalformed'],
  ] as const;
  for (const [what, token, sentence, code] of refusals) {
    it(`because it ${what} is not sent`, async () => {
      const { storages, seen, holding } = storagesOver({ secret: () => token });
      await assert.rejects(storages.open(workspace, holding({ type: 'sas' })), (error) => {
        assert(isFailure(error, 'unauthenticated'));
        assert.match(error.message.replace(/,/g, ' '), sentence);
        assert.equal(error.facts.code, code);
        assert(identityMayHelp(error));
        return !error.message.includes('TOPSECRET');
      });
      assert.deepEqual(seen.opened, []);
    });
  }

  it('does not stop those that are valid or leave it to a policy', async () => {
    for (const token of [
      '?sv=1&se=2026-01-01T00:00:01Z&sig=x',
      'st=2025-12-31&se=2027-01-01&sig=x',
      'si=p&sig=x',
      'st=2026-01-01T00:15:00Z&se=2027-01-01&sig=x', // as far as clocks may differ
    ])
      assert.equal((await opened(token)).seen.opened.length, 1);
  });

  it('once it has ended is read anew before the next request', async () => {
    let token = 'se=2026-01-01T01:00:00Z&sig=x';
    const { storages, seen, state, holding } = storagesOver({ secret: () => token });
    const storage = await storages.open(workspace, holding({ type: 'sas' }));
    await storage.list(folder(''));
    state.now = Date.UTC(2026, 0, 1, 1);
    await failsWith(storage.list(folder('')), 'unauthenticated');
    token = 'se=2026-01-01T02:00:00Z&sig=x';
    await storage.list(folder(''));
    assert.equal(seen.opened.length, 2);
  });
});
