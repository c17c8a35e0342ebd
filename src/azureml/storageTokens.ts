import type { TokenCredential } from '@azure/core-auth';

/** The same in every cloud: https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory */
const scope = 'https://storage.azure.com/.default';

/**
 * The credential, for storage and for its own tenant only. The storage libraries ask again for whatever resource and
 * tenant a service's answer names (`WWW-Authenticate`), and would send it a token of that.
 */
export function storageTokens(credential: TokenCredential): TokenCredential {
  return {
    getToken: (_asked, options = {}) => {
      const own = { ...options };
      delete own.tenantId;
      return credential.getToken(scope, own);
    },
  };
}
