import { t } from '@vscode/l10n';
import { named, says, scopeName, tenantOf } from './controlTexts.ts';
import { rowsOf, sources, type ControlRefusal } from './row.ts';

type Sentence = (at: ControlRefusal) => string;

/** The least of the built-in roles that holds the action, as far as datastores need any. */
function roleFor(action: string): string {
  return /\/read$/i.test(action) ? 'Reader' : 'AzureML Data Scientist';
}
/** What a role is best given on: a workspace's datastores take the workspace's. */
function roleScope(scope: string): string {
  return scopeName(scope.replace(/(\/workspaces\/[^/]+)\/.*$/i, '$1'));
}
const noRole: Sentence = (at) => {
  const action = named(at, /perform action '([^']+)'/);
  const scope = named(at, /over scope '([^']+)'/);
  if (action === '')
    return t(
      '{0} was refused: the sign-in lacks a role. Ask an owner for one on the workspace, such as AzureML Data Scientist.',
      at.doing,
    );
  return scope === ''
    ? t(
        '{0} was refused: the sign-in lacks the permission {1}. Ask an owner for a role that has it, such as {2} on the workspace.',
        at.doing,
        action,
        roleFor(action),
      )
    : t(
        '{0} was refused: the sign-in lacks the permission {1}. Ask an owner for a role that has it, such as {2} on {3}; if you have just got it, sign in again.',
        at.doing,
        action,
        roleFor(action),
        roleScope(scope),
      );
};
const noLinkedTenant: Sentence = (at) =>
  t(
    '{0} was refused: it touches the subscription {1}, which belongs to another tenant than the sign-in. Sign in to the tenant that owns both.',
    at.doing,
    named(at, /linked subscription '([^']+)'/),
  );
const noLinkedRole: Sentence = (at) =>
  t(
    '{0} was refused: something that it is linked with needs a role, too ({1}). Ask its owner for a role with this permission.',
    at.doing,
    named(at, /not have permission to perform action\S* '([^']+)'/) ||
      named(at, /perform action\S* '([^']+)'/) ||
      at.code,
  );
const wrongTenant: Sentence = (at) => {
  const tenantId = tenantOf(at.said);
  return tenantId === ''
    ? t('{0} failed: it belongs to another tenant than the sign-in. {1}', at.doing, at.remedy)
    : t(
        '{0} failed: it belongs to the tenant {1}, and the sign-in is to another one. {2}',
        at.doing,
        tenantId,
        at.remedy,
      );
};
const notAccepted: Sentence = ({ doing, code, remedy }) =>
  t('{0} failed: Azure did not accept the sign-in ({1}). {2}', doing, code, remedy);
const wrongAudience: Sentence = ({ doing }) =>
  t(
    '{0} failed: the sign-in is to another cloud or service. Check the cloud in the setting azuremlDatastores.cloud.',
    doing,
  );
const signInOver: Sentence = ({ doing, remedy }) =>
  t('{0} failed: the sign-in has expired, or the clock of this computer is wrong. {1}', doing, remedy);
