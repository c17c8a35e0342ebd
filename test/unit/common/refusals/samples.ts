import type { StorageRefusal } from '../../../../src/common/refusals/row.ts';

/** An answer as its source has it, and what its sentence must say beside the thing and the remedy. */
export interface Sample {
  readonly code: string;
  readonly status: number;
  readonly said: string;
  readonly says: RegExp;
}

export interface StorageSample extends Sample {
  readonly credential: StorageRefusal['credential'];
  readonly does?: 'read' | 'list' | 'write' | 'delete';
  readonly detail?: string;
  readonly sas?: StorageRefusal['sas'];
  readonly headers?: Readonly<Record<string, string>>;
}

const unsigned =
  'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.';
const challenge =
  'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.';
const mismatch = (how: string): string =>
  `This request is not authorized to perform this operation using this ${how}.`;
const tenant = '11111111-aaaa-4bbb-8ccc-222222222222';
const otherTenant = '33333333-aaaa-4bbb-8ccc-444444444444';
export const inAnHour = new Date(Date.now() + 3_600_000).toISOString();

export const storageSamples: readonly StorageSample[] = [
  {
    code: 'AuthorizationPermissionMismatch',
    status: 403,
    said: mismatch('permission'),
    credential: 'sas',
    does: 'list',
    sas: { permissions: 'r', expires: inAnHour },
    says: /lacks the permission list \(l\)/,
  },
  {
    code: 'AuthorizationPermissionMismatch',
    status: 403,
    said: mismatch('permission'),
    credential: 'identity',
    says: /lacks the role Storage Blob Data Reader on container images of account contosodata:/,
  },
  {
    code: 'AuthorizationPermissionMismatch',
    status: 403,
    said: mismatch('permission'),
    credential: 'accountKey',
    says: /a key allows everything.*locks/,
  },
  {
    code: 'AuthorizationFailure',
    status: 403,
    said: 'This request is not authorized to perform this operation.',
    credential: 'identity',
    says: /network first.*contosodata\.privatelink\.blob\.core\.windows\.net.*After that.*Storage Blob Data Reader on container images/,
  },
  {
    code: 'AuthenticationFailed',
    status: 403,
    said: unsigned,
    detail: "Request date header too old: 'Fri, 04 Oct 2019 18:02:12 GMT'",
    credential: 'accountKey',
    says: /clock of this computer/,
  },
  {
    code: 'AuthenticationFailed',
    status: 403,
    said: unsigned,
    detail:
      'Signature not valid in the specified time frame: Start [Thu, 09 Jul 2020 10:11:03 GMT] - Expiry [Thu, 09 Jul 2020 18:11:03 GMT] - Current [Fri, 10 Jul 2020 10:16:22 GMT]',
    credential: 'sas',
    says: /ends at Thu, 09 Jul 2020 18:11:03 GMT/,
  },
  {
    code: 'InvalidAuthenticationInfo',
    status: 401,
    said: challenge,
    detail: 'Issuer validation failed. Issuer did not match.',
    credential: 'identity',
    headers: {
      'www-authenticate': `Bearer authorization_uri=https://login.microsoftonline.com/${tenant}/oauth2/authorize resource_id=https://storage.azure.com`,
    },
    says: new RegExp(`belongs to the tenant ${tenant}`),
  },
  {
    code: 'InvalidAuthenticationInfo',
    status: 401,
    said: challenge,
    detail: 'Audience validation failed. Audience did not match.',
    credential: 'identity',
    says: /another service.*azuremlDatastores\.cloud/,
  },
  {
    code: 'AuthenticationFailed',
    status: 403,
    said: unsigned,
    detail: 'Authentication scheme Bearer is not supported in this version.',
    credential: 'identity',
    says: /proxy/,
  },
  {
    code: 'AuthenticationFailed',
    status: 403,
    said: unsigned,
    detail: 'The MAC signature found in the HTTP request is not the same as any computed signature.',
    credential: 'accountKey',
    says: /rotated/,
  },
  {
    code: 'AuthenticationFailed',
    status: 403,
    said: unsigned,
    detail: 'Signature did not match.',
    credential: 'sas',
    sas: { permissions: 'rl', expires: inAnHour },
    says: /new SAS/,
  },
  {
    code: 'NoAuthenticationInformation',
    status: 401,
    said: challenge,
    credential: 'identity',
    says: /Sign in again, to the tenant of the storage account/,
  },
  {
    code: 'KeyBasedAuthenticationNotPermitted',
    status: 403,
    said: 'Key based authentication is not permitted on this storage account.',
    credential: 'accountKey',
    says: /its account key.*your own sign-in.*Storage Blob Data Reader \(to write: Storage Blob Data Contributor\) on container images/,
  },
  {
    code: 'PublicAccessNotPermitted',
    status: 409,
    said: 'Public access is not permitted on this storage account.',
    credential: 'sas',
    says: /without a credential/,
  },
  {
    code: 'InsufficientAccountPermissions',
    status: 403,
    said: 'The account being accessed does not have sufficient permissions to execute this operation.',
    credential: 'identity',
    says: /switched off for the whole account/,
  },
  {
    code: 'AccountIsDisabled',
    status: 403,
    said: 'The specified account is disabled.',
    credential: 'identity',
    says: /disabled.*subscription/,
  },
  {
    code: 'AuthorizationSourceIPMismatch',
    status: 403,
    said: mismatch('source IP {203.0.113.9}'),
    credential: 'sas',
    says: /allows 203\.0\.113\.9, the address of this computer/,
  },
  {
    code: 'AuthorizationProtocolMismatch',
    status: 403,
    said: mismatch('protocol'),
    credential: 'sas',
    says: /allows https/,
  },
  {
    code: 'AuthorizationServiceMismatch',
    status: 403,
    said: mismatch('service'),
    credential: 'sas',
    says: /allows the Blob service/,
  },
  {
    code: 'AuthorizationResourceTypeMismatch',
    status: 403,
    said: mismatch('resource type'),
    credential: 'sas',
    says: /containers and objects/,
  },
  {
    code: 'BlobNotFound',
    status: 404,
    said: 'The specified blob does not exist.',
    credential: 'identity',
    says: /does not exist/,
  },
  {
    code: 'PathNotFound',
    status: 404,
    said: 'The specified path does not exist.',
    credential: 'identity',
    says: /does not exist/,
  },
  {
    code: 'ContainerNotFound',
    status: 404,
    said: 'The specified container does not exist.',
    credential: 'identity',
    says: /^Account contosodata has no container “images”\./,
  },
  {
    code: 'BlobAlreadyExists',
    status: 409,
    said: 'The specified blob already exists.',
    credential: 'identity',
    does: 'write',
    says: /nothing was replaced/,
  },
  {
    code: 'InvalidBlobType',
    status: 409,
    said: 'The blob type is invalid for this operation.',
    credential: 'identity',
    says: /in the way/,
  },
  {
    code: 'ConditionNotMet',
    status: 412,
    said: 'The condition specified using HTTP conditional header(s) is not met.',
    credential: 'identity',
    does: 'write',
    says: /has changed/,
  },
  {
    code: 'DirectoryNotEmpty',
    status: 409,
    said: 'The specified directory is not empty.',
    credential: 'identity',
    does: 'delete',
    says: /not empty/,
  },
  {
    code: 'InvalidRange',
    status: 416,
    said: 'The range specified is invalid for the current size of the resource.',
    credential: 'identity',
    says: /before all of its bytes/,
  },
  {
    code: 'ContainerBeingDeleted',
    status: 409,
    said: 'The specified container is being deleted. Try operation later.',
    credential: 'identity',
    says: /is deleting container “images”/,
  },
  {
    code: 'ContainerDisabled',
    status: 409,
    said: 'The specified container has been disabled by the administrator.',
    credential: 'identity',
    says: /has disabled container “images”/,
  },
  {
    code: 'LeaseIdMissing',
    status: 412,
    said: 'There is currently a lease on the blob and no lease ID was specified in the request.',
    credential: 'identity',
    does: 'delete',
    says: /leased by another program/,
  },
  {
    code: 'BlobArchived',
    status: 409,
    said: 'This operation is not permitted on an archived blob.',
    credential: 'identity',
    says: /archive tier/,
  },
  {
    code: 'BlobBeingRehydrated',
    status: 409,
    said: 'This operation is not permitted because the blob is being rehydrated.',
    credential: 'identity',
    says: /out of the archive tier/,
  },
  {
    code: 'BlobImmutableDueToPolicy',
    status: 409,
    said: 'This operation is not permitted as the blob is immutable due to a policy.',
    credential: 'identity',
    does: 'delete',
    says: /immutability policy/,
  },
  {
    code: 'BlobImmutableDueToLegalHold',
    status: 409,
    said: 'This operation is not permitted as the blob is immutable due to one or more legal holds.',
    credential: 'identity',
    does: 'delete',
    says: /legal hold/,
  },
  {
    code: 'SharingViolation',
    status: 409,
    said: 'The specified resource may be in use by an SMB client.',
    credential: 'identity',
    does: 'delete',
    says: /open in another program/,
  },
  {
    code: 'ReadOnlyAttribute',
    status: 409,
    said: 'The specified resource is read-only and cannot be modified at this time.',
    credential: 'identity',
    does: 'write',
    says: /read-only/,
  },
  {
    code: 'UnsupportedHeader',
    status: 400,
    said: 'One of the HTTP headers specified in the request is not supported.',
    credential: 'identity',
    says: /hierarchical namespace/,
  },
  {
    code: 'HierarchicalNamespaceNotEnabled',
    status: 400,
    said: 'The account does not have hierarchical namespace enabled.',
    credential: 'identity',
    says: /datastore on Azure Blob Storage/,
  },
  {
    code: 'EndpointUnsupportedAccountFeatures',
    status: 409,
    said: 'This endpoint does not support BlobStorageEvents or SoftDelete. Please disable these account features if you would like to use this endpoint.',
    credential: 'identity',
    says: /\(BlobStorageEvents or SoftDelete\)/,
  },
  {
    code: 'InvalidResourceName',
    status: 400,
    said: 'The specified resource name contains invalid characters.',
    credential: 'identity',
    does: 'write',
    says: /name that the service does not allow/,
  },
  { code: 'ServerBusy', status: 503, said: 'The server is busy.', credential: 'identity', says: /busy/ },
  {
    code: 'InternalError',
    status: 500,
    said: 'The server encountered an internal error. Please retry the request.',
    credential: 'identity',
    says: /could not answer/,
  },
  {
    code: 'Md5Mismatch',
    status: 400,
    said: 'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
    credential: 'identity',
    does: 'write',
    says: /damaged on its way/,
  },
];

