import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { AccessToken } from '@azure/core-auth';
import { azureCliSignIn } from '../../../src/azureml/azureCliSession.ts';
import { environmentSignIn } from '../../../src/azureml/environmentSession.ts';
import { identitySession, type Identity, type IdentitySignIn } from '../../../src/azureml/identitySession.ts';
import { managedIdentitySignIn } from '../../../src/azureml/managedIdentitySession.ts';
import { isFailure } from '../../../src/common/failure.ts';
import { silentLog, type Log } from '../../../src/common/log.ts';
import { cloud } from './fixtures.ts';

interface Made {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly asked: { readonly tenantId?: string; readonly claims?: string }[];
}

/** The library, whose credentials remember how they were made and answer as the test says. */
function library(answer: () => Promise<AccessToken | null>): { load: () => Promise<Identity>; made: Made[] } {
  const made: Made[] = [];
  const credential = (type: string) =>
    class {
      asked: Made['asked'] = [];
      constructor(options: Made['options']) {
        made.push({ type, options, asked: this.asked });
      }
      getToken(_scopes: unknown, options: Made['asked'][number]): Promise<AccessToken | null> {
        this.asked.push(options);
        return answer();
      }
    };
  const names = [
    'AzureCliCredential',
    'EnvironmentCredential',
    'ManagedIdentityCredential',
    'WorkloadIdentityCredential',
  ];
  const identity = Object.fromEntries(names.map((name) => [name, credential(name)]));
  return { load: () => Promise.resolve(identity as unknown as Identity), made };
}

const named = (name: string, message = '') => Object.assign(new Error(message), { name });
const unavailable = (message: string) => named('CredentialUnavailableError', message);
const token = (text: string): AccessToken => ({ token: text, expiresOnTimestamp: Date.now() + 3_600_000 });

function session(signIn: IdentitySignIn, answer: () => Promise<AccessToken | null>) {
  const { load, made } = library(answer);
  return { made, session: identitySession(cloud, { agent: new Agent() }, signIn, load) };
}

const failing = (signIn: IdentitySignIn, error: Error) =>
  session(signIn, () => Promise.reject(error)).session.credential();

const says = (word: 'unauthenticated' | 'unavailable', text: RegExp) => (error: unknown) =>
  isFailure(error, word) && text.test(error.message) && error.message.endsWith('.');

describe('signing in as the environment says', () => {
  const secret = { AZURE_CLIENT_ID: 'robot', AZURE_CLIENT_SECRET: 'x' };
  const federated = { AZURE_CLIENT_ID: 'robot', AZURE_FEDERATED_TOKEN_FILE: '/var/run/token' };

  it('that times out is unavailable, and cancelled only where the caller has stopped', async () => {
    const credential = failing(environmentSignIn(secret), named('AbortError'));
    await assert.rejects(credential.getToken('s'), (error) => isFailure(error, 'unavailable'));
    await assert.rejects(credential.getToken('s', { abortSignal: AbortSignal.abort() }), (error) =>
      isFailure(error, 'cancelled'),
    );
  });

  it('says what is missing', async () => {
    const credential = failing(environmentSignIn({}), unavailable(''));
    await assert.rejects(credential.getToken('s'), says('unauthenticated', /AZURE_CLIENT_SECRET/));
  });

  for (const [what, environment, mended] of [
    ['a service principal', secret, /environment’s service principal.*AADSTS7000215/],
    ['a workload identity', federated, /environment’s workload identity.*AADSTS7000215/],
  ] as const) {
    it(`names Entra’s code when ${what} is refused`, async () => {
      const credential = failing(
        environmentSignIn(environment),
        named('AuthenticationError', 'AADSTS7000215: Invalid client secret.'),
      );
      await assert.rejects(credential.getToken('s'), says('unauthenticated', mended));
    });
  }

  for (const [environment, type] of [
    [secret, 'EnvironmentCredential'],
    [federated, 'WorkloadIdentityCredential'],
    [{ ...federated, AZURE_CLIENT_SECRET: 'x' }, 'EnvironmentCredential'],
    [{ ...federated, AZURE_CLIENT_CERTIFICATE_PATH: '/c.pem' }, 'EnvironmentCredential'],
  ] as const) {
    it(`with ${Object.keys(environment).join(' and ')} takes ${type}`, async () => {
      const { made, session: own } = session(environmentSignIn(environment), () =>
        Promise.resolve(token('t')),
      );
      await own.credential('tenant').getToken('s');
      assert.deepEqual(made[0]?.type, type);
      assert.deepEqual(made[0].asked, [{ tenantId: 'tenant' }]);
      assert.equal(made[0].options['authorityHost'], cloud.login);
      assert.deepEqual(made[0].options['redirectOptions'], { maxRetries: 0 });
    });
  }

  it('calls the account by its client id and knows of no other tenants', () => {
    assert.equal(environmentSignIn(secret).account, 'robot');
    assert.equal(environmentSignIn(secret).guest, false);
  });
});

