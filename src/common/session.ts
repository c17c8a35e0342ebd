import type { TokenCredential } from '@azure/core-auth';

/** One account of the user's sign-in. */
export interface Session {
  /** Tells the account from the others; stable over windows, no secret. */
  readonly id: string;
  /** Who is signed in, as people know them; for labels and messages. */
  readonly account: string;
  /** What to do when Azure does not accept the sign-in, as a sentence; absent: sign in again. */
  readonly remedy?: string;
  /** Whether the account may be a guest of other tenants, which are then asked for. */
  readonly guest: boolean;
  /**
   * Gives tokens of `tenantId`, or of the account's own tenant, with the `claims` of the options if there are any.
   * Never prompts: rejects with `unauthenticated` where a new sign-in is needed.
   */
  credential(tenantId?: string): TokenCredential;
}

/** Whose tokens a call carries: an account (a session's `id`), in one of its tenants (absent: its own). */
export interface Via {
  readonly account: string;
  readonly tenantId?: string;
}
