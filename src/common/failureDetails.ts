import { factsOf, type Failure } from './failure.ts';
import { redact } from './log.ts';

/**
 * All that is known of a failure, for whoever is asked for help: one `name: value` to a line, and no secret. `about` is what
 * it befell, where the failure itself does not say: an ARM id, the name of a datastore.
 */
export function failureDetails(
  failure: Failure,
  version: string,
  about: { readonly resource?: string; readonly datastore?: string } = {},
): string {
  const { code, status, requestId, host, resource } = factsOf(failure);
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['Kind', failure.word],
    ['Code', code],
    ['Status', status],
    ['Request id', requestId],
    ['Host', host],
    ['Resource', resource ?? about.resource],
    ['Datastore', about.datastore],
    ['Time', failure.time.toISOString()],
    ['Extension', `Azure ML Datastores ${version}`],
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return redact([failure.message, '', ...lines].join('\n'));
}

/** What beside its sentence helps with a failure: to sign in, to look at the resource in the portal, to copy its details. */
export type Help = 'signIn' | 'portal' | 'details';

/** What mends a failure first, what only explains it last. */
export function helpFor(failure: Failure): readonly Help[] {
  const { word } = failure;
  const { code, status, host, resource, signIn } = factsOf(failure);
  // What a service refuses is granted where it is managed; who signs in is managed elsewhere.
  const refused = word === 'permissionDenied' || (word === 'unauthenticated' && !signIn);
  return [
    ...(word === 'unauthenticated' && signIn ? (['signIn'] as const) : []),
    ...(refused && (resource !== undefined || host !== undefined) ? (['portal'] as const) : []),
    ...(code !== undefined || status !== undefined ? (['details'] as const) : []),
  ];
}
