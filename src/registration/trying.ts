import { isFailure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import { problemOf, type Stage } from './failureProblems.ts';
import type { Answers } from './answers.ts';
import type { Form, Problem } from './form.ts';

/** An answer, or what is wrong and with which field. */
export type Tried<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

export const yes = <T>(value: T): Tried<T> => ({ ok: true, value });
export const no = <T>(...problems: readonly Problem[]): Tried<T> => ({ ok: false, problems });

export const error = (field: string, message: string): Problem => ({ field, severity: 'error', message });
export const warning = (field: string, message: string): Problem => ({ field, severity: 'warning', message });

export const errorsIn = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(({ severity }) => severity === 'error');

/** Runs what asks a service. Its failure becomes a problem of a field, but for the user's stop, with which it rejects. */
export type Try = <T>(stage: Stage, answers: Answers, work: () => Promise<T>) => Promise<Tried<T>>;

export function createTry(formOf: (answers: Answers) => Form, log: Log): Try {
  return async (stage, answers, work) => {
    try {
      return yes(await work());
    } catch (failure) {
      if (!isFailure(failure) || failure.word === 'cancelled') throw failure;
      log.warn(`${stage}: ${failure.word}: ${failure.message}`);
      return no(problemOf(failure, stage, answers, formOf(answers)));
    }
  };
}
