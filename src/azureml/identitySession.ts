import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type * as AzureIdentity from '@azure/identity';
import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Session } from '../common/session.ts';
import { createCredentials, type TokenRequest } from '../common/tokens.ts';
import type { Transport } from '../common/transport.ts';
import type { Cloud } from './cloud.ts';
import { signInFailure } from '../common/signInFailure.ts';
import { credentialOptions, transportPolicy, type TransportPolicy } from './transportPolicy.ts';

/** The library, which is loaded when the first token is asked for. */
export type Identity = Pick<
  typeof AzureIdentity,
  'AzureCliCredential' | 'EnvironmentCredential' | 'ManagedIdentityCredential' | 'WorkloadIdentityCredential'
>;

/** What a credential of the library takes beside its own. */
export type IdentityOptions = ReturnType<typeof identityOptions>;

/** One of the library's credentials, and what to say of it. */
export interface IdentitySignIn extends Pick<Session, 'id' | 'account' | 'guest'> {
  /** As it stands within a sentence: `the managed identity of this machine`. */
  readonly who: string;
  /** What mends it, in the account's own tenant or in another one, as a sentence. */
  readonly remedy: (tenantId?: string) => string;
  readonly create: (identity: Identity, options: IdentityOptions, transport: Transport) => TokenCredential;
  /** Why there is nobody to sign in as, from what the library says: its `CredentialUnavailableError`. */
  readonly unavailable: (said: string, tenantId?: string) => string;
}

/** Makes the user's sign-in of a credential of `@azure/identity`. */
export function identitySession(
  cloud: Cloud,
  transport: Transport,
  signIn: IdentitySignIn,
  load: () => Promise<Identity> = () => import('@azure/identity'),
): Session {
  const { id, account, guest, who, create } = signIn;
  const policy = transportPolicy(transport, transport.log);
  let credential: Promise<TokenCredential> | undefined;

  async function ask({ scopes, tenantId, claims }: TokenRequest): Promise<AccessToken> {
    const options = { ...(tenantId ? { tenantId } : {}), ...(claims ? { claims } : {}) };
    const remedy = signIn.remedy(tenantId);
    return policy.watched(async (problem) => {
      try {
        credential ??= load().then((identity) => create(identity, identityOptions(cloud, policy), transport));
        credential.catch(() => (credential = undefined));
        const token = await (await credential).getToken([...scopes], options);
        if (token) return token;
      } catch (error) {
        const nobody = error instanceof Error && error.name === 'CredentialUnavailableError';
        // What Microsoft Entra itself says tells more than that the library found nobody.
        if (!nobody || /AADSTS\d/.test(error.message))
          throw signInFailure(problem() ?? error, undefined, { who, remedy });
        throw new Failure('unauthenticated', signIn.unavailable(error.message, tenantId), { cause: error });
      }
      throw new Failure('unauthenticated', t('The sign-in gave no token. {0}', remedy));
    });
  }

  return { id, account, guest, remedy: signIn.remedy(), credential: createCredentials(ask) };
}

function identityOptions(cloud: Cloud, policy: TransportPolicy) {
  // Tenants come from Azure, and every token is asked for at this cloud's own sign-in service.
  return { ...credentialOptions(cloud, policy), additionallyAllowedTenants: ['*'] };
}
