import { connect } from 'node:net';
import { t } from '@vscode/l10n';
import { untilAborted, throwIfAborted } from '../common/abort.ts';
import { Failure } from '../common/failure.ts';

/** How long a server may take to accept a connection, in milliseconds. */
const patience = 10_000;

/**
 * Looks up a server's name and opens a TCP connection to it, which says that it is there and lets this machine in, and
 * nothing about logins. `through`: a gateway that takes all connections. Rejects with `notFound` or `unavailable`.
 */
export async function probeServer(
  { host, port }: { readonly host: string; readonly port: number },
  through?: { readonly host: string; readonly port: number },
  signal?: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  // It tries all addresses that the name has.
  const socket = connect(through ?? { host, port });
  try {
    await untilAborted(
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('error', reject);
        socket.setTimeout(patience, () => reject(new Error('ETIMEDOUT')));
      }),
      signal,
    );
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'ETIMEDOUT';
    throw code === 'ENOTFOUND' ? unknownHost(host, cause) : notReached(host, port, code, cause);
  } finally {
    socket.destroy();
  }
}

function unknownHost(host: string, cause: unknown): Failure {
  const message = t(
    'No server is called {0}. Check the server’s name and the endpoint; a private name is known in its own network only.',
    host,
  );
  return new Failure('notFound', message, { cause, facts: { code: 'ENOTFOUND', host } });
}

function notReached(host: string, port: number, code: string, cause: unknown): Failure {
  const message = t(
    '{0} does not take a connection at port {1} ({2}). Check the port, whether the server runs, and whether its firewall lets this machine in; jobs may still reach it from their network.',
    host,
    port,
    code,
  );
  return new Failure('unavailable', message, { cause, facts: { code, host } });
}