const disabledSubscription: Sentence = (at) =>
  t(
    '{0} was refused: the subscription {1} is disabled. Ask its owner to enable it again.',
    at.doing,
    named(at, /subscription '?([0-9a-f-]{8,})/i),
  );
const policy: Sentence = (at) => {
  const name = named(at, /policyAssignment\\?"\s*:\s*\{\\?"name\\?"\s*:\s*\\?"([^"\\]+)/);
  return name === ''
    ? t(
        '{0} was refused: an Azure policy forbids it. Ask whoever looks after the policies of the subscription.',
        at.doing,
      )
    : t(
        '{0} was refused: the Azure policy “{1}” forbids it. Ask whoever looks after the policies of the subscription.',
        at.doing,
        name,
      );
};
const locked: Sentence = (at) => {
  const scope = named(at, /locked: '([^']+)'/);
  return t(
    '{0} was refused: a lock on {1} forbids it. Ask an owner to take the lock away.',
    at.doing,
    scope === '' ? t('the workspace') : scopeName(scope),
  );
};
const wrongCredential: Sentence = ({ doing }) =>
  t(
    '{0} was refused: its credential does not open the storage. Check the key, SAS or service principal.',
    doing,
  );
const privateWorkspace: Sentence = ({ doing }) =>
  t(
    '{0} was refused: the workspace is reached through its private endpoint only. Connect to its network first, such as by VPN.',
    doing,
  );
const noStorageRight: Sentence = ({ doing }) =>
  t(
    '{0} was refused: the storage of the workspace lets Azure ML do no such thing. Check the firewall of its storage account, and the role of the workspace’s identity on it.',
    doing,
  );

/** Who may, and what is forbidden to everybody. */
export const controlAccessRows = rowsOf('control', [
  {
    codes: ['AuthorizationFailed'],
    word: 'permissionDenied',
    sentence: noRole,
    source: `${sources.arm}; Azure/azure-cli#6343`,
    evidence: 'seen',
  },
  {
    codes: ['LinkedAuthorizationFailed'],
    when: says(/linked subscription/),
    word: 'permissionDenied',
    sentence: noLinkedTenant,
    source: `${sources.arm}; Azure/azure-cli#30431`,
    evidence: 'seen',
  },
  {
    codes: ['LinkedAuthorizationFailed'],
    word: 'permissionDenied',
    sentence: noLinkedRole,
    source: 'Azure/aad-pod-identity#613',
    evidence: 'seen',
  },
  {
    codes: ['InvalidAuthenticationTokenTenant'],
    word: 'unauthenticated',
    sentence: wrongTenant,
    signIn: true,
    source: `${sources.arm}; microsoft/vscode-azureappservice#2095`,
    evidence: 'seen',
  },
  {
    codes: ['ExpiredAuthenticationToken'],
    word: 'unauthenticated',
    sentence: signInOver,
    signIn: true,
    source: 'Azure/azure-sdk-for-java#33112',
    evidence: 'seen',
  },
  {
    codes: ['InvalidAuthenticationToken', 'AuthenticationFailed'],
    word: 'unauthenticated',
    sentence: notAccepted,
    signIn: true,
    source: 'Azure/azure-sdk-for-java#1714, #557',
    evidence: 'seen',
  },
  {
    codes: ['InvalidAuthenticationTokenAudience'],
    word: 'unauthenticated',
    sentence: wrongAudience,
    source: 'JetBrains/azure-tools-for-intellij#16',
    evidence: 'seen',
  },
  {
    codes: ['ReadOnlyDisabledSubscription'],
    word: 'permissionDenied',
    sentence: disabledSubscription,
    source: 'microsoft/vscode-azureappservice#1646',
    evidence: 'seen',
  },
  {
    codes: ['SubscriptionDisabled'],
    word: 'permissionDenied',
    sentence: disabledSubscription,
    source: sources.storageProvider,
    evidence: 'documented',
  },
  {
    codes: ['RequestDisallowedByPolicy'],
    word: 'permissionDenied',
    sentence: policy,
    source: `${sources.arm}; microsoft/vscode-apimanagement#348`,
    evidence: 'seen',
  },
  {
    codes: ['ScopeLocked'],
    word: 'permissionDenied',
    sentence: locked,
    source: 'Azure/azure-cli#20232',
    evidence: 'seen',
  },
  {
    codes: ['UserError'],
    when: says(/make sure the credentials are correct/),
    word: 'permissionDenied',
    sentence: wrongCredential,
    source: 'MicrosoftDocs/azure-docs#35204',
    evidence: 'seen',
  },
  {
    codes: ['UserError'],
    when: says(/outside of the designated private link/),
    word: 'permissionDenied',
    sentence: privateWorkspace,
    source: 'Azure/azure-cli-extensions#6294',
    evidence: 'seen',
  },
  {
    codes: ['StorageAuthError'],
    word: 'permissionDenied',
    sentence: noStorageRight,
    source: 'Azure/azureml-previews#181',
    evidence: 'seen',
  },
]);