describe('signing in with the Azure CLI', () => {
  for (const [what, said, sentence] of [
    [
      'is not installed',
      'Azure CLI could not be found. Please visit https://aka.ms/azure-cli for installation instructions and then, once installed, authenticate to your Azure account using ‘az login’.',
      /^The Azure CLI \(az\) was not found/,
    ],
    [
      'has nobody signed in',
      "Please run 'az login' from a command prompt to authenticate before using this credential.",
      /^Nobody is signed in to the Azure CLI\. Run “az login” in a terminal/,
    ],
    [
      'needs a second factor',
      'ERROR: AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication.\nInteractive authentication is needed. Please run:\naz login --scope https://management.core.windows.net//.default',
      /the Azure CLI’s account.*AADSTS50076/,
    ],
    ['says what nobody knows', 'Something else', /“az account get-access-token”/],
  ] as const) {
    it(`that ${what} says what to run`, async () => {
      const credential = failing(azureCliSignIn(), unavailable(said));
      await assert.rejects(credential.getToken('s'), says('unauthenticated', sentence));
    });
  }

  for (const said of ['AADSTS999999: New.', "Please run 'az login' from a command prompt"]) {
    it(`that is locked out of one tenant says to which to log in: ${said}`, async () => {
      const { session: cli } = session(azureCliSignIn(), () => Promise.reject(unavailable(said)));
      await assert.rejects(
        cli.credential('guest').getToken('s'),
        says('unauthenticated', /“az login --tenant guest” in a terminal/),
      );
    });
  }

  it('asks for the tokens of each tenant, and for each once', async () => {
    let given = 0;
    const { made, session: cli } = session(azureCliSignIn(), () => Promise.resolve(token(String(++given))));
    const [own, guest] = [cli.credential(), cli.credential('guest')];
    const tokens = await Promise.all([own, own, guest].map((credential) => credential.getToken('s')));
    assert.deepEqual(
      tokens.map((one) => one?.token),
      ['1', '1', '2'],
    );
    assert.equal((await guest.getToken('s'))?.token, '2');
    assert.deepEqual(made[0]?.asked, [{}, { tenantId: 'guest' }]);
    assert.equal(cli.guest, true);
  });

  it('hands on the claims that Azure asks for', async () => {
    const { made, session: cli } = session(azureCliSignIn(), () => Promise.resolve(token('t')));
    await cli.credential('guest').getToken('s', { claims: '{}' });
    assert.deepEqual(made[0]?.asked, [{ tenantId: 'guest', claims: '{}' }]);
  });
});

describe('signing in as the machine', () => {
  it('takes the identity that AZURE_CLIENT_ID names, and asks the machine itself', async () => {
    const { made, session: machine } = session(managedIdentitySignIn({ AZURE_CLIENT_ID: 'chosen' }), () =>
      Promise.resolve(token('t')),
    );
    await machine.credential().getToken('s');
    const { type, options } = made[0] ?? assert.fail();
    assert.equal(type, 'ManagedIdentityCredential');
    assert.equal(options['clientId'], 'chosen');
    assert.equal(options['additionalPolicies'], undefined);
    assert.equal(machine.account, 'chosen');
  });

  it('is told to the log, each request without its query and its header', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ access_token: 'machine', expires_on: '4102444800', token_type: 'Bearer' }),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    // As App Service tells of its endpoint.
    Object.assign(process.env, { IDENTITY_ENDPOINT: `http://${host}/msi/token`, IDENTITY_HEADER: 'hush' });
    const lines: string[] = [];
    const log: Log = { ...silentLog, traces: true, trace: (line) => void lines.push(line) };
    try {
      const machine = identitySession(cloud, { agent: new Agent(), log }, managedIdentitySignIn({}));
      const given = await machine.credential().getToken('https://management.azure.com/.default');
      assert.equal(given?.token, 'machine');
    } finally {
      for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER']) Reflect.deleteProperty(process.env, name);
      server.close();
      server.closeAllConnections();
    }
    assert.match(lines.join('\n'), new RegExp(`^GET ${host}/msi/token 200 \\d+ ms$`));
  });

  it('says that there is no identity here', async () => {
    const error = unavailable('Attempted to use the IMDS endpoint, but it is not available.');
    await assert.rejects(
      failing(managedIdentitySignIn({}), error).getToken('s'),
      says('unauthenticated', /no managed identity.*compute instance.*azuremlDatastores\.authentication/),
    );
  });

  it('says that the chosen identity is not there', async () => {
    const error = unavailable(
      '400 Bad Request: {"error":"invalid_request","error_description":"Identity not found"}',
    );
    await assert.rejects(
      failing(managedIdentitySignIn({ AZURE_CLIENT_ID: 'gone' }), error).getToken('s'),
      says('unauthenticated', /AZURE_CLIENT_ID/),
    );
  });
});

describe('every sign-in', () => {
  for (const signIn of [environmentSignIn({}), azureCliSignIn(), managedIdentitySignIn({})]) {
    it(`tells who it is and how it is mended: ${signIn.id}`, () => {
      assert.match(signIn.account, /^the /);
      assert.match(signIn.remedy('tenant'), /\.$/);
    });
  }

  it('loads its library for the first token only, and tries again when that fails', async () => {
    let loads = 0;
    const session = identitySession(cloud, { agent: new Agent() }, environmentSignIn({}), () => {
      loads++;
      return loads === 1
        ? Promise.reject(new Error('broken'))
        : library(() => Promise.resolve(token('t'))).load();
    });
    assert.equal(loads, 0);
    await assert.rejects(session.credential().getToken('s'));
    assert.equal((await session.credential().getToken('s'))?.token, 't');
  });
});
