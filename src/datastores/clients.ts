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
    /** The class of a member that has members of its own. */
    readonly entities?: Readonly<Record<string, string>>;
    /** Their words for the choices of a field, by field id. */
    readonly choices?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** Fields that they want to be told though the service would know. */
    readonly told?: readonly string[];
  };
}

/** How a client calls a credential's members, by field id; the secret comes as `secret`. Absent: it takes none such. */
export interface CredentialNames {
  readonly v1?: ArgumentNames;
  readonly v2?: { readonly entity: string; readonly names: ArgumentNames };
}

/** Nothing is said of identity, and a login's names differ from type to type. */
export const credentialNames: Readonly<Record<Exclude<CredentialType, 'none' | 'login'>, CredentialNames>> = {
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
    v2: {
      entity: 'CertificateConfiguration',
      names: {
        ...{ tenantId: 'tenant_id', clientId: 'client_id', thumbprint: 'thumbprint', secret: 'certificate' },
        ...{ resourceUrl: 'resource_url', authorityUrl: 'authority_url' },
      },
    },
  },
};
