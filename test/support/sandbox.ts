import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connect, type ConnectionOptions } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A credential of the sandbox's directory. */
export interface SandboxPrincipal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly objectId: string;
}

/** A workspace of the sandbox. */
export interface SandboxWorkspace {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  readonly workspaceId: string;
  readonly storageAccount: string;
}

/** What `sandbox.json` says. */
export interface SandboxDescription {
  readonly port: number;
  readonly proxy: string;
  readonly caFile: string;
  readonly adminUrl: string;
  readonly adminToken: string;
  readonly cloud: {
    readonly name: string;
    readonly resourceManager: string;
    readonly login: string;
    readonly storageSuffix: string;
    readonly dataPlaneSuffixes: readonly string[];
    readonly caFile: string;
    readonly connectTo: string;
    readonly authenticationProvider: string;
    readonly portal: string;
    readonly studio: string;
  };
  /** The first is home; the second is foreign to every account and workspace. */
  readonly tenants: readonly string[];
  /** What the tenants are called, and how they treat a sign-in: Contoso, Fabrikam, Adventure Works, Northwind, Tailspin. */
  readonly directories: readonly {
    readonly tenantId: string;
    readonly displayName: string;
    readonly defaultDomain: string;
    readonly signIn: 'open' | 'approval' | 'refused';
  }[];
  /** The accounts that the sign-in of VS Code offers. */
  readonly people: readonly {
    readonly id: string;
    readonly label: string;
    readonly principal: string;
    readonly tenantId: string;
    readonly guestOf: readonly string[];
  }[];
  readonly principals: Readonly<
    Record<'user' | 'reader' | 'datastore' | 'managed' | 'platform' | 'stranger', SandboxPrincipal>
  >;
  readonly accounts: Readonly<
    Record<
      'contosodata' | 'contosolake' | 'contosovnet' | 'contosoprod' | 'adventuredata' | 'tailspindata',
      { readonly key: string; readonly kind: string; readonly hns: boolean }
    >
  >;
  readonly workspaces: readonly SandboxWorkspace[];
  /** `adventure-forecast` and `tailspin-shared`, in tenants where `user` is a guest. */
  readonly guestWorkspaces: readonly SandboxWorkspace[];
  /** Where managed identity answers, as principal `managed`: App Service's form, and that of Azure ML's compute. */
  readonly managedIdentity: {
    /** `IDENTITY_ENDPOINT` */
    readonly endpoint: string;
    /** `IDENTITY_HEADER` */
    readonly header: string;
    /** `MSI_ENDPOINT`, `MSI_SECRET`, `DEFAULT_IDENTITY_CLIENT_ID` */
    readonly compute: { readonly endpoint: string; readonly secret: string; readonly clientId: string };
  };
}

/** A fault to inject; `host` and `path` are regular expressions. */
export interface Fault {
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly header?: { readonly name: string; readonly value: string };
  /** How many requests it hits; absent: all. */
  readonly count?: number;
  /** How many matching requests pass before. */
  readonly skip?: number;
  readonly action:
    | { readonly kind: 'delay'; readonly ms: number }
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly code?: string;
        readonly message?: string;
        readonly retryAfter?: number;
        /** Sent along, such as a `www-authenticate` with claims. */
        readonly headers?: Readonly<Record<string, string>>;
      }
    /** 307 to this address. */
    | { readonly kind: 'redirect'; readonly location: string }
    | { readonly kind: 'reset' | 'truncate'; readonly afterBytes: number }
    | { readonly kind: 'corrupt'; readonly atByte: number }
    | { readonly kind: 'drip'; readonly bytesPerSecond: number }
    | { readonly kind: 'hang' };
}

/**
 * A request that the front saw, hosts that the sandbox does not play included (421): `stranger.example` and
 * `<account>.<blob|file|dfs>.stranger.example` have a certificate too. `status` is 0 while it runs and when the client left before the answer. */
export interface SeenRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly operation?: string;
  /** Whether it carried an Authorization header. */
  readonly authorization: boolean;
  /** Whether it brought a body. */
  readonly body: boolean;
}

/** Which requests to count. */
export interface RequestFilter {
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
}

