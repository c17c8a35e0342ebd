import { t } from '@vscode/l10n';
import { address, authority, guid, thumbprint } from './checks.ts';
import type { CredentialType, DatastoreKind, Field } from './datastore.ts';

/** What a credential is called, and what is asked for it beside its secret. */
export interface CredentialForm {
  readonly label: () => string;
  readonly fields: readonly Field[];
  /** What its secret is called; absent: it has none. */
  readonly secret?: () => string;
  /** Whether the secret is read from a file. */
  readonly file?: true;
}

const principal: readonly Field[] = [
  { id: 'tenantId', label: () => t('Tenant id'), asked: 'required', check: guid },
  { id: 'clientId', label: () => t('Client id'), asked: 'required', check: guid },
];

const places = (kind: DatastoreKind): readonly Field[] => {
  const resource = kind.resourceUrl ?? '';
  return [
    {
      id: 'authorityUrl',
      label: () => t('Authority'),
      asked: 'advanced',
      preset: ({ login }) => login,
      check: authority,
    },
    {
      id: 'resourceUrl',
      label: () => t('Resource URL'),
      asked: 'advanced',
      preset: () => resource,
      check: address(resource),
    },
  ];
};

/** The form of one credential for one datastore type. */
export function credentialForm(type: CredentialType, kind: DatastoreKind): CredentialForm {
  switch (type) {
    case 'none':
      return {
        label: () => (kind.fields.length === 0 ? t('None') : t('Identity: nothing is stored')),
        fields: [],
      };
    case 'accountKey':
      return { label: () => t('Account key'), fields: [], secret: () => t('Account key') };
    case 'sas':
      return { label: () => t('Shared access signature (SAS)'), fields: [], secret: () => t('SAS token') };
    case 'servicePrincipal':
      return {
        label: () => t('Service principal with a secret'),
        fields: [...principal, ...places(kind)],
        secret: () => t('Client secret'),
      };
    case 'certificate':
      return {
        label: () => t('Service principal with a certificate'),
        fields: [
          ...principal,
          {
            id: 'thumbprint',
            label: () => t('Thumbprint'),
            asked: 'required',
            hint: () => t('filled in when the certificate is chosen'),
            check: thumbprint,
          },
          ...places(kind),
        ],
        secret: () => t('Certificate with its key (PEM)'),
        file: true,
      };
    case 'login':
      return {
        label: () => t('User name and password'),
        fields: [{ id: 'userId', label: () => t('User name'), asked: 'required' }],
        secret: () => t('Password'),
      };
  }
}
