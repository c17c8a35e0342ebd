import { lookup } from 'node:dns/promises';
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
  const target = through ?? { host, port };
  const { address } = await untilAborted(lookup(target.host), signal).catch((cause: unknown) => {
    if (cause instanceof Failure) throw cause;
    const message = t(
      'No server is called {0}. Check the server’s name and the endpoint; a private name is known in its own network only.',
      host,
    );
    throw new Failure('notFound', message, { cause, facts: { code: 'ENOTFOUND', host } });
  });
  const socket = connect({ host: address, port: target.port });
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
    const message = t(
      '{0} does not take a connection at port {1} ({2}). Check the port, whether the server runs, and whether its firewall lets this machine in; jobs may still reach it from their network.',
      host,
      port,
      code,
    );
    throw new Failure('unavailable', message, { cause, facts: { code, host } });
  } finally {
    socket.destroy();
  }
}
