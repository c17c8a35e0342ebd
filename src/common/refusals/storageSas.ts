import { t } from '@vscode/l10n';
import { rowsOf, sources, type StorageRefusal } from './row.ts';
import { authentication, by, permissionName, scopeOf, serviceName } from './storagePlace.ts';

type Sentence = (at: StorageRefusal) => string;

/** The permissions that a SAS lacks for the request, by their letters. */
function lackedBy({ sas, needs }: StorageRefusal): readonly string[] {
  const given = sas?.permissions;
  if (given === undefined) return [];
  const lacked = needs.filter((letters) => !Array.from(letters).some((letter) => given.includes(letter)));
  // Creating is not replacing: with only that, what is refused is to write over something.
  const mayOnlyCreate = lacked.length === 0 && needs.includes('cw') && !given.includes('w');
  return mayOnlyCreate ? ['w'] : lacked;
}
const weakSas: Sentence = (at) => {
  const lacked = lackedBy(at);
  if (lacked.length === 0)
    return t(
      'The SAS does not allow this with {0}. Use a SAS for {1} with the permissions read, list, write, create and delete.',
      at.where,
      scopeOf(at),
    );
  return t(
    'The SAS for {0} lacks the permission {1}, which this takes for {2}. Make a SAS that has it, and update the datastore’s credential with it.',
    scopeOf(at),
    lacked.map(permissionName).join(', '),
    at.where,
  );
};
const oldSas: Sentence = (at) => {
  const { sas, detail } = at;
  const expiry =
    sas?.expires ?? /Expiry \[([^\]]+)\]|expiry time \[([^\]]+)\]/.exec(detail)?.slice(1).find(Boolean);
  return expiry === undefined
    ? t('The SAS for {0} is not valid at this time. Replace it by a new SAS.', scopeOf(at))
    : t(
        'The SAS for {0} is not valid at this time: it ends at {1}. Replace it by a new SAS.',
        scopeOf(at),
        expiry,
      );
};
const wrongSas: Sentence = (at) =>
  t(
    'The SAS for {0} was not accepted: it may have expired, been copied in part, or its key been rotated. Replace it by a new SAS.',
    scopeOf(at),
  );
const elsewhere: Sentence = (at) => {
  const address = /source IP (?:\{?)([0-9a-f.:]+)/i.exec(at.said)?.[1];
  return address === undefined
    ? t(
        'The SAS for {0} is for other network addresses only (sip). Use a SAS that allows this computer.',
        scopeOf(at),
      )
    : t(
        'The SAS for {0} is for other network addresses only (sip). Use a SAS that allows {1}, the address of this computer.',
        scopeOf(at),
        address,
      );
};
const otherProtocol: Sentence = (at) =>
  t('The SAS for {0} is for another protocol (spr). Use a SAS that allows https.', scopeOf(at));
const otherService: Sentence = (at) =>
  t(
    'The SAS for {0} is for other services of the account (ss). Use a SAS that allows the {1} service.',
    scopeOf(at),
    serviceName(at.service),
  );
const otherResource: Sentence = (at) =>
  t(
    'The SAS for {0} is for other kinds of resources (srt, sr). Use a SAS for containers and objects.',
    scopeOf(at),
  );

/** What a SAS does not allow. */
export const sasRows = rowsOf('storage', [
  {
    codes: ['AuthorizationPermissionMismatch'],
    when: by('sas'),
    word: 'permissionDenied',
    sentence: weakSas,
    source: `${sources.azurite}; ${sources.sas}`,
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: ({ detail, sas }) =>
      /specified time frame|signed expiry/i.test(detail) || Date.parse(sas?.expires ?? '') <= Date.now(),
    word: 'unauthenticated',
    sentence: oldSas,
    source: 'microsoft/AzureStorageExplorer#3219, #6198',
    evidence: 'seen',
  },
  {
    codes: authentication,
    when: by('sas'),
    word: 'unauthenticated',
    sentence: wrongSas,
    source: `${sources.azurite}; ${sources.common}; ${sources.forbidden}`,
    evidence: 'seen',
  },
  {
    codes: ['AuthorizationSourceIPMismatch'],
    word: 'permissionDenied',
    sentence: elsewhere,
    source: `${sources.azurite}; ${sources.sas}`,
    evidence: 'seen',
  },
  {
    codes: ['AuthorizationProtocolMismatch'],
    word: 'permissionDenied',
    sentence: otherProtocol,
    source: `${sources.azurite}; ${sources.sas}`,
    evidence: 'seen',
  },
  {
    codes: ['AuthorizationServiceMismatch'],
    word: 'permissionDenied',
    sentence: otherService,
    source: `${sources.azurite}; ${sources.sas}`,
    evidence: 'seen',
  },
  {
    codes: ['AuthorizationResourceTypeMismatch'],
    word: 'permissionDenied',
    sentence: otherResource,
    source: `${sources.azurite}; ${sources.sas}`,
    evidence: 'seen',
  },
]);
