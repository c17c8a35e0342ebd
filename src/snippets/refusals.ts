import { t } from '@vscode/l10n';
import type { SnippetTarget } from './snippet.ts';

// What the SDKs cannot do with a datastore type. The types are the service's words; one that is in no list is not known here.

type Refusal = (target: SnippetTarget) => string | undefined;

/** Of the workspace's default nobody knows the type; it is a Blob container as a rule. */
const unless =
  (types: readonly string[], sentence: (name: string, type: string) => string): Refusal =>
  ({ datastore }) =>
    !datastore || types.includes(datastore.type) ? undefined : sentence(datastore.name, datastore.type);

/** The first that speaks. */
export const either =
  (...refusals: readonly Refusal[]): Refusal =>
  (target) =>
    refusals.map((refusal) => refusal(target)).find((sentence) => sentence !== undefined);

const inStorageAccount = ['AzureBlob', 'AzureFile', 'AzureDataLakeGen2'];
const ofFiles = [...inStorageAccount, 'AzureDataLake'];

export const unknownToV1: Refusal = ({ datastore }) =>
  datastore?.type === 'OneLake'
    ? t('SDK v1 does not know OneLake, which holds “{0}”. Use SDK v2.', datastore.name)
    : undefined;

/** SDK v2 sees what ARM knows. */
export const unknownToV2 = unless([...ofFiles, 'OneLake'], (name, type) =>
  t('SDK v2 does not see datastores of the type {1}, such as “{0}”. Use SDK v1.', name, type),
);

export const noPathsInV1 = either(
  unknownToV1,
  unless(ofFiles, (name, type) =>
    t('“{0}” holds no files ({1}). Choose a datastore of a storage account.', name, type),
  ),
);

export const noReference = either(
  unknownToV1,
  unless(['AzureBlob', 'AzureFile'], (name, type) =>
    t(
      'Data references are for Blob containers and file shares, and “{0}” is neither ({1}). Use a Dataset.',
      name,
      type,
    ),
  ),
);

export const noMountedReference = either(
  noReference,
  unless(['AzureBlob'], (name) =>
    t(
      'Data references mount Blob containers only, and “{0}” is a file share. Download it, or mount a Dataset.',
      name,
    ),
  ),
);

export const noMoving = either(
  unknownToV1,
  unless(['AzureBlob', 'AzureFile'], (name, type) =>
    t(
      'SDK v1 uploads to and downloads from Blob containers and file shares only, and “{0}” is neither ({1}). Use a Dataset, SDK v2, or the datastore’s menu in the tree.',
      name,
      type,
    ),
  ),
);

/** `azureml-fsspec` and `mltable`. */
export const unreadable = either(
  unknownToV2,
  unless(ofFiles, (name) =>
    t('The readers of SDK v2 do not open OneLake, which holds “{0}”. Give it to a job as an input.', name),
  ),
);
