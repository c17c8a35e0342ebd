/** Where the details go that no message shows. VS Code's `LogOutputChannel` satisfies it. */
export interface Log {
  /** Whether `trace` is kept: who would spend time on a message asks first. */
  readonly traces: boolean;
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Members of JSON bodies and of objects that Node prints, whose values are secrets. */
const members =
  '(?:account|sas|access|shared|primary|secondary)_?key|(?<![a-z])key|sas_?token|credential|secret|x-identity-header|client_?assertion|certificate|(?:user|admin)?_?password|(?:access|refresh|id)_?token|assertion|private_?key';
/** Parameters of forms and addresses. */
const parameters =
  'sig|secret|client_assertion|assertion|refresh_token|access_token|id_token|subscription-key';
/** What connection strings have between semicolons. */
const settings = 'AccountKey|SharedAccessSignature|SharedAccessKey|Pwd|Password';

/**
 * No pattern begins at a word's edge: what stands before a secret is as much outside input as the secret. Those that end
 * at a space come last, for what they leave must not hide a secret from the others.
 */
const secrets: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '***'],
  [/eyJ[\w-]+(?:\.[\w-]*)+/g, '***'],
  // The keys of storage accounts: 64 bytes, in Base64 with or without its signs encoded for addresses.
  [/(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]|%2[BF]){86,}(?:==|%3D%3D)/gi, '***'],
  [/(MAC signature found in the HTTP request\s*["'])[^"']+/gi, '$1***'],
  [/(X-IDENTITY-HEADER\s*[:=]\s*)[^\s"',]+/gi, '$1***'],
  // A value may hold blanks where quotation marks or the next semicolon say where it ends.
  [new RegExp(`((?:${settings})\\s*=\\s*)(["'])(?:(?!\\2)[^\\r\\n])+\\2(?=[;\\s]|$)`, 'gi'), '$1***'],
  [new RegExp(`((?:${settings})\\s*=\\s*)[^;"'<>\\r\\n]+(?=;)`, 'gi'), '$1***'],
  [/(SharedKey(?:Lite)?(?:\s+|%20|\+))[^\s"',]+/gi, '$1***'],
  // Prose speaks of bearers, too; no token is as short as its words.
  [/((?:Bearer|Basic)(?:\s+|%20|\+))[^\s"',]{10,}/gi, '$1***'],
  // In JSON within JSON the quotation marks have backslashes, which end the value with them.
  [new RegExp(`((?:${members})\\\\+["']\\s*:\\s*(\\\\+["']))(?:(?!\\2)[\\s\\S])*`, 'gi'), '$1***'],
  [new RegExp(`((?:${settings})\\s*=\\s*)["']?[^;\\s"'<>]+`, 'gi'), '$1***'],
  [new RegExp(`((?:${parameters})\\s*=\\s*)["']?[^&;\\s"'<>]+`, 'gi'), '$1***'],
  [new RegExp(`((?:${parameters}|${settings})%3D)(?:(?!%26|%3B)[^&;\\s"'<>])+`, 'gi'), '$1***'],
];

const member = new RegExp(`(?:${members})["']?\\s*:\\s*(["'])`, 'gi');
const values = { '"': /(?:\\[\s\S]|[^"\\])*/y, "'": /(?:\\[\s\S]|[^'\\])*/y };

/** Every member's value is looked for on its own: what stands before it may look like a member that holds it all. */
function withoutMembers(text: string): string {
  let result = '';
  let kept = 0;
  for (const { index, 0: name, 1: quote } of text.matchAll(member)) {
    const begin = index + name.length;
    const value = values[quote as keyof typeof values];
    value.lastIndex = begin;
    const end = begin + (value.exec(text)?.[0].length ?? 0);
    if (end <= kept) continue;
    result += begin < kept ? '***' : `${text.slice(kept, begin)}***`;
    kept = end;
  }
  return result + text.slice(kept);
}

/** `text` without signatures, keys, passwords and tokens. Applied to everything that a log writes and “Copy Details” copies. */
export function redact(text: string): string {
  return withoutMembers(
    secrets.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text),
  );
}

/** A log that redacts before it hands on to `log`. */
export function redacting(log: Log): Log {
  return {
    get traces() {
      return log.traces;
    },
    trace: (message) => log.trace(redact(message)),
    debug: (message) => log.debug(redact(message)),
    info: (message) => log.info(redact(message)),
    warn: (message) => log.warn(redact(message)),
    error: (message) => log.error(redact(message)),
  };
}

/** A log that keeps nothing. */
export const silentLog: Log = {
  traces: false,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