const subscription = '55555555-aaaa-4bbb-8ccc-666666666666';
const group = `/subscriptions/${subscription}/resourceGroups/ml`;
const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/research`;

export const controlSamples: readonly Sample[] = [
  {
    code: 'AuthorizationFailed',
    status: 403,
    said: `The client 'ada@contoso.example' with object id '${tenant}' does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/datastores/listsecrets/action' over scope '${workspace}/datastores/images' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    says: /listsecrets\/action\. Ask an owner for a role that has it, such as AzureML Data Scientist on workspace “research”;/,
  },
  {
    code: 'LinkedAuthorizationFailed',
    status: 403,
    said: `The client has permission to perform action 'Microsoft.MachineLearningServices/workspaces/write' on scope '${workspace}', however the current tenant '${tenant}' is not authorized to access linked subscription '${subscription}'.`,
    says: new RegExp(`subscription ${subscription}, which belongs to another tenant`),
  },
  {
    code: 'LinkedAuthorizationFailed',
    status: 403,
    said: `The client '${tenant}' with object id '${tenant}' has permission to perform action 'Microsoft.MachineLearningServices/workspaces/datastores/write' on scope '${workspace}'; however, it does not have permission to perform action 'Microsoft.Storage/storageAccounts/listKeys/action' on the linked scope(s) '${group}' or the linked scope(s) are invalid.`,
    says: /\(Microsoft\.Storage\/storageAccounts\/listKeys\/action\)/,
  },
  {
    code: 'InvalidAuthenticationTokenTenant',
    status: 401,
    said: `The access token is from the wrong issuer 'https://sts.windows.net/${otherTenant}/'. It must match the tenant 'https://sts.windows.net/${tenant}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${tenant}' to get the token.`,
    says: new RegExp(`belongs to the tenant ${tenant}, and .*Sign in to that tenant\\.$`),
  },
  {
    code: 'ExpiredAuthenticationToken',
    status: 401,
    said: "The access token expiry UTC time '1/18/2023 5:10:42 PM' is earlier than current UTC time '1/18/2023 5:24:09 PM'.",
    says: /sign-in has expired/,
  },
  {
    code: 'InvalidAuthenticationToken',
    status: 401,
    said: "The received access token is not valid: at least one of the claims 'puid' or 'altsecid' or 'oid' should be present.",
    says: /did not accept the sign-in/,
  },
  {
    code: 'InvalidAuthenticationTokenAudience',
    status: 401,
    said: "The access token has been obtained for wrong audience or resource 'https://datalake.azure.net/'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.azure.com/'.",
    says: /another cloud/,
  },
  {
    code: 'SubscriptionNotFound',
    status: 404,
    said: `The subscription '${subscription}' could not be found.`,
    says: new RegExp(`no subscription ${subscription}`),
  },
  {
    code: 'ReadOnlyDisabledSubscription',
    status: 409,
    said: `The subscription '${subscription}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
    says: new RegExp(`subscription ${subscription} is disabled`),
  },
  {
    code: 'SubscriptionDisabled',
    status: 403,
    said: `The subscription '${subscription}' is disabled.`,
    says: new RegExp(`subscription ${subscription} is disabled`),
  },
  {
    code: 'ResourceGroupNotFound',
    status: 404,
    said: "Resource group 'ml' could not be found.",
    says: /resource group “ml”/,
  },
  {
    code: 'ResourceNotFound',
    status: 404,
    said: "The Resource 'Microsoft.MachineLearningServices/workspaces/research' under resource group 'ml' was not found.",
    says: /finds nothing there/,
  },
  {
    code: 'MissingSubscriptionRegistration',
    status: 409,
    said: "The subscription is not registered to use namespace 'Microsoft.MachineLearningServices'. See https://aka.ms/rps-not-found for how to register subscriptions.",
    says: /Microsoft\.MachineLearningServices yet.*register this resource provider/,
  },
  {
    code: 'NoRegisteredProviderFound',
    status: 400,
    said: "No registered resource provider found for location 'westeurope' and API version '2025-09-01' for type 'workspaces'.",
    says: /cloud or region/,
  },
  {
    code: 'RequestDisallowedByPolicy',
    status: 403,
    said: `Resource 'images' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"No shared keys","id":"${group}/providers/Microsoft.Authorization/policyAssignments/x"}}]'.`,
    says: /policy “No shared keys”/,
  },
  {
    code: 'ScopeLocked',
    status: 409,
    said: `The scope '${workspace}/datastores/images' cannot perform delete operation because following scope(s) are locked: '${group}'. Please remove the lock and try again.`,
    says: /lock on resource group “ml”/,
  },
  {
    code: 'AnotherOperationInProgress',
    status: 409,
    said: 'Another operation on this or dependent resource is in progress.',
    says: /just changing it/,
  },
  {
    code: 'SubscriptionRequestsThrottled',
    status: 429,
    said: `Number of requests for subscription '${subscription}' and operation 'GET/SUBSCRIPTIONS/PROVIDERS' exceeded the backend storage limit. Please try again after '6' seconds.`,
    says: /in 6 seconds/,
  },
  {
    code: 'TooManyRequests',
    status: 429,
    said: 'Too many requests.',
    says: /too many requests.*in a minute/,
  },
  {
    code: 'StorageAccountIsNotProvisioned',
    status: 409,
    said: 'The storage account provisioning state must be Succeeded before executing the operation.',
    says: /storage account is not ready/,
  },
  {
    code: 'UserError',
    status: 404,
    said: 'Could not find datastore: images.',
    says: /no datastore “images”/,
  },
  {
    code: 'UserError',
    status: 400,
    said: 'Another datastore with the same name already exists and connects to different storage.',
    says: /already exists/,
  },
  {
    code: 'UserError',
    status: 400,
    said: 'Forbidden. Please make sure the credentials are correct',
    says: /credential does not open the storage/,
  },
  {
    code: 'UserError',
    status: 403,
    said: 'User is not authorized to access provided resources due to none of the workspaces/registries are accessible from outside of the designated private link..',
    says: /private endpoint only/,
  },
  {
    code: 'StorageAuthError',
    status: 403,
    said: 'Forbidden. Please make sure you have permission to access the resource.',
    says: /storage of the workspace/,
  },
  {
    code: 'UserError',
    status: 400,
    said: 'Error when parsing request; unable to deserialize request body',
    says: /unable to deserialize request body/,
  },
  { code: 'ServiceError', status: 500, said: 'InternalServerError', says: /right now/ },
  { code: 'AzureStorageError', status: 502, said: 'Storage could not be reached.', says: /firewall/ },
];

