import type { CredentialType } from './datastore.ts';

/** Arguments of a client by field id, in the order in which people write them. */
export type ArgumentNames = Readonly<Record<string, string>>;

/** What SDK v1, SDK v2 and the command line (CLI v2) call a datastore type and its fields. */
export interface ClientNames {
  /** A method of `azureml.core.Datastore`; its parameters: the reference of `azureml.core.datastore.Datastore`. */
  readonly v1?: {
    readonly method: string;
    readonly names: ArgumentNames;
    /** How it takes a login's user and password. */
    readonly login?: readonly [user: string, password: string];
  };
  /** A class of `azure.ai.ml.entities`, and the same as a file for `az ml datastore create`. */
  readonly v2?: {
    readonly entity: string;
    readonly type: string;
    /** Address of the file's JSON schema. */
    readonly schema: string;
    /** The entity and the file call a field the same. Dots lead into members of members. */
    readonly names: ArgumentNames;
  };
}

/** How both clients call the members of a credential, by field id; the secret comes as `secret`. */
export const credentialNames: Readonly<
  Record<
    Exclude<CredentialType, 'login'>,
    { readonly v1: ArgumentNames; readonly v2?: { readonly entity: string; readonly names: ArgumentNames } }
  >
> = {
  none: { v1: {} },
  accountKey: {
    v1: { secret: 'account_key' },
    v2: { entity: 'AccountKeyConfiguration', names: { secret: 'account_key' } },
  },
  sas: {
    v1: { secret: 'sas_token' },
    v2: { entity: 'SasTokenConfiguration', names: { secret: 'sas_token' } },
  },
  servicePrincipal: {
    v1: {
      ...{ tenantId: 'tenant_id', clientId: 'client_id', secret: 'client_secret' },
      ...{ resourceUrl: 'resource_url', authorityUrl: 'authority_url' },
    },
    v2: {
      entity: 'ServicePrincipalConfiguration',
      names: {
        ...{ tenantId: 'tenant_id', clientId: 'client_id', secret: 'client_secret' },
        ...{ resourceUrl: 'resource_url', authorityUrl: 'authority_url' },
      },
    },
  },
  certificate: {
    v1: {},
    v2: {
      entity: 'CertificateConfiguration',
      names: {
        ...{ tenantId: 'tenant_id', clientId: 'client_id', thumbprint: 'thumbprint', secret: 'certificate' },
        ...{ resourceUrl: 'resource_url', authorityUrl: 'authority_url' },
      },
    },
  },
};
