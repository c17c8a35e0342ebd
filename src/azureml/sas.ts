import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Secret } from '../common/secret.ts';

/** `Failure.facts.code` of a SAS that cannot be used, as its own text says. */
export const sasCodes = {
  expired: 'SasExpired',
  early: 'SasNotYetValid',
  malformed: 'SasMalformed',
} as const;

/** By so much the clocks of this machine and of the service may differ, in milliseconds: until then, the service is asked. */
const skew = 15 * 60 * 1000;

/**
 * Reads from a SAS until when it is of use, in milliseconds since 1970; `undefined` where it does not say (a stored
 * access policy does). Throws `unauthenticated` for one that is over, not yet begun, or has no signature. Fields:
 * https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-the-signature-validity-interval
 */
export function sasEnd(datastore: string, token: Secret, now: number): number | undefined {
  const fields = new URLSearchParams(token.reveal().trim().replace(/^\?/, ''));
  if (!fields.get('sig')) throw malformed(datastore);
  const [start, end] = ['st', 'se'].map((name) => Date.parse(fields.get(name) ?? ''));
  if (end !== undefined && end <= now) throw expired(datastore, end);
  if (start !== undefined && start > now + skew) throw early(datastore, start);
  return end === undefined || Number.isNaN(end) ? undefined : end;
}

const local = (time: number): string =>
  new Date(time).toLocaleString(undefined, {
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  });

function expired(datastore: string, end: number): Failure {
  const message = t(
    'The SAS of datastore “{0}” expired on {1}. Make a new SAS and update the datastore’s credential with it. If it should still be valid, check the clock of this machine.',
    datastore,
    local(end),
  );
  return new Failure('unauthenticated', message, { facts: { code: sasCodes.expired } });
}

function early(datastore: string, start: number): Failure {
  const message = t(
    'The SAS of datastore “{0}” is valid only from {1} on. Wait until then, or make a new SAS and update the datastore’s credential with it. If it should be valid by now, check the clock of this machine.',
    datastore,
    local(start),
  );
  return new Failure('unauthenticated', message, { facts: { code: sasCodes.early } });
}

function malformed(datastore: string): Failure {
  const message = t(
    'Datastore “{0}” holds a SAS without a signature (sig), which no service accepts. Make a new SAS, copy all of it and update the datastore’s credential with it.',
    datastore,
  );
  return new Failure('unauthenticated', message, { facts: { code: sasCodes.malformed } });
}
