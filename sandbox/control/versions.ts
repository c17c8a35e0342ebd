import type { Context } from '../service.ts';
import { ControlError } from './errors.ts';

/** Those that azureml-core and azure-ai-ml name in their requests, beside the stable ones. */
const ofSdks = [
  ...['2021-01-01', '2022-02-01-preview', '2022-10-01-preview', '2023-04-01-preview', '2023-08-01-preview'],
  ...['2024-01-01-preview', '2024-04-01-preview', '2024-10-01-preview'],
];

/** The stable api-versions that the reference names, by provider. */
export const versions = {
  resources: ['2022-12-01'],
  machineLearning: [
    ...['2022-05-01', '2022-10-01', '2023-04-01', '2023-10-01', '2024-04-01', '2024-10-01'],
    ...['2025-04-01', '2025-06-01', '2025-09-01', '2025-12-01', '2026-07-01'],
    ...ofSdks,
  ],
  /** azureml-core reads computes from the region with this one. */
  regionalComputes: ['2020-02-02'],
  storage: ['2025-08-01'],
  authorization: ['2022-04-01'],
  sql: ['2023-08-01'],
  postgreSql: ['2025-08-01'],
  mySql: ['2023-12-30'],
} as const;

/** The api-version of a request, when it is one of `supported`. */
export function apiVersion({ query }: Context, supported: readonly string[]): string {
  const version = query.get('api-version');
  if (version === null || version === '') {
    throw new ControlError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (supported.includes(version)) return version;
  // For a provider's resources Azure may answer InvalidResourceType or NoRegisteredProviderFound instead: not confirmed.
  throw new ControlError(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${version}' is invalid. The supported versions are '${supported.join(',')}'.`,
  );
}
