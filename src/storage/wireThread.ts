/** A thread that sends what wireThreads.ts asks it to: the script of a worker. */
import { createSecureContext } from 'node:tls';
import { parentPort } from 'node:worker_threads';
import { createWire, type Wire } from './wire.ts';
import type { FromThread, ToThread, Way } from './wireThreads.ts';

const wires = new Map<number, Wire>();
const sending = new Map<number, AbortController>();
const tell = (message: FromThread): void => parentPort?.postMessage(message);

function wireTo({ origin, to }: Way): Wire {
  const trust = to.ca === undefined ? {} : { secureContext: createSecureContext({ ca: to.ca }) };
  return createWire(() => ({ ...to, ...trust }), new URL(origin));
}

parentPort?.on('message', (message: ToThread) => {
  if ('stop' in message) {
    sending.get(message.stop)?.abort();
    return;
  }
  if ('to' in message) {
    wires.set(message.way, wireTo(message.to));
    return;
  }
  const { id, way, request } = message;
  const wire = wires.get(way);
  if (!wire) throw new TypeError('A request came before its way.');
  const controller = new AbortController();
  sending.set(id, controller);
  wire
    .send(request, controller.signal)
    .then(
      ({ head, landed = false }) => tell({ id, head, landed }),
      (error: unknown) => {
        const { name, code, message } = error as NodeJS.ErrnoException;
        tell({ id, error: { name, message, ...(code !== undefined && { code }) } });
      },
    )
    .finally(() => sending.delete(id));
});
