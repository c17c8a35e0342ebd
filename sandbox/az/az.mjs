/**
 * The Azure CLI, as far as `AzureCliCredential` of @azure/identity knows it: `az account get-access-token`. Somebody is
 * signed in as the sandbox's user, unless AZ_SIGNED_OUT is set. AZUREML_SANDBOX names the sandbox's folder.
 */
import { parseArgs } from 'node:util';
import { fetchToken, readSandbox } from '../signIn/directory.mjs';

function fail(sentence) {
  process.stderr.write(`ERROR: ${sentence}\n`);
  process.exitCode = 1;
}

async function printToken({ resource, scope, tenant }) {
  const { principals } = readSandbox();
  const tenantId = tenant ?? principals.user.tenantId;
  const wanted = scope ?? `${resource ?? 'https://management.core.windows.net/'}/.default`;
  const { accessToken, expiresAt } = await fetchToken({ principal: 'user' }, tenantId, wanted, false);
  const seconds = Math.floor(expiresAt / 1000);
  // The older member is in local time, without saying so.
  const expiresOn = new Date(expiresAt - new Date(expiresAt).getTimezoneOffset() * 60_000);
  const answer = {
    accessToken,
    expiresOn: `${expiresOn.toISOString().slice(0, -1).replace('T', ' ')}000`,
    expires_on: seconds,
    tenant: tenantId,
    tokenType: 'Bearer',
  };
  process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
}

async function main() {
  const text = { type: 'string' };
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { output: text, resource: text, scope: text, tenant: text, subscription: text },
  });
  if (positionals.join(' ') !== 'account get-access-token')
    return fail(`'${positionals.join(' ')}' is not in this command group.`);
  if (process.env.AZ_SIGNED_OUT) return fail("Please run 'az login' to setup account.");
  try {
    await printToken(values);
  } catch (error) {
    const rest = error.number === undefined ? '' : '\nRun the command below to authenticate interactively:\n';
    fail(`${error.message}${rest && `${rest}az logout\naz login`}`);
  }
}

await main();
