import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../../scripts/lib/process.ts';
import type { Sandbox, SandboxWorkspace } from '../support/sandbox.ts';

/** A piece of Python that runs in a folder of its own, with `config.json`, `data/sample.csv` and `src/train.py` in it. */
export interface Piece {
  readonly key: string;
  readonly text: string;
  readonly argv?: readonly string[];
  /** How many statements at its end are left out. */
  readonly without?: number;
  /** Expressions to evaluate afterwards, by name; what is no JSON comes out as text. */
  readonly look?: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface Outcome {
  readonly key: string;
  /** Absent: it ran to its end. */
  readonly error?: string;
  readonly said: string;
  readonly seen: Readonly<Record<string, unknown>>;
}

/** The interpreter that `npm run test:sdk` has prepared. */
export const sdkPython = (): string =>
  process.env['SDK_PYTHON'] ?? assert.fail('Run this by npm run test:sdk.');

/**
 * How the SDKs, as they are published, find the sandbox and sign in to it: by its proxy, its certificate authority, and the
 * variables that azure-identity and azureml-core read. The native engine looks at `https_proxy` only where `no_proxy` is set.
 */
function environmentOf(
  box: Sandbox,
  home: string,
  more: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const { tenantId, clientId, clientSecret } = box.principals.user;
  return {
    PATH: [dirname(sdkPython()), process.env['PATH'] ?? ''].join(delimiter),
    ...{ HOME: home, TMPDIR: home, LANG: 'C.UTF-8' },
    ...{ HTTPS_PROXY: box.proxy, https_proxy: box.proxy, NO_PROXY: 'localhost', no_proxy: 'localhost' },
    ...{ REQUESTS_CA_BUNDLE: box.caFile, SSL_CERT_FILE: box.caFile, CURL_CA_BUNDLE: box.caFile },
    ...{ AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret },
    AZUREML_SERVICE_PRINCIPAL_TENANT_ID: tenantId,
    AZUREML_SERVICE_PRINCIPAL_ID: clientId,
    AZUREML_SERVICE_PRINCIPAL_PASSWORD: clientSecret,
    ...more,
  };
}

/** The csv that lies in `data` of every piece, and wherever a test puts it into a datastore. */
export const sample = 'name,count\ncircle,3\nsquare,4\n';

function makeTemplate(folder: string, { subscriptionId, resourceGroup, name }: SandboxWorkspace): void {
  const config = { subscription_id: subscriptionId, resource_group: resourceGroup, workspace_name: name };
  for (const place of ['data', 'src']) mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'data/sample.csv'), sample);
  writeFileSync(join(folder, 'src/train.py'), 'import sys\n\nprint(sys.argv)\n');
}

/** Runs the pieces one after the other in one Python. What comes out of it holds `(secret)` in the place of the secrets. */
export async function runPieces(
  box: Sandbox,
  pieces: readonly Piece[],
  env: Readonly<Record<string, string>> = {},
  secrets: readonly string[] = [],
): Promise<ReadonlyMap<string, Outcome>> {
  const folder = mkdtempSync(join(tmpdir(), 'azureml-python-'));
  const [source, target, template] = ['in.json', 'out.json', 'template'].map((name) => join(folder, name));
  assert.ok(source !== undefined && target !== undefined && template !== undefined);
  try {
    makeTemplate(template, box.workspaces[0]!);
    writeFileSync(source, JSON.stringify({ template, pieces }));
    const harness = join(import.meta.dirname, 'harness.py');
    const options = { cwd: folder, env: environmentOf(box, folder, env) };
    const ended = await run(sdkPython(), [harness, source, target], options).catch((error: unknown) =>
      String(error),
    );
    const all = [box.accounts.contosodata.key, box.principals.user.clientSecret, ...secrets];
    const written = all.map((secret) => JSON.stringify(secret).slice(1, -1));
    const hide = (text: string) =>
      written.reduce((rest, secret) => rest.replaceAll(secret, '(secret)'), text);
    const lines = hide(readFileSync(target, 'utf8')).split('\n').filter(Boolean);
    const outcomes = new Map(
      lines.map((line) => [(JSON.parse(line) as Outcome).key, JSON.parse(line) as Outcome]),
    );
    const next = pieces.find(({ key }) => !outcomes.has(key));
    if (next)
      outcomes.set(next.key, { key: next.key, error: `It never ended: ${hide(ended)}`, said: '', seen: {} });
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
