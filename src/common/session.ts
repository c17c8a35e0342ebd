import type { TokenCredential } from '@azure/core-auth';

/** The user's sign-in. */
export interface Session {
  /** Who is signed in, as people know them; for labels and messages. */
  readonly account: string;
  /** What to do when Azure does not accept the sign-in, as a sentence; absent: sign in again. */
  readonly remedy?: string;
  /**
   * Gives tokens of `tenantId`, or of the account's own tenant. Never prompts: rejects with `unauthenticated` where
   * a new sign-in is needed.
   */
  credential(tenantId?: string): TokenCredential;
}
