import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { redirectedTo } from '../common/redirect.ts';
import { statusOf } from './serviceFailures.ts';

/** The failure for an answer that leads to another host: nobody follows it, for credentials go to the storage account only. */
export function leadsAway(error: unknown, where: string): Failure | undefined {
  const status = statusOf(error) ?? 0;
  const { response } = error as { response?: { headers?: { get(name: string): string | undefined } } };
  const target = redirectedTo(where, status, response?.headers);
  if (target === undefined) return undefined;
  const message = t(
    '{0} was not reached: the service sends requests on to {1}. No credential was sent there. If a proxy or gateway of your network does this, ask whoever runs it.',
    where,
    target,
  );
  return new Failure('permissionDenied', message, {
    cause: error,
    facts: { status, host: new URL(where).host },
  });
}
