import { t } from '@vscode/l10n';
import { rowsOf, sources, type SignInRefusal } from './row.ts';

type Sentence = (at: SignInRefusal) => string;

const named = (at: SignInRefusal, pattern: RegExp): string => pattern.exec(at.said)?.[1] ?? '';

/** The tenant by the name or id that the message gives it. */
const tenantOf = (at: SignInRefusal): string => named(at, /[Tt]enant(?: named)? '([^']+)'/);

const notInTenant: Sentence = (at) => {
  const tenant = tenantOf(at);
  return tenant === ''
    ? t(
        'Microsoft Entra refused {0} ({1}): the account is not in this tenant. Sign in with another account, or ask for an invitation as a guest and accept it.',
        at.who,
        at.code,
      )
    : t(
        'Microsoft Entra refused {0} ({1}): the account is not in the tenant “{2}”. Sign in with another account, or ask for an invitation as a guest and accept it.',
        at.who,
        at.code,
        tenant,
      );
};
const noTenant: Sentence = (at) => {
  const tenant = tenantOf(at);
  return tenant === ''
    ? t(
        'Microsoft Entra refused {0} ({1}): it cannot tell the tenant. Check the tenant id, and the cloud in the setting azuremlDatastores.cloud.',
        at.who,
        at.code,
      )
    : t(
        'Microsoft Entra refused {0} ({1}): there is no tenant “{2}” in this cloud. Check the tenant id, and the cloud in the setting azuremlDatastores.cloud.',
        at.who,
        at.code,
        tenant,
      );
};
const secondFactor: Sentence = ({ who, code, remedy }) =>
  t('Microsoft Entra asks {0} for a second factor ({1}). {2}', who, code, remedy);
const enrol: Sentence = ({ who, code, remedy }) =>
  t('Microsoft Entra asks {0} to set up a second factor ({1}). {2}', who, code, remedy);
const notAssigned: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the application is for assigned users only. Ask an administrator of the tenant to assign the account to it.',
    who,
    code,
  );
const oldPassword: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the password has expired. Set a new one, then sign in again.',
    who,
    code,
  );
const disabledUser: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the account is disabled. Ask an administrator of the tenant to enable it.',
    who,
    code,
  );
const lockedUser: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the account is locked, or its network is taken for malicious. Wait, or ask an administrator of the tenant.',
    who,
    code,
  );
const over: Sentence = ({ who, code, remedy }) =>
  t('The sign-in of {0} is over ({1}): it has expired or been revoked. {2}', who, code, remedy);
const device: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): it lets in managed devices only. Sign in on a device that your company manages, or ask its administrators to register this one.',
    who,
    code,
  );
const conditions: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): a Conditional Access policy of the tenant blocks it. Ask its administrators which one, and from where it lets you in.',
    who,
    code,
  );
const consent: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): nobody has consented to the application yet. Sign in again and consent, or ask an administrator of the tenant to do it.',
    who,
    code,
  );
const preauthorized: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): this way of signing in may not ask for this service, and consent does not change that. Choose another in the setting azuremlDatastores.authentication.',
    who,
    code,
  );
const noService: Sentence = (at) => {
  const name =
    named(at, /resource principal named (\S+)/) || named(at, /access to a service \(?\\?"?([^"\\)]+)/);
  return t(
    'Microsoft Entra refused {0} ({1}): the tenant does not know the service {2}. Check the tenant and the cloud, or ask an administrator to enable the service.',
    at.who,
    at.code,
    name,
  );
};
const restricted: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the network you are in allows certain tenants only. Ask whoever looks after it to allow this tenant.',
    who,
    code,
  );
const notOut: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): your own tenant does not let its accounts into the other one. Ask an administrator of your tenant to allow it (outbound access).',
    who,
    code,
  );
const notIn: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the other tenant does not let accounts of yours in. Ask an administrator of that tenant to allow it (inbound access).',
    who,
    code,
  );
const noApplication: Sentence = (at) => {
  const id = named(at, /identifier '([^']+)'/);
  const directory = named(at, /directory '([^']+)'/);
  return id === '' || directory === ''
    ? t(
        'Microsoft Entra refused {0} ({1}): the tenant has no such application. Check the tenant id and the client id.',
        at.who,
        at.code,
      )
    : t(
        'Microsoft Entra refused {0} ({1}): the tenant {2} has no application {3}. Check the tenant id and the client id.',
        at.who,
        at.code,
        directory,
        id,
      );
};
const disabledApplication: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the application is disabled. Ask an administrator of the tenant to enable it.',
    who,
    code,
  );
const oldSecret: Sentence = ({ who, code, remedy }) =>
  t(
    'Microsoft Entra refused {0} ({1}): its client secret has expired. Make a new one. {2}',
    who,
    code,
    remedy,
  );
const wrongSecret: Sentence = ({ who, code, remedy }) =>
  t(
    'Microsoft Entra refused {0} ({1}): its client secret is not right; it is the value that is wanted, not the id. {2}',
    who,
    code,
    remedy,
  );
const noSecret: Sentence = ({ who, code, remedy }) =>
  t('Microsoft Entra refused {0} ({1}): it gave no client secret and no certificate. {2}', who, code, remedy);
