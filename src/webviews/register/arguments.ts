import { secretField, type Answers } from '../../registration/answers.ts';
import { steps, type Step } from '../../registration/form.ts';
import type { Checks } from '../channel.ts';
import type { RegisterProtocol } from './protocol.ts';

const isText =
  (most: number) =>
  (value: unknown): value is string =>
    typeof value === 'string' && value.length <= most;
const isId = isText(1000);
const isLongText = isText(100_000);
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isNothing = (value: unknown): value is null => value === null;
const isStep = (value: unknown): value is Step => steps.some((step) => step === value);

/** The values of an object that has exactly such members of its own, and no accessors; `undefined`: it is none. */
function plainValues(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const values = new Map<string, unknown>();
  for (const key of Reflect.ownKeys(value)) {
    const member = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key !== 'string' || !member || !('value' in member)) return undefined;
    values.set(key, member.value);
  }
  return values;
}

/** Answers never hold a secret, which has a method of its own. */
function isAnswers(value: unknown): value is Answers {
  const values = plainValues(value);
  if (!values || values.size > 100 || values.has(secretField)) return false;
  return [...values].every(([id, text]) => /^[A-Za-z]\w{0,99}$/.test(id) && isText(10_000)(text));
}

type Guards<T> = { readonly [K in keyof T]: (value: unknown) => value is T[K] };

function members<T extends object>(guards: Guards<T>) {
  const expected = Object.entries<(value: unknown) => boolean>(guards);
  return (value: unknown): value is T => {
    const values = plainValues(value);
    return (
      values?.size === expected.length &&
      expected.every(([name, guard]) => values.has(name) && guard(values.get(name)))
    );
  };
}

/** Whether what the page has sent is what the protocol says. */
export const registerChecks: Checks<RegisterProtocol> = {
  start: isNothing,
  chooseWorkspace: isId,
  look: members({ answers: isAnswers, until: isStep }),
  checkName: isAnswers,
  picks: members({ field: isId, answers: isAnswers }),
  paste: members({ text: isLongText, answers: isAnswers }),
  giveSecret: members({ text: isLongText, answers: isAnswers }),
  chooseCertificate: isAnswers,
  test: isAnswers,
  review: isAnswers,
  copy: isId,
  register: members({ answers: isAnswers, agreed: isFlag }),
  close: isNothing,
};
