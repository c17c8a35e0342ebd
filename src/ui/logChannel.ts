import { LogLevel, window, type LogOutputChannel } from 'vscode';
import { redacting, type Log } from '../common/log.ts';

/** The extension's log, in which no secret is written. */
export function openLog(): { readonly channel: LogOutputChannel; readonly log: Log } {
  const channel = window.createOutputChannel('Azure ML Datastores', { log: true });
  const log = redacting({
    get traces() {
      return channel.logLevel === LogLevel.Trace;
    },
    trace: (message) => channel.trace(message),
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message) => channel.error(message),
  });
  return { channel, log };
}
