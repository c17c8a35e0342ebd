import { t } from '@vscode/l10n';
import {
  isResourceGroup,
  isSubscriptionId,
  isWorkspaceName,
  keyOf,
  nameOf,
  parseWorkspaceAddress,
} from '../azureml/workspaceReference.ts';
import { Failure } from '../common/failure.ts';
import type { WorkspaceName } from '../datastores/uri.ts';
import type { OfferNode } from '../tree/nodes.ts';
import { readNamed } from '../tree/named.ts';
import { withAdded, withVisible } from '../tree/shown.ts';
import { askInOrder, type Question } from '../ui/input.ts';
import { withLateProgress } from '../ui/progress.ts';
import { showMessage } from '../ui/report.ts';
import { pick, verbatim } from './pick.ts';
import type { Services } from './services.ts';

/** Puts a workspace into the view by its name, which needs no right to list subscriptions; asks for it if none is given. */
export async function addWorkspace(
  services: Services,
  given?: OfferNode | WorkspaceName | string,
): Promise<void> {
  const name = given === undefined ? await askForName(services) : nameIn(given);
  const { tree } = services;
  const client = await services.azure();
  const title = t('Looking for workspace “{0}”', name.workspace);
  const workspace = await withLateProgress(title, (signal) => readNamed(client, name, signal));
  tree.add(workspace);
  const listed = tree.found()?.listed.some((other) => keyOf(other) === keyOf(workspace));
  const shown = withVisible(tree.choice.get(), workspace);
  tree.choice.set(listed ? shown : withAdded(shown, nameOf(workspace)));
  await tree.reveal(workspace);
  if (listed) void showMessage('info', t('Workspace “{0}” is in the list already.', workspace.name));
}

function nameIn(given: OfferNode | WorkspaceName | string): WorkspaceName {
  if (typeof given === 'object') return 'kind' in given ? given.name : given;
  const name = parseWorkspaceAddress(given);
  if (name) return name;
  throw new Failure('invalidInput', noWorkspace());
}

function noWorkspace(): string {
  return t(
    'This names no workspace. Copy the address from the browser while the workspace is open in Azure Machine Learning studio.',
  );
}

type Way = 'address' | 'parts' | WorkspaceName;

async function askForName({ tree }: Services): Promise<WorkspaceName> {
  const title = t('Add Workspace');
  const known = new Set((tree.found()?.listed ?? []).map(keyOf));
  const files = tree.detected().filter(({ name }) => !known.has(keyOf(name)));
  const ways = [
    ...files.map(({ name, file }) => ({
      label: `$(json) ${verbatim(name.workspace)}`,
      description: file,
      value: name,
    })),
    {
      label: `$(link) ${t('Paste a studio address…')}`,
      description: t('or a resource id, an address in the portal, an azureml:// URI'),
      value: 'address' as const,
    },
    { label: `$(edit) ${t('Subscription, group and name…')}`, value: 'parts' as const },
  ];
  for (;;) {
    const way = await pick<Way>(ways, title, t('Which workspace?'));
    if (typeof way === 'object') return way;
    const answers = await askInOrder(title, way === 'address' ? [addressQuestion()] : partQuestions());
    if (answers === 'back') continue;
    if (way === 'address') return nameIn(answers[0] ?? '');
    const [subscriptionId = '', resourceGroup = '', workspace = ''] = answers;
    return { subscriptionId, resourceGroup, workspace };
  }
}

function addressQuestion(): Question {
  return {
    prompt: t('The address of the workspace, as the browser shows it'),
    placeHolder: 'https://ml.azure.com/?wsid=/subscriptions/…',
    problem: (text) => (parseWorkspaceAddress(text) ? undefined : noWorkspace()),
  };
}

function partQuestions(): Question[] {
  return [
    {
      prompt: t('The id of the subscription'),
      placeHolder: '00000000-0000-0000-0000-000000000000',
      problem: (text) =>
        isSubscriptionId(text)
          ? undefined
          : t('An id has 32 digits and letters from a to f, in five groups with dashes between them.'),
    },
    {
      prompt: t('The resource group that holds the workspace'),
      placeHolder: '',
      problem: (text) =>
        isResourceGroup(text)
          ? undefined
          : t(
              'The name of a resource group has up to 90 letters, digits, dashes, dots, underscores and brackets, and no dot at its end.',
            ),
    },
    {
      prompt: t('The name of the workspace'),
      placeHolder: '',
      problem: (text) =>
        isWorkspaceName(text)
          ? undefined
          : t(
              'The name of a workspace has 3 to 33 letters, digits, dashes and underscores, and begins with a letter or digit.',
            ),
    },
  ];
}
