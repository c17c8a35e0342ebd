import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import { statusOf } from './serviceFailures.ts';

/** The failure for an answer that leads to another host: nobody follows it, for credentials go to the storage account only. */
export function leadsAway(error: unknown, where: string): Failure | undefined {
  const status = statusOf(error) ?? 0;
  const { response } = error as { response?: { headers?: { get(name: string): string | undefined } } };
  const location = response?.headers?.get('location') ?? '';
  if (status < 300 || status >= 400 || !URL.canParse(location, where)) return undefined;
  const { protocol, host, origin } = new URL(location, where);
  const message = t(
    '{0} was not reached: the service sends requests on to {1}. No credential was sent there. If a proxy or gateway of your network does this, ask whoever runs it.',
    where,
    protocol === 'https:' ? host : origin,
  );
  return new Failure('permissionDenied', message, { cause: error, facts: { status, host } });
}
