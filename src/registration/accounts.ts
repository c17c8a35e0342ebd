import { t } from '@vscode/l10n';
import type { AccountFacts, Pick } from '../azureml/neighbours.ts';
import type { CredentialType } from '../datastores/datastore.ts';
import { kindOf, secretField, type Answers } from './answers.ts';
import type { Problem } from './form.ts';
import { credentialOf } from './secrets.ts';
import { warning } from './trying.ts';

/** What has been learnt about storage accounts while they were listed. */
export interface Accounts {
  learn(picks: readonly Pick[]): void;
  knows(name: string): boolean;
  /** What to know about the chosen account; never an error: the service decides. */
  problems(answers: Answers): readonly Problem[];
}

const signedByKey: readonly CredentialType[] = ['accountKey', 'sas'];

export function createAccounts(): Accounts {
  const known = new Map<string, AccountFacts>();

  return {
    learn(picks) {
      for (const { value, account } of picks) if (account) known.set(value, account);
    },
    knows: (name) => known.has(name),
    problems(answers) {
      const account = known.get((answers['accountName'] ?? '').trim());
      const kind = kindOf(answers);
      if (!account || !kind) return [];
      const has = (id: string): boolean => kind.fields.some((field) => field.id === id);
      const problems: Problem[] = [];
      const add = (field: string, message: string) => problems.push(warning(field, message));
      if (has('filesystem') && !account.hierarchical)
        add(
          'accountName',
          t('This account has no hierarchical namespace. Register it as Azure Blob container.'),
        );
      if (has('fileShareName') && account.hierarchical)
        add('accountName', t('This is a Data Lake account, which as a rule has no file shares.'));
      if (!account.sharedKeys && signedByKey.includes(credentialOf(answers)))
        add(
          kind.credentials.length > 1 ? 'credential' : secretField,
          t('This account refuses its keys and what they have signed. Choose identity, where it is offered.'),
        );
      if (account.restricted && !has('containerName'))
        add(
          'accountName',
          t('This account is in a virtual network, where the service supports Blob containers only.'),
        );
      if (account.restricted && kind.options.includes('grantAccess') && answers['grantAccess'] !== 'true')
        add(
          'grantAccess',
          t('The account is in a virtual network: give the workspace’s managed identity access to it.'),
        );
      return problems;
    },
  };
}
