import { codeOf, statusOf } from './serviceFailures.ts';
import type { CopyResult } from './storage.ts';

/** Codes that tell of the source, or of the way to it: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
const ofSource = new Set([
  ...['CannotVerifyCopySource', 'CopyAcrossAccountsNotSupported', 'InvalidSourceBlobType'],
  ...[
    'InvalidSourceBlobUrl',
    'InvalidSourceUri',
    'FeatureNotSupported',
    'NotImplemented',
    'UnsupportedHeader',
  ],
  ...['UnsupportedQueryParameter', 'UnsupportedHttpVerb', 'InvalidOperation', 'InvalidInput'],
]);
const ofDestination = new Set(['BlobAlreadyExists', 'ConditionNotMet', 'TargetConditionNotMet']);

/** What an error of a copy says of its source; `undefined`: it is a failure like any other. */
export function answerOf(error: unknown): Exclude<CopyResult, 'copied'> | undefined {
  const [code, status] = [codeOf(error), statusOf(error)];
  // The services have two words for a source that is no longer the one that was looked at.
  if (code === 'SourceConditionNotMet') return 'changed';
  if (code === 'CannotVerifyCopySource' && status === 412) return 'changed';
  // Whoever reads it finds out what is wrong with it.
  if (code === 'Md5Mismatch') return 'changed';
  return ofSource.has(code) || status === 501 ? 'refused' : undefined;
}

/** Whether what has the name of the copy is not what the condition says. */
export function refusesDestination(error: unknown): boolean {
  return ofDestination.has(codeOf(error));
}

/** So many bytes moved by ourselves take as long as `bytes` between services, at their slowest. */
export function patienceFor(bytes: number): number {
  return Math.ceil(bytes / 8);
}