const wrongCertificate: Sentence = ({ who, code, remedy }) =>
  t(
    'Microsoft Entra refused {0} ({1}): its certificate is not one of the application’s. Add it to the application. {2}',
    who,
    code,
    remedy,
  );
const wrongClock: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): the certificate’s signature is not valid at this time. Check the clock of this computer, then try again.',
    who,
    code,
  );
const wrongScope: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): it does not know what was asked for. Check the addresses of the cloud in the setting azuremlDatastores.customCloud.',
    who,
    code,
  );
const loop: Sentence = ({ who, code }) =>
  t(
    'Microsoft Entra refused {0} ({1}): it was asked for the same sign-in too often. Wait a few minutes, then try again.',
    who,
    code,
  );
const down: Sentence = ({ who, code }) =>
  t('Microsoft Entra cannot sign in {0} right now ({1}). Try again in a minute.', who, code);

const codes = (...numbers: number[]): string[] => numbers.map((number) => `AADSTS${number}`);
const documented = { source: sources.entra, evidence: 'documented' } as const;
const seen = (issue: string) => ({ source: `${sources.entra}; ${issue}`, evidence: 'seen' }) as const;

/** The numbers only choose words, for Entra may change them; nothing branches on them. */
export const entraRows = rowsOf('entra', [
  {
    codes: codes(16000, 16003, 50014, 50020, 50034, 51004, 90072),
    word: 'unauthenticated',
    sentence: notInTenant,
    signIn: true,
    ...documented,
  },
  {
    codes: codes(90002),
    word: 'unauthenticated',
    sentence: noTenant,
    ...seen('microsoftarchive/BatchAI#31'),
  },
  { codes: codes(50059, 50128, 90019, 90038), word: 'unauthenticated', sentence: noTenant, ...documented },
  {
    codes: codes(50076),
    word: 'unauthenticated',
    sentence: secondFactor,
    signIn: true,
    ...seen('microsoft/Partner-Center-PowerShell#259'),
  },
  {
    codes: codes(50074, 50078, 50158),
    word: 'unauthenticated',
    sentence: secondFactor,
    signIn: true,
    ...documented,
  },
  {
    codes: codes(50072, 50079, 53004),
    word: 'unauthenticated',
    sentence: enrol,
    signIn: true,
    ...documented,
  },
  { codes: codes(50105), word: 'permissionDenied', sentence: notAssigned, ...documented },
  {
    codes: codes(50055, 50144),
    word: 'unauthenticated',
    sentence: oldPassword,
    signIn: true,
    ...documented,
  },
  { codes: codes(50057), word: 'permissionDenied', sentence: disabledUser, ...documented },
  { codes: codes(50053), word: 'permissionDenied', sentence: lockedUser, ...documented },
  {
    codes: codes(50058, 50089, 50132, 50133, 50173, 70008, 70043, 700082, 700084),
    word: 'unauthenticated',
    sentence: over,
    signIn: true,
    ...documented,
  },
  {
    codes: codes(53000, 53001, 530003, 50129),
    word: 'permissionDenied',
    sentence: device,
    ...seen('Azure/azure-cli#29282'),
  },
  {
    codes: codes(53003, 530084),
    word: 'permissionDenied',
    sentence: conditions,
    ...seen('Azure/azure-cli#31703, #31428'),
  },
  {
    codes: codes(50005, 50131, 53002, 530032),
    word: 'permissionDenied',
    sentence: conditions,
    ...documented,
  },
  {
    codes: codes(65001, 65004, 90008, 90094),
    word: 'unauthenticated',
    sentence: consent,
    signIn: true,
    ...documented,
  },
  { codes: codes(65002), word: 'unsupported', sentence: preauthorized, ...documented },
  { codes: codes(500011, 650052), word: 'unsupported', sentence: noService, ...documented },
  { codes: codes(50002, 500021, 500022), word: 'permissionDenied', sentence: restricted, ...documented },
  { codes: codes(500212), word: 'permissionDenied', sentence: notOut, ...documented },
  { codes: codes(500213), word: 'permissionDenied', sentence: notIn, ...documented },
  { codes: codes(700016, 700011), word: 'unauthenticated', sentence: noApplication, ...documented },
  { codes: codes(70001, 7000112), word: 'permissionDenied', sentence: disabledApplication, ...documented },
  {
    codes: codes(7000222),
    word: 'unauthenticated',
    sentence: oldSecret,
    ...seen('dotnet/sign#849'),
  },
  { codes: codes(7000215, 70002), word: 'unauthenticated', sentence: wrongSecret, ...documented },
  { codes: codes(7000218), word: 'unauthenticated', sentence: noSecret, ...documented },
  { codes: codes(700027, 700030), word: 'unauthenticated', sentence: wrongCertificate, ...documented },
  {
    codes: codes(700024),
    word: 'unauthenticated',
    sentence: wrongClock,
    source: 'Azure/login#372',
    evidence: 'seen',
  },
  { codes: codes(70011, 28002), word: 'unsupported', sentence: wrongScope, ...documented },
  { codes: codes(50196, 90055), word: 'throttled', sentence: loop, ...documented },
  {
    codes: codes(50033, 90006, 90012, 90024, 90033, 90090),
    word: 'unavailable',
    sentence: down,
    ...documented,
  },
]);
