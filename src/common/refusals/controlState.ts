import { t } from '@vscode/l10n';
import { named, says } from './controlTexts.ts';
import { rowsOf, sources, type ControlRefusal } from './row.ts';

type Sentence = (at: ControlRefusal) => string;

const noSubscription: Sentence = (at) =>
  t(
    '{0} failed: there is no subscription {1} here. Check its id, and that you are signed in to its tenant with a role on it.',
    at.doing,
    named(at, /subscription '?([0-9a-f-]{8,})/i),
  );
const noGroup: Sentence = (at) =>
  t(
    '{0} failed: there is no resource group “{1}”. It may have been deleted or renamed: refresh the view.',
    at.doing,
    named(at, /[Rr]esource group '([^']+)'/),
  );
const noResource: Sentence = ({ doing }) =>
  t('{0} failed: Azure finds nothing there. It may have been deleted or moved: refresh the view.', doing);
const noProvider: Sentence = (at) =>
  t(
    '{0} failed: the subscription does not use {1} yet. Ask its owner to register this resource provider in the portal.',
    at.doing,
    named(at, /namespace '([^']+)'/) || 'Microsoft.MachineLearningServices',
  );
const noVersion: Sentence = ({ doing }) =>
  t(
    '{0} failed: this cloud or region does not offer what is asked for. Update the extension, or use a workspace in another region.',
    doing,
  );
const busy: Sentence = ({ doing }) =>
  t('{0} failed: Azure is just changing it. Try again in a minute.', doing);
const throttled: Sentence = (at) => {
  const seconds = named(at, /after '?(\d+)'? seconds/);
  return seconds === ''
    ? t('{0} failed: Azure had too many requests in a short time. Try again in a minute.', at.doing)
    : t(
        '{0} failed: Azure had too many requests in a short time. Try again in {1} seconds.',
        at.doing,
        seconds,
      );
};
const newAccount: Sentence = ({ doing }) =>
  t('{0} failed: its storage account is not ready yet. Try again in a minute.', doing);
const noDatastore: Sentence = (at) =>
  t(
    '{0} failed: the workspace has no datastore “{1}”. It may have been unregistered: refresh the view.',
    at.doing,
    named(at, /datastore: (\S+?)\.?$/),
  );
const nameTaken: Sentence = ({ doing }) =>
  t('{0} failed: one of that name already exists. Choose another name.', doing);
const invalid: Sentence = ({ doing, said, code }) =>
  t(
    '{0} failed: Azure did not accept the request ({1}). Refresh the view, then try again.',
    doing,
    said === '' ? code : said.replace(/[.\s]+$/, ''),
  );
const down: Sentence = ({ doing, code }) =>
  t('{0} failed: Azure cannot do it right now ({1}). Try again in a minute.', doing, code);
const noStorage: Sentence = ({ doing }) =>
  t(
    '{0} failed: Azure ML could not reach the storage of the workspace. Check the firewall of its storage account, then try again.',
    doing,
  );

/** What is there, and whether it can be had at this time. */
export const controlStateRows = rowsOf('control', [
  {
    codes: ['SubscriptionNotFound'],
    word: 'notFound',
    sentence: noSubscription,
    source: `${sources.arm}; ${sources.storageProvider}`,
    evidence: 'documented',
  },
  {
    codes: ['ResourceGroupNotFound'],
    word: 'notFound',
    sentence: noGroup,
    source: sources.arm,
    evidence: 'documented',
  },
  {
    codes: ['ResourceNotFound', 'ParentResourceNotFound'],
    word: 'notFound',
    sentence: noResource,
    source: sources.arm,
    evidence: 'documented',
  },
  {
    codes: ['MissingSubscriptionRegistration'],
    word: 'unsupported',
    sentence: noProvider,
    source: `${sources.arm}; machine-learning-apps/ml-template-azure#11`,
    evidence: 'seen',
  },
  {
    codes: ['NoRegisteredProviderFound'],
    word: 'unsupported',
    sentence: noVersion,
    source: sources.arm,
    evidence: 'documented',
  },
  {
    codes: ['Conflict', 'AnotherOperationInProgress'],
    word: 'unavailable',
    sentence: busy,
    source: sources.arm,
    evidence: 'documented',
  },
  {
    codes: ['SubscriptionRequestsThrottled'],
    word: 'throttled',
    sentence: throttled,
    source: 'MicrosoftDocs/azure-docs#105248',
    evidence: 'seen',
  },
  {
    codes: ['TooManyRequests', 'RequestThrottled'],
    word: 'throttled',
    sentence: throttled,
    source: `Learn: Azure Resource Manager request limits; ${sources.v1}`,
    evidence: 'documented',
  },
  {
    codes: ['StorageAccountBeingCreated', 'StorageAccountIsNotProvisioned'],
    word: 'unavailable',
    sentence: newAccount,
    source: sources.storageProvider,
    evidence: 'documented',
  },
  {
    codes: ['UserError'],
    when: says(/^Could not find datastore/),
    word: 'notFound',
    sentence: noDatastore,
    source: 'Azure/MachineLearningNotebooks#789',
    evidence: 'seen',
  },
  {
    codes: ['UserError'],
    when: says(/already exists/),
    word: 'alreadyExists',
    sentence: nameTaken,
    source: 'azureml-core: Datastore.register',
    evidence: 'documented',
  },
  {
    codes: ['ValidationError', 'UserError'],
    when: ({ status }) => status === 400,
    word: 'invalidInput',
    sentence: invalid,
    source: `${sources.v1}; Azure/MachineLearningNotebooks#523`,
    evidence: 'seen',
  },
  {
    codes: ['ServiceError', 'TransientError'],
    word: 'unavailable',
    sentence: down,
    source: sources.v1,
    evidence: 'documented',
  },
  {
    codes: ['AzureStorageError'],
    word: 'unavailable',
    sentence: noStorage,
    source: sources.v1,
    evidence: 'documented',
  },
]);
