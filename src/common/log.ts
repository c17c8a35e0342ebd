/** Where the details go that no message shows. VS Code's `LogOutputChannel` satisfies it. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const secrets: readonly [RegExp, string][] = [
  [/([?&;]sig=)[^&;\s"'<>]+/gi, '$1***'],
  [/\b(Bearer|SharedKey(?:Lite)?)\s+[^\s"',]+/gi, '$1 ***'],
  [/(AccountKey=)[^;\s"']+/gi, '$1***'],
  [
    /("(?:key|sasToken|accountKey|credential|clientSecret|certificate|userPassword|password|access_token|client_secret|client_assertion|refresh_token)"\s*:\s*")[^"]*/gi,
    '$1***',
  ],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '***'],
];

/** `text` without signatures, keys, passwords and bearer tokens. Applied to everything that a log writes. */
export function redact(text: string): string {
  return secrets.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** A log that redacts before it hands on to `log`. */
export function redacting(log: Log): Log {
  return {
    debug: (message) => log.debug(redact(message)),
    info: (message) => log.info(redact(message)),
    warn: (message) => log.warn(redact(message)),
    error: (message) => log.error(redact(message)),
  };
}

/** A log that keeps nothing. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
