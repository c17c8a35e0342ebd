import { t } from '@vscode/l10n';
import type { Registered } from '../azureml/registered.ts';
import type { Tested } from '../azureml/registering.ts';
import { Failure } from '../common/failure.ts';
import type { DatastoreDraft } from '../datastores/datastore.ts';
import { kindOf, type Answers } from './answers.ts';
import type { Problem } from './form.ts';
import { error, no, warning, yes, type Tried } from './trying.ts';

/** What has the name, and what can be done about it. */
export function takenProblem({ datastore: { name, kind, type } }: Registered, answers: Answers): Problem {
  const what = kind?.label() ?? type;
  const replaceable = kindOf(answers)?.options.includes('overwrite') === true;
  if (replaceable && answers['overwrite'] === 'true')
    return warning('name', t('“{0}” ({1}) will be replaced.', name, what));
  return error(
    'name',
    replaceable
      ? t(
          '“{0}” is taken ({1}). Choose another name, or choose “Replace a datastore of this name”.',
          ...[name, what],
        )
      : t('“{0}” is taken ({1}). Choose another name.', name, what),
  );
}

/** What a test has shown. */
export function testSentence(tested: Tested): string {
  if (tested.what === 'server')
    return t(
      '{0} takes connections at port {1}. The login itself was not tested: the service checks it when the datastore is registered.',
      tested.host,
      tested.port,
    );
  return tested.first === undefined
    ? t('{0} was opened with this credential. It is empty.', tested.address)
    : t('{0} was opened with this credential. Its first entry is “{1}”.', tested.address, tested.first);
}

/** For a form that shows what is no longer so. */
export function changedSince({ datastore: { name } }: Registered): Failure {
  const message = t(
    'Datastore “{0}” has been changed or removed since this form was opened, so nothing was written. Close the form and open it again to see what it is now.',
    name,
  );
  return new Failure('alreadyExists', message);
}

/** A root that is not there can be made where the type's calls can do that. */
export function withCreation(
  problems: readonly Problem[],
  { kind, values }: DatastoreDraft,
  answers: Answers,
): Tried<string> {
  const root = kind.storage?.root ?? '';
  const missing = problems.find(({ field }) => field === root);
  const create = kind.createLabel?.();
  if (!missing || create === undefined || root === '') return no(...problems);
  if (answers['create'] === 'true')
    return yes(
      t(
        'The account accepts this credential. “{0}” does not exist yet, and will be made.',
        values[root] ?? '',
      ),
    );
  const message = `${missing.message} ${t('Or choose “{0}” in the options.', create)}`;
  return no({ ...missing, message }, ...problems.filter((problem) => problem !== missing));
}
