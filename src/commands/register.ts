import { env } from 'vscode';
import { t } from '@vscode/l10n';
import type { Workspace } from '../azureml/workspaces.ts';
import { Failure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';
import type { RegisterArguments, Settings } from '../contributions.ts';
import type { WorkspaceNode } from '../tree/nodes.ts';
import { workspaceOf } from './target.ts';
import type { Services } from './services.ts';

type Form = Settings['registrationForm'];

/** Registers a datastore in the workspace given, selected or first in the list; which one can be changed in the form. */
export async function registerDatastore(
  services: Services,
  given?: WorkspaceNode | RegisterArguments,
  form?: Form,
): Promise<void> {
  if (given && 'answers' in given) return registerByCode(services, given);
  const { beginRegistration } = await import('./registrationForm.ts');
  await beginRegistration(services, {
    purpose: 'register',
    workspace: given && meant(services, given),
    form,
  });
}

/** The workspace of what was clicked, else of what is selected in the view. */
export function meant({ tree }: Services, given?: WorkspaceNode): Workspace | undefined {
  const node = given ?? tree.view.selection[0];
  return node && workspaceOf(node);
}

/** The same with what an address or a connection string in the clipboard says; neither is kept. */
export async function registerFromClipboard(services: Services, given?: WorkspaceNode): Promise<void> {
  const text = await env.clipboard.readText();
  const { beginRegistration } = await import('./registrationForm.ts');
  await beginRegistration(services, { purpose: 'register', workspace: meant(services, given), pasted: text });
}

/** For other extensions and tests: no form, and the failure itself where something is wrong. */
async function registerByCode(services: Services, given: RegisterArguments): Promise<void> {
  const { createRegistration } = await import('../registration/registration.ts');
  const { questionOf } = await import('../registration/review.ts');
  const azure = await services.azure();
  const workspace = await azure.workspace(given.workspace);
  const registration = createRegistration({ azure, workspace, purpose: 'register', log: services.log });
  let answers = { ...registration.first, ...given.answers };
  try {
    if (given.secret?.includes('-----BEGIN')) {
      const taken = registration.secrets.giveCertificate(new Secret(given.secret), answers);
      if (!taken.ok) throw refused(taken.problems);
      answers = taken.value;
    } else if (given.secret !== undefined) {
      const doubts = registration.secrets.give(given.secret, answers);
      const wrong = doubts.filter(({ severity }) => severity === 'error');
      if (wrong.length > 0) throw refused(wrong);
    }
    const preview = await registration.preview(answers, given.signal);
    if (!preview.ok) throw refused(preview.problems);
    const question = questionOf(preview.value, false);
    if (question !== '' && !given.agreed) throw new Failure('invalidInput', question);
    const outcome = await registration.submit(answers, given.signal);
    if (!outcome.ok) throw refused(outcome.problems);
    services.tree.refresh({ kind: 'workspace', workspace });
  } finally {
    registration.secrets.forget();
  }
}

function refused(problems: readonly { readonly message: string }[]): Failure {
  return new Failure(
    'invalidInput',
    problems.map(({ message }) => message).join(' ') || t('Nothing was registered.'),
  );
}