const app = '77777777-aaaa-4bbb-8ccc-888888888888';
const mfa = `you must use multi-factor authentication to access '${app}'.`;

/** Those of applications are of a datastore's service principal, the others of a user. */
export const entraSamples: readonly Omit<Sample, 'status'>[] = [
  {
    code: 'AADSTS50020',
    said: `User account 'ada@contoso.example' from identity provider 'https://sts.windows.net/${otherTenant}/' does not exist in tenant 'Fabrikam' and cannot access the application '${app}'(Visual Studio Code) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
    says: /not in the tenant “Fabrikam”/,
  },
  {
    code: 'AADSTS90002',
    said: `Tenant '${tenant}' not found. This may happen if there are no active subscriptions for the tenant. Check with your subscription administrator.`,
    says: new RegExp(`no tenant “${tenant}” in this cloud`),
  },
  {
    code: 'AADSTS50059',
    said: 'No tenant-identifying information found in either the request or implied by any provided credentials.',
    says: /cannot tell the tenant/,
  },
  {
    code: 'AADSTS50076',
    said: `Due to a configuration change made by your administrator, or because you moved to a new location, ${mfa}`,
    says: /second factor/,
  },
  {
    code: 'AADSTS50078',
    said: `Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '${app}'.`,
    says: /second factor/,
  },
  {
    code: 'AADSTS50079',
    said: `Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '${app}'.`,
    says: /set up a second factor/,
  },
  {
    code: 'AADSTS50105',
    said: "The signed in user is not assigned to a role for the application 'reports'.",
    says: /assigned users only/,
  },
  { code: 'AADSTS50055', said: 'The password is expired.', says: /password has expired/ },
  { code: 'AADSTS50057', said: 'The user account is disabled.', says: /account is disabled/ },
  {
    code: 'AADSTS50053',
    said: 'The account is locked, you have tried to sign in too many times with an incorrect user ID or password.',
    says: /locked/,
  },
  {
    code: 'AADSTS700082',
    said: 'The refresh token has expired due to inactivity. The token was issued on 2024-01-01T00:00:00Z and was inactive for 90.00:00:00.',
    says: /expired or been revoked\. Sign in again\./,
  },
  {
    code: 'AADSTS530003',
    said: 'Your device is required to be managed to access this resource.',
    says: /managed devices only/,
  },
  {
    code: 'AADSTS53003',
    said: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    says: /Conditional Access policy/,
  },
  {
    code: 'AADSTS530032',
    said: 'The tenant admin has configured a security policy that blocks this request.',
    says: /Conditional Access policy/,
  },
  {
    code: 'AADSTS65001',
    said: `The user or administrator has not consented to use the application with ID '${app}' named 'reports'. Send an interactive authorization request for this user and resource.`,
    says: /nobody has consented/,
  },
  {
    code: 'AADSTS65002',
    said: `Consent between first party application '${app}' and first party resource '${app}' must be configured via preauthorization.`,
    says: /azuremlDatastores\.authentication/,
  },
  {
    code: 'AADSTS500011',
    said: `The resource principal named https://storage.azure.com was not found in the tenant named Contoso. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    says: /does not know the service https:\/\/storage\.azure\.com/,
  },
  { code: 'AADSTS500021', said: "Access to 'Fabrikam' tenant is denied.", says: /certain tenants only/ },
  {
    code: 'AADSTS500212',
    said: 'The user’s administrator has set an outbound access policy that does not allow access to the resource tenant.',
    says: /outbound/,
  },
  {
    code: 'AADSTS500213',
    said: 'The resource tenant’s cross-tenant access policy does not allow this user to access this tenant.',
    says: /inbound/,
  },
  {
    code: 'AADSTS700016',
    said: `Application with identifier '${app}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    says: new RegExp(`tenant Contoso has no application ${app}`),
  },
  {
    code: 'AADSTS7000112',
    said: `Application '${app}'(reports) is disabled.`,
    says: /application is disabled/,
  },
  {
    code: 'AADSTS7000222',
    said: `The provided client secret keys for app '${app}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    says: /client secret has expired\. Make a new one\. Update the datastore’s credential\./,
  },
  {
    code: 'AADSTS7000215',
    said: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app}'.`,
    says: /the value that is wanted, not the id/,
  },
  {
    code: 'AADSTS7000218',
    said: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    says: /no client secret and no certificate/,
  },
  {
    code: 'AADSTS700027',
    said: 'Client assertion failed signature validation.',
    says: /certificate is not one of the application’s/,
  },
  {
    code: 'AADSTS700024',
    said: 'Client assertion is not within its valid time range. Current time: 2024-10-02T22:05:03.6755165Z, assertion valid from 1970-01-01T00:00:00.0000000Z, expiry time of assertion 2024-10-02T21:30:53.0000000Z.',
    says: /clock of this computer/,
  },
  {
    code: 'AADSTS70011',
    said: "The provided value for the input parameter 'scope' isn't valid. The scope https://example.contoso.com/activity.read isn't valid.",
    says: /azuremlDatastores\.customCloud/,
  },
  {
    code: 'AADSTS50196',
    said: 'The server terminated an operation because it encountered a client request loop.',
    says: /too often/,
  },
  { code: 'AADSTS90033', said: 'A transient error has occurred. Please try again.', says: /right now/ },
];

