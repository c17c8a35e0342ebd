import { t } from '@vscode/l10n';
import { Failure } from '../common/failure.ts';
import type { Session } from '../common/session.ts';

/** Why nothing more is done for a connection that has been closed. */
export function connectionEnded(): Failure {
  return new Failure(
    'unauthenticated',
    t('The sign-in that this used has ended, or its settings have changed. Start it again.'),
  );
}

/**
 * `session` until `ended` is aborted; from then on it rejects with the signal's reason, and leaves no way to the tokens
 * that it keeps.
 */
export function endingWith(ended: AbortSignal, session: Session): Session {
  const { id, account, guest, remedy } = session;
  const held = holding(ended, session);
  return {
    ...{ id, account, guest },
    ...(remedy === undefined ? {} : { remedy }),
    credential: (tenantId) => ({
      async getToken(scopes, options) {
        const token = await held().credential(tenantId).getToken(scopes, options);
        ended.throwIfAborted();
        return token;
      },
    }),
  };
}

/** A scope of its own, so that nothing else keeps `session`. */
function holding(ended: AbortSignal, session: Session): () => Session {
  const held = [session];
  ended.addEventListener('abort', () => held.pop(), { once: true });
  return () => {
    const [own] = held;
    if (!own) throw ended.reason as Failure;
    return own;
  };
}
