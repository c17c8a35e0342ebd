import { t } from '@vscode/l10n';
import { tags } from '../datastores/checks.ts';
import { credentialForm } from '../datastores/credentials.ts';
import type { CloudNames } from '../datastores/datastore.ts';
import { credentialTypeOf, kindOf, type Answers } from './answers.ts';
import { nameField, steps, type Form, type Problem, type Step } from './form.ts';
import { looksLikeSecret } from './secretChecks.ts';

const misplaced = (label: string): string =>
  t(
    '{0} holds what looks like a secret. Empty it, and give the secret at “Credential” or paste the whole address at “Where”.',
    label,
  );

/** What is wrong with the answers, as far as they alone can tell; missing ones count once their step is over. */
export function problemsOf(answers: Answers, form: Form, cloud: CloudNames, until: Step): readonly Problem[] {
  const kind = kindOf(answers);
  if (!kind) return [{ field: 'type', severity: 'error', message: t('Choose what to register.') }];
  const credential = credentialForm(credentialTypeOf(answers, kind), kind);
  const checks = new Map(
    [...kind.fields, ...credential.fields, nameField()].map(({ id, check }) => [id, check]),
  );
  checks.set('tags', tags);
  const problems: Problem[] = [];
  for (const field of form.fields) {
    if (field.fixed || steps.indexOf(field.step) > steps.indexOf(until)) continue;
    const value = (answers[field.id] ?? '').trim();
    if (value === '') {
      if (field.required && field.preset === '' && field.kind !== 'secret' && field.kind !== 'file')
        problems.push({ field: field.id, severity: 'error', message: t('{0} is missing.', field.label) });
      continue;
    }
    if (looksLikeSecret(value)) {
      problems.push({ field: field.id, severity: 'error', message: misplaced(field.label) });
      continue;
    }
    const doubt = checks.get(field.id)?.(value, { values: answers, cloud });
    if (doubt) problems.push({ field: field.id, ...doubt });
  }
  if (answers['grantAccess'] === 'true' && form.fields.some(({ id }) => id === 'grantAccess')) {
    for (const [field, label] of [
      ['subscriptionId', t('Subscription')],
      ['resourceGroup', t('Resource group')],
    ] as const)
      if ((answers[field] ?? '').trim() === '')
        problems.push({
          field,
          severity: 'error',
          message: t('{0} is needed to give the workspace access.', label),
        });
  }
  return problems;
}
