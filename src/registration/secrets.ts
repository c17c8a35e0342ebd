import { t } from '@vscode/l10n';
import { certificateFacts, certificateProblem } from '../azureml/certificate.ts';
import type { Registered } from '../azureml/registered.ts';
import { isFailure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';
import { credentialForm } from '../datastores/credentials.ts';
import type { CloudNames, CredentialType } from '../datastores/datastore.ts';
import { answersForType, answersOf, credentialTypeOf, kindOf, secretField, type Answers } from './answers.ts';
import type { Problem, Purpose } from './form.ts';
import { parsePasted, readPasted } from './pasted.ts';
import { secretDoubts } from './secretChecks.ts';
import { error, no, yes, type Tried } from './trying.ts';

/** How the secret stands: given here, the registered one again, or still to be given. */
export type SecretState = 'held' | 'kept' | 'missing';

/** The secrets of one registration, in memory only, until they are written or forgotten. */
export interface Secrets {
  needed(answers: Answers): boolean;
  state(answers: Answers): SecretState;
  /** The one that goes with the answers; a kept one is read now. */
  get(answers: Answers, signal?: AbortSignal): Promise<Tried<Secret | undefined>>;
  /** Takes the secret out of a pasted text; the answers that follow from the rest. */
  paste(text: string, answers: Answers): Tried<Answers>;
  /** What is to be known of the secret that was given. */
  warnings(answers: Answers): readonly Problem[];
  /** What is wrong with a text as the secret; it is not kept. */
  doubts(text: string, answers: Answers): readonly Problem[];
  /** `''` forgets what was given. */
  give(text: string, answers: Answers): readonly Problem[];
  /** The content of a certificate's file; the answers that follow from it. */
  giveCertificate(content: Secret, answers: Answers): Tried<Answers>;
  forget(): void;
}

export interface SecretsOptions {
  readonly purpose: Purpose;
  readonly original?: Registered | undefined;
  readonly cloud: CloudNames;
  /** Reads what the original holds. */
  readonly read: (original: Registered, signal?: AbortSignal) => Promise<Secret | undefined>;
}

/** With another of these, a registered secret is somebody else's, or would go somewhere else. */
const belongTo = ['clientId', 'tenantId', 'userId', 'accountName', 'serverName', 'endpoint', 'authorityUrl'];

export const credentialOf = (answers: Answers): CredentialType => {
  const kind = kindOf(answers);
  return kind ? credentialTypeOf(answers, kind) : 'none';
};

export function createSecrets({ purpose, original, cloud, read }: SecretsOptions): Secrets {
  const held = new Map<CredentialType, { readonly secret: Secret; readonly place: string }>();

  /** A SAS is itself what is sent, so it goes nowhere but to the account that it was given for. */
  const placeOf = (answers: Answers): string =>
    credentialOf(answers) === 'sas' ? `${answers['accountName'] ?? ''}.${answers['endpoint'] ?? ''}` : '';
  const hold = (answers: Answers, secret: Secret) =>
    held.set(credentialOf(answers), { secret, place: placeOf(answers) });
  function heldFor(answers: Answers): Secret | undefined {
    const given = held.get(credentialOf(answers));
    return given?.place === placeOf(answers) ? given.secret : undefined;
  }

  function mayKeep(answers: Answers): boolean {
    if (purpose !== 'edit' || !original) return false;
    const { type } = original.datastore.credential;
    if (type === 'none' || type !== credentialOf(answers)) return false;
    const before = answersOf(original.datastore);
    return belongTo.every((id) => (answers[id] ?? '') === (before[id] ?? ''));
  }

  function needed(answers: Answers): boolean {
    const kind = kindOf(answers);
    return kind !== undefined && credentialForm(credentialOf(answers), kind).secret !== undefined;
  }

  function state(answers: Answers): SecretState {
    if (heldFor(answers)) return 'held';
    return mayKeep(answers) ? 'kept' : 'missing';
  }

  async function keep(registered: Registered, signal?: AbortSignal): Promise<Tried<Secret>> {
    try {
      const kept = await read(registered, signal);
      if (kept) return yes(kept);
      return no(error(secretField, t('The service keeps no secret for this datastore. Type it.')));
    } catch (failure) {
      if (!isFailure(failure) || failure.word === 'cancelled') throw failure;
      const sentence = t(
        'The registered secret could not be read, and nothing is saved without one: type it. {0}',
        failure.message,
      );
      return no(error(secretField, sentence));
    }
  }

  /** Who pastes a whole address where its SAS belongs means the SAS. */
  const meantBy = (value: string, answers: Answers): string => {
    if (credentialOf(answers) !== 'sas') return value;
    return parsePasted(value, cloud, answers['type'])?.secret?.reveal() ?? value;
  };

  const doubts = (text: string, answers: Answers): readonly Problem[] =>
    secretDoubts(credentialOf(answers), meantBy(text.trim(), answers), Date.now()).map((doubt) => ({
      field: secretField,
      ...doubt,
    }));

  return {
    needed,
    state,
    doubts,
    warnings(answers) {
      const given = heldFor(answers);
      return given ? doubts(given.reveal(), answers) : [];
    },
    async get(answers, signal) {
      if (!needed(answers)) return yes(undefined);
      const given = heldFor(answers);
      if (given) return yes(given);
      if (original && mayKeep(answers)) return keep(original, signal);
      return no(error(secretField, t('The credential’s secret is missing. Give it at “Credential”.')));
    },
    paste(text, answers) {
      try {
        const { answers: found, secret } = readPasted(text, cloud, answers['type']);
        const merged = { ...answersForType(answers, found['type'] ?? ''), ...found };
        // What the type cannot hold is not taken for what it can.
        if (secret && credentialOf(merged) === found['credential']) hold(merged, secret);
        return yes(merged);
      } catch (failure) {
        if (!isFailure(failure)) throw failure;
        return no(error('paste', failure.message));
      }
    },
    give(text, answers) {
      const type = credentialOf(answers);
      const value = text.trim();
      if (value === '') {
        held.delete(type);
        return [];
      }
      const found = doubts(value, answers);
      const wrong = found.some(({ severity }) => severity === 'error');
      // Of a password, blanks may be a part.
      if (!wrong) hold(answers, new Secret(type === 'login' ? text : meantBy(value, answers)));
      return found;
    },
    giveCertificate(content, answers) {
      const facts = certificateFacts(content);
      const reason = certificateProblem(content) ?? (facts ? undefined : t('it is damaged'));
      if (reason !== undefined || !facts)
        return no(
          error(
            secretField,
            t(
              'This file cannot be used: {0}. Choose one with a certificate and its private RSA key in PEM form.',
              reason ?? '',
            ),
          ),
        );
      if (facts.until.getTime() < Date.now())
        return no(
          error(secretField, t('This certificate expired on {0}.', facts.until.toLocaleDateString())),
        );
      hold(answers, content);
      return yes({ ...answers, thumbprint: facts.thumbprint });
    },
    forget: () => held.clear(),
  };
}