/** By what Node and OpenSSL say. */
export const networkSamples: readonly (Omit<Sample, 'status'> & { readonly host?: string })[] = [
  {
    code: 'ENOTFOUND',
    said: 'getaddrinfo ENOTFOUND contoso.azuredatalakestore.net',
    host: 'contoso.azuredatalakestore.net',
    says: /retired on 29 February 2024/,
  },
  {
    code: 'ENOTFOUND',
    said: 'getaddrinfo ENOTFOUND contosodata.blob.core.windows.net',
    says: /not known here.*private endpoint.*contosodata\.privatelink\.blob\.core\.windows\.net/,
  },
  { code: 'ECONNREFUSED', said: 'connect ECONNREFUSED 203.0.113.9:443', says: /does not answer.*firewall/ },
  { code: 'ECONNRESET', said: 'read ECONNRESET', says: /was cut/ },
  {
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    said: 'self-signed certificate in certificate chain',
    says: /not trusted here.*certificate authority/,
  },
  { code: 'CERT_HAS_EXPIRED', said: 'certificate has expired', says: /not valid today.*date/ },
  {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    said: "Hostname/IP does not match certificate's altnames: Host: contosodata.privatelink.blob.core.windows.net. is not in the cert's altnames: DNS:*.blob.core.windows.net",
    says: /certificate of another host/,
  },
];
