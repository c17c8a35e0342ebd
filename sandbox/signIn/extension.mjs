/** Signs in to Azure on this machine, towards other extensions as VS Code's own Microsoft sign-in does. */
import { authentication, commands, EventEmitter, window } from 'vscode';
import { EntraError, fetchToken, readSandbox } from './directory.mjs';

const id = 'azureml-sandbox';
const label = 'Azure on this machine';
const mfaNeeded = 50076;
const minute = 60_000;

/** What a list of scopes asks for: VS Code's `VSCODE_` words name a tenant, the others go to the directory. */
function readScopes(person, scopes) {
  const tenant = scopes.find((scope) => scope.startsWith('VSCODE_TENANT:'))?.slice('VSCODE_TENANT:'.length);
  const isOwn = tenant === undefined || ['common', 'organizations'].includes(tenant);
  const scope = scopes.filter((word) => !word.startsWith('VSCODE_')).join(' ');
  return { tenantId: isOwn ? person.tenantId : tenant, scope };
}

/** The claims and scopes of a `WWW-Authenticate` challenge, as VS Code hands it over parsed. */
function readChallenge({ challenges, fallbackScopes }) {
  const params = challenges.find(({ scheme }) => scheme.toLowerCase() === 'bearer')?.params ?? {};
  return { claims: params.claims, scopes: params.scope?.split(' ') ?? [...(fallbackScopes ?? [])] };
}

/** Who is signed in, and where they have approved a second factor: names only, so it may be kept on disk. */
function createMemory(state) {
  const list = (key) => state.get(key, []);
  const add = (key, value) => state.update(key, [...list(key).filter((one) => one !== value), value]);
  return {
    accounts: () => list('accounts'),
    signIn: (account) => add('accounts', account),
    hasApproved: (account, tenantId) => list('approved').includes(`${account}@${tenantId}`),
    approve: (account, tenantId) => add('approved', `${account}@${tenantId}`),
    async signOut(account) {
      const others = list('accounts').filter((one) => one !== account);
      await state.update('accounts', others);
      await state.update(
        'approved',
        list('approved').filter((one) => !one.startsWith(`${account}@`)),
      );
    },
  };
}

/** Tokens, in memory only: got when asked for, and again shortly before they end. */
function createTokens(memory) {
  const kept = new Map();
  return {
    async get(person, tenantId, scope) {
      const key = `${person.id}@${tenantId} ${scope}`;
      const known = kept.get(key);
      if (known && known.expiresAt > Date.now() + 5 * minute) return known.accessToken;
      const fresh = await fetchToken(person, tenantId, scope, memory.hasApproved(person.id, tenantId));
      kept.set(key, fresh);
      return fresh.accessToken;
    },
    forget(account, tenantId = '') {
      for (const key of kept.keys()) if (key.startsWith(`${account}@${tenantId}`)) kept.delete(key);
    },
  };
}

function cancelled() {
  return new Error('The sign-in was cancelled: the user did not consent to it.');
}

async function pickPerson(people) {
  const items = people.map((person) => ({ label: person.label, person }));
  const picked = await window.showQuickPick(items, {
    title: `Sign in to ${label}`,
    placeHolder: 'Choose an account',
    ignoreFocusOut: true,
  });
  if (!picked) throw cancelled();
  return picked.person;
}

async function askApproval(tenantId) {
  const { directories } = readSandbox();
  const name = directories.find((tenant) => tenant.tenantId === tenantId)?.displayName ?? tenantId;
  const detail = 'Azure asks for a second factor. There is none on this machine: Approve stands for it.';
  const answer = await window.showWarningMessage(
    `Approve the sign-in to ${name}?`,
    { modal: true, detail },
    'Approve',
  );
  if (answer !== 'Approve') throw cancelled();
}

function createProvider(context) {
  const changed = new EventEmitter();
  const memory = createMemory(context.globalState);
  const tokens = createTokens(memory);
  /** Claims that somebody has met, by account, tenant and the claims themselves. */
  const met = new Set();

  const sessionOf = (person, scopes, accessToken) => ({
    id: person.id,
    account: { id: person.id, label: person.label },
    scopes: [...scopes],
    accessToken,
  });

  /** The people who are signed in, or the one that is asked for if so. */
  function signedIn(account) {
    const ids = memory.accounts().filter((one) => account === undefined || one === account.id);
    return ids.length === 0 ? [] : readSandbox().people.filter((person) => ids.includes(person.id));
  }

  async function silentSession(person, scopes) {
    const { tenantId, scope } = readScopes(person, scopes);
    try {
      return [sessionOf(person, scopes, await tokens.get(person, tenantId, scope))];
    } catch (error) {
      if (error instanceof EntraError) return [];
      throw error;
    }
  }

  async function getSessions(scopes, { account } = {}) {
    const people = signedIn(account);
    // Without scopes VS Code wants to know who there is, and nobody looks at the token.
    if (!scopes?.length) return people.map((person) => sessionOf(person, [], ''));
    return (await Promise.all(people.map((person) => silentSession(person, scopes)))).flat();
  }

  async function approve(person, tenantId) {
    await askApproval(tenantId);
    await memory.approve(person.id, tenantId);
  }

  async function createSession(scopes, { account } = {}, claims) {
    const { people } = readSandbox();
    const person = people.find((one) => one.id === account?.id) ?? (await pickPerson(people));
    const { tenantId, scope } = readScopes(person, scopes);
    if (claims !== undefined) {
      await approve(person, tenantId);
      met.add(`${person.id}@${tenantId} ${claims}`);
    }
    tokens.forget(person.id, tenantId);
    const accessToken = await tokens.get(person, tenantId, scope).catch(async (error) => {
      if (error.number !== mfaNeeded || memory.hasApproved(person.id, tenantId)) throw error;
      await approve(person, tenantId);
      return tokens.get(person, tenantId, scope);
    });
    await memory.signIn(person.id);
    const session = sessionOf(person, scopes, accessToken);
    changed.fire({ added: [session], removed: [], changed: [] });
    return session;
  }

  async function removeSession(sessionId) {
    const gone = signedIn({ id: sessionId }).map((person) => sessionOf(person, [], ''));
    tokens.forget(sessionId);
    await memory.signOut(sessionId);
    changed.fire({ added: [], removed: gone, changed: [] });
  }

  return {
    onDidChangeSessions: changed.event,
    getSessions,
    createSession,
    async getSessionsFromChallenges(request, options) {
      const { claims, scopes } = readChallenge(request);
      const sessions = await getSessions(scopes, options);
      const tenantOf = (account) => readScopes({ tenantId: account.id.split('.')[1] }, scopes).tenantId;
      return sessions.filter(
        ({ account }) => claims === undefined || met.has(`${account.id}@${tenantOf(account)} ${claims}`),
      );
    },
    createSessionFromChallenges(request, options) {
      const { claims, scopes } = readChallenge(request);
      return createSession(scopes, options, claims);
    },
    removeSession,
    async signOut() {
      for (const account of memory.accounts()) await removeSession(account);
    },
  };
}

export function activate(context) {
  const options = { supportsMultipleAccounts: true, supportsChallenges: true };
  const provider = createProvider(context);
  context.subscriptions.push(
    authentication.registerAuthenticationProvider(id, label, provider, options),
    commands.registerCommand('azureml-sandbox.signOut', () => provider.signOut()),
  );
}