/** A running sandbox and the levers of its admin endpoint. */
export interface Sandbox extends SandboxDescription {
  readonly dir: string;
  /** The certificate authority in PEM form. */
  readonly ca: string;
  /** Keep-alive agent that reaches every host of the sandbox; shared, destroyed at the end of the process. */
  readonly agent: Agent;
  /** The same for sockets that no agent opens. */
  readonly dial: (host: string) => { host: string; port: number; servername: string; ca: string };
  addFault(fault: Fault): Promise<string>;
  /** Takes away the fault with this id and leaves those of others. */
  removeFault(id: string): Promise<void>;
  clearFaults(): Promise<void>;
  /** `active`: how many of them are still running. */
  requests(filter?: RequestFilter): Promise<{ count: number; active: number; requests: SeenRequest[] }>;
  clearRequests(): Promise<void>;
  /** Puts the seeded content back, in every service. */
  reset(): Promise<void>;
  /** Any other call of the admin endpoint. */
  admin(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** The folder with an `az` for the PATH, signed in as `user` to the sandbox that AZUREML_SANDBOX names; not so with AZ_SIGNED_OUT. */
export const azureCli = join(import.meta.dirname, '../../sandbox/az');

let running: Promise<Sandbox> | undefined;

/** The sandbox named by SANDBOX_DIR, else one started for this process and ended with it. */
export function sandbox(): Promise<Sandbox> {
  return (running ??=
    process.env.SANDBOX_DIR === undefined ? start() : Promise.resolve(openSandbox(process.env.SANDBOX_DIR)));
}

async function start(): Promise<Sandbox> {
  const dir = mkdtempSync(join(tmpdir(), 'azureml-datastores-sandbox-'));
  const main = join(import.meta.dirname, '../../sandbox/main.ts');
  const child = spawn(process.execPath, [main, '--dir', dir, '--stdin-bound', '--temporary'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // However this process ends, the sandbox sees its standard input close, and clears up behind itself.
  process.once('exit', () => child.kill());
  let output = '';
  child.stdout.setEncoding('utf8');
  while (!output.includes('sandbox ready')) {
    const [event] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [
      string | number | null,
    ];
    if (typeof event !== 'string') throw new Error(`The sandbox ended while starting: ${output}`);
    output += event;
  }
  // None of these keeps the test process from ending.
  child.unref();
  child.stdout.destroy();
  (child.stdin as unknown as { unref(): void }).unref();
  return openSandbox(dir);
}

/** The sandbox that is running over `dir`. */
export function openSandbox(dir: string): Sandbox {
  const description = JSON.parse(readFileSync(join(dir, 'sandbox.json'), 'utf8')) as SandboxDescription;
  const ca = readFileSync(description.caFile, 'utf8');
  const agent = createAgent(ca, description.port);
  const admin = (method: string, path: string, body?: unknown): Promise<unknown> =>
    call(description, agent, method, path, body);
  return {
    ...description,
    dir,
    ca,
    agent,
    dial: (host) => ({ host: '127.0.0.1', port: description.port, servername: host, ca }),
    admin,
    addFault: async (fault) => ((await admin('POST', '/faults', fault)) as { id: string }).id,
    removeFault: async (id) => {
      await admin('DELETE', `/faults?id=${id}`);
    },
    clearFaults: async () => {
      await admin('DELETE', '/faults');
    },
    requests: async (filter = {}) => {
      const query = new URLSearchParams({ ...filter }).toString();
      return (await admin('GET', `/requests?${query}`)) as {
        count: number;
        active: number;
        requests: SeenRequest[];
      };
    },
    clearRequests: async () => {
      await admin('DELETE', '/requests');
    },
    reset: async () => {
      await admin('POST', '/reset');
    },
  };
}

/** Reaches every host of the sandbox at its one port. */
function createAgent(ca: string, port: number): Agent {
  const agent = new Agent({ keepAlive: true, ca });
  agent.createConnection = (target) => {
    const { host, servername } = target as ConnectionOptions;
    const options = { ...(target as ConnectionOptions), host: '127.0.0.1', port };
    return connect({ ...options, servername: servername ?? host ?? '' });
  };
  return agent;
}

async function call(
  description: SandboxDescription,
  agent: Agent,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  // VS Code replaces agents, so the way to the sandbox is said in the request itself.
  const { host } = new URL(description.adminUrl);
  const outgoing = httpsRequest({
    hostname: '127.0.0.1',
    port: description.port,
    servername: host,
    path,
    method,
    agent,
    headers: {
      host,
      authorization: `Bearer ${description.adminToken}`,
      'content-type': 'application/json',
    },
  });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
  if ((response.statusCode ?? 500) >= 300)
    throw new Error(`${method} ${path} of the sandbox's admin endpoint: ${response.statusCode ?? 0} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
