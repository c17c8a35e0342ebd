import { t } from '@vscode/l10n';
import { rowsOf, sources, type StorageRefusal } from './row.ts';
import { authentication, by, isReading, roleOnScope, rolesOf } from './storagePlace.ts';

type Sentence = (at: StorageRefusal) => string;

/** The service allows a quarter of an hour: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
const allowedSkew = 15 * 60_000;

const missingRole: Sentence = (at) => {
  const { where, service, needs } = at;
  const what =
    needs.length === 0
      ? t('This sign-in may not do this with {0}.', where)
      : isReading(needs)
        ? t('This sign-in may not read {0}.', where)
        : t('This sign-in may not change {0}.', where);
  const ask =
    needs.length > 0 && isReading(needs)
      ? t(
          'It lacks the role {0}: ask an owner of the storage account for it, or for {1} to write as well.',
          roleOnScope(at),
          rolesOf(service).writer,
        )
      : t('It lacks the role {0}: ask an owner of the storage account for it.', roleOnScope(at));
  const sentence = `${what} ${ask} ${t('A new role takes up to ten minutes to work.')}`;
  return service === 'dfs'
    ? `${sentence} ${t('Instead of the role, an access control list on the folder may allow it.')}`
    : sentence;
};
const powerlessKey: Sentence = ({ where }) =>
  t(
    'The account key was refused for {0}, although a key allows everything. Check the firewall, the policies and the locks of the storage account.',
    where,
  );

const firewall: Sentence = (at) => {
  const { host, where, credential } = at;
  const sentence = t(
    '{0} refused {1}. Check the network first: allow the network of this computer in the firewall of the storage account, or reach the account through its private endpoint ({2}).',
    host,
    where,
    privateNameOf(host),
  );
  if (credential === 'accountKey') return sentence;
  if (credential === 'sas')
    return `${sentence} ${t('After that, check that the SAS allows this network and this service.')}`;
  return `${sentence} ${t('After that, check the role {0}.', roleOnScope(at))}`;
};

/** The name that a private endpoint gives a storage host: https://learn.microsoft.com/azure/private-link/private-endpoint-dns */
export function privateNameOf(host: string): string {
  return host.replace('.', '.privatelink.');
}

const wrongClock: Sentence = ({ host }) =>
  t(
    '{0} refused the request because the clock of this computer is wrong by more than a quarter of an hour. Set it right, then try again.',
    host,
  );
const wrongKey: Sentence = ({ account }) =>
  t(
    'Account {0} did not accept its key: it may have been rotated. Replace it in the datastore by a current key of the account.',
    account,
  );
const wrongSignIn: Sentence = ({ account }) =>
  t('Account {0} did not accept the sign-in. Sign in again, to the tenant of the storage account.', account);
const wrongTenant: Sentence = ({ account, tenantId }) =>
  tenantId === ''
    ? t(
        'Account {0} belongs to another tenant than the sign-in. Sign in to the tenant of the storage account; its owner knows which.',
        account,
      )
    : t(
        'Account {0} belongs to the tenant {1}, and the sign-in is to another one. Sign in to that tenant.',
        account,
        tenantId,
      );
const wrongAudience: Sentence = ({ account }) =>
  t(
    'Account {0} got a token that was made for another service. Check the cloud in the setting azuremlDatastores.cloud, then sign in again.',
    account,
  );
const noKeys: Sentence = (at) =>
  t(
    'Account {0} allows no access with {1}. Use your own sign-in instead: choose “identity” in the setting azuremlDatastores.dataAccess, and ask for the role {2}.',
    at.account,
    at.credential === 'sas' ? t('a SAS that its account key signed') : t('its account key'),
    roleOnScope({ ...at, needs: [] }),
  );
const noPublic: Sentence = ({ account }) =>
  t('Account {0} allows no access without a credential. Sign in, or use a key or SAS.', account);
const noPermission: Sentence = ({ account }) =>
  t(
    'Account {0} does not allow this at present: reading or writing is switched off for the whole account. Ask its owner to look at it in the portal.',
    account,
  );
const disabledAccount: Sentence = ({ account }) =>
  t(
    'The storage account {0} is disabled. Ask its owner to check the account and its subscription in the portal.',
    account,
  );
const oldVersion: Sentence = ({ account }) =>
  t(
    'Account {0} did not understand the sign-in: a proxy on the way may have changed the request. Check the proxy, or use another network.',
    account,
  );

/** Who may, and from where; what a SAS says is in `storageSas.ts`. */
export const accessRows = rowsOf('storage', [
  {
    codes: ['AuthorizationPermissionMismatch'],
    when: by('identity'),
    word: 'permissionDenied',
    sentence: missingRole,
    source: 'Azure/azure-sdk-for-python#34556',
    evidence: 'seen',
  },
  {
    codes: ['AuthorizationPermissionMismatch'],
    when: by('accountKey'),
    word: 'permissionDenied',
    sentence: powerlessKey,
    source: sources.sas,
    evidence: 'documented',
  },
  {
    codes: ['AuthorizationFailure'],
    word: 'permissionDenied',
    sentence: firewall,
    source: `${sources.sas}; microsoft/AzureStorageExplorer#4888`,
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: ({ detail, skew }) => /date header too old/i.test(detail) || Math.abs(skew) > allowedSkew,
    word: 'unauthenticated',
    sentence: wrongClock,
    source: 'Azure/azure-sdk-for-js#5433',
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: ({ detail, credential }) => credential === 'identity' && /issuer/i.test(detail),
    word: 'unauthenticated',
    sentence: wrongTenant,
    signIn: true,
    source: 'MicrosoftDocs/azure-docs#11564',
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: ({ detail, credential }) => credential === 'identity' && /audience/i.test(detail),
    word: 'unauthenticated',
    sentence: wrongAudience,
    signIn: true,
    source: 'Azure/AzureStor#119',
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: ({ detail }) => /scheme Bearer is not supported/i.test(detail),
    word: 'unauthenticated',
    sentence: oldVersion,
    source: 'microsoft/typespec#7216',
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: by('accountKey'),
    word: 'unauthenticated',
    sentence: wrongKey,
    source: `${sources.azurite}; ${sources.common}; ${sources.forbidden}`,
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: by('identity'),
    word: 'unauthenticated',
    sentence: wrongSignIn,
    signIn: true,
    source: `${sources.common}; Azure/AzureStor#119`,
    evidence: 'seen',
  },
  {
    codes: ['KeyBasedAuthenticationNotPermitted'],
    word: 'permissionDenied',
    sentence: noKeys,
    source: `${sources.forbidden}; Azure/AI-Landing-Zones#64`,
    evidence: 'seen',
  },
  {
    codes: ['PublicAccessNotPermitted'],
    word: 'unauthenticated',
    sentence: noPublic,
    source: 'microsoft/AzureStorageExplorer#4764',
    evidence: 'seen',
  },
  {
    codes: ['InsufficientAccountPermissions'],
    word: 'permissionDenied',
    sentence: noPermission,
    source: sources.common,
    evidence: 'documented',
  },
  {
    codes: ['AccountIsDisabled'],
    word: 'permissionDenied',
    sentence: disabledAccount,
    source: `${sources.common}; ${sources.lake}`,
    evidence: 'documented',
  },
]);
