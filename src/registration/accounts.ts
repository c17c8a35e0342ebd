import { t } from '@vscode/l10n';
import type { AccountFacts, Pick } from '../azureml/pickSources.ts';
import type { CredentialType } from '../datastores/datastore.ts';
import { kindOf, secretField, type Answers } from './answers.ts';
import type { Problem } from './form.ts';
import { credentialOf } from './secrets.ts';
import { warning } from './trying.ts';

/** What has been learnt about storage accounts and servers while they were listed. */
export interface Accounts {
  /** `name`: the account that they were listed for. */
  learn(picks: readonly Pick[], name?: string): void;
  /** Whether it has been looked for, found or not. */
  knows(name: string): boolean;
  /** What to know about the chosen account or server; never an error: the service decides. */
  problems(answers: Answers): readonly Problem[];
}

const signedByKey: readonly CredentialType[] = ['accountKey', 'sas'];

const stoppedProblem = (): Problem =>
  warning(
    'serverName',
    t('This server is stopped. Start it: the service opens the database when it registers it.'),
  );

export function createAccounts(): Accounts {
  const known = new Map<string, AccountFacts>();
  const looked = new Set<string>();
  const stopped = new Set<string>();

  return {
    learn(picks, name) {
      if (name !== undefined) looked.add(name);
      for (const { value, account, stopped: isStopped } of picks) {
        if (account) known.set(value, account);
        if (isStopped) stopped.add(value);
      }
    },
    knows: (name) => known.has(name) || looked.has(name),
    problems(answers) {
      const account = known.get((answers['accountName'] ?? '').trim());
      const kind = kindOf(answers);
      if (kind?.server && stopped.has((answers['serverName'] ?? '').trim())) return [stoppedProblem()];
      if (!account || !kind) return [];
      const service = kind.storage?.service;
      const problems: Problem[] = [];
      const add = (field: string, message: string) => problems.push(warning(field, message));
      if (service === 'dfs' && !account.hierarchical)
        add(
          'accountName',
          t('This account has no hierarchical namespace. Register it as Azure Blob container.'),
        );
      if (service === 'file' && account.hierarchical)
        add('accountName', t('This is a Data Lake account, which as a rule has no file shares.'));
      if (!account.sharedKeys && signedByKey.includes(credentialOf(answers)))
        add(
          kind.credentials.length > 1 ? 'credential' : secretField,
          t('This account refuses its keys and what they have signed. Choose identity, where it is offered.'),
        );
      if (account.restricted && service !== 'blob')
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
