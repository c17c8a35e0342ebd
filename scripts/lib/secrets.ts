/** Looks for secrets in what a run has left: those of a sandbox by their value, any by their shape. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { extname, join } from 'node:path';
import { unzip } from './zip.ts';

/** A secret to look for. */
export interface Needle {
  /** What it is, in words that may be printed: `accounts.contosodata.key`. */
  readonly kind: string;
  readonly text: string;
}

/** A place that holds a secret. The secret itself is not told. */
export interface Finding {
  /** A file's path; of a file in a package, the package's path and `!name`. */
  readonly file: string;
  readonly kind: string;
}

/** Shorter ones would be found by accident. */
const shortest = 8;

/** The members of the sandbox's state and of its vault that are secrets; of a JWK those that make it a private key. */
const secretMember =
  /^(key|pem|certificate|private\w*|\w*(secret|token|password|header|proof)|d|p|q|dp|dq|qi)$/i;

function* membersOf(value: unknown, path: readonly string[]): Generator<readonly [string[], string]> {
  if (typeof value === 'string') yield [[...path], value];
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) yield* membersOf(member, [...path, name]);
}

/** What of `value` is secret: of a PEM text the lines of its private keys, of a SAS its signature. */
function* secretParts(value: string): Generator<string> {
  const signature = /(?:^|[?&])sig=([^&]+)/.exec(value)?.[1];
  if (value.includes('-----BEGIN')) {
    for (const [, body = ''] of value.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]+)-----END/g))
      yield* body.split(/\s+/).filter((line) => line.length >= 40);
  } else if (signature !== undefined) {
    yield decodeURIComponent(signature);
  } else {
    yield value;
  }
}

/** The secrets that the sandbox over `dir` holds now. */
export function sandboxSecrets(dir: string): Needle[] {
  const needles = new Map<string, Needle>();
  for (const file of ['state.json', 'control/vault.json']) {
    if (!existsSync(join(dir, file))) continue;
    const content: unknown = JSON.parse(readFileSync(join(dir, file), 'utf8'));
    for (const [path, value] of membersOf(content, [])) {
      if (!path.some((name) => secretMember.test(name))) continue;
      for (const text of secretParts(value))
        if (text.length >= shortest) needles.set(text, { kind: path.join('.'), text });
    }
  }
  return [...needles.values()];
}

/** `text` inside a longer base64 text: which characters it makes depends on where it begins. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((shift) => {
    const bytes = Buffer.from('\0'.repeat(shift) + text);
    return bytes.toString('base64').slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
}

/** The forms in which a secret may have been written down. */
function formsOf(text: string): Set<string> {
  const encoded = encodeURIComponent(text);
  const lower = encoded.replace(/%../g, (code) => code.toLowerCase());
  const base64 = inBase64(text);
  const forBase64url = (form: string) => form.replaceAll('+', '-').replaceAll('/', '_');
  return new Set([
    ...[text, JSON.stringify(text).slice(1, -1), text.replaceAll('/', '\\/')],
    ...[encoded, lower, encodeURIComponent(encoded), new URLSearchParams({ '': text }).toString().slice(1)],
    ...[...base64, ...base64.map(forBase64url)],
  ]);
}

/** What is a secret whatever its value: tokens are issued anew all the time, and tests sign SAS of their own. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['a token (JWT)', /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/],
  ['the signature of a SAS', /\bsig(=|%3D)[\w+/%-]{40,}(=|%3D)/i],
  ['a private key', /PRIVATE KEY-----(\s|\\r|\\n)*[\w+/]{40}/],
  // 64 bytes, as an account's key has; hashes of packages look the same but say what they are.
  ['an account key', /(?<![\w+/=]|sha512-)[\w+/]{86}==(?![\w+/=])/],
];

/** Tells the kinds of secret that some bytes hold. */
export type Search = (bytes: Buffer) => Set<string>;

/** Prepares the search for `needles` and for whatever has the shape of a secret. */
export function createSearch(needles: readonly Needle[]): Search {
  const wanted = needles.flatMap(({ kind, text }) =>
    [...formsOf(text)].map((form) => ({ kind, bytes: Buffer.from(form) })),
  );
  // Hundreds of forms in one pass: only where four bytes look like the beginning of one is it compared.
  const starts = new Map<number, typeof wanted>();
  const slot = (four: number) => Math.imul(four, 0x9e3779b1) >>> 12;
  const mayStart = new Uint8Array(1 << 20);
  for (const form of wanted) {
    const four = form.bytes.readInt32LE(0);
    mayStart[slot(four)] = 1;
    starts.set(four, [...(starts.get(four) ?? []), form]);
  }

  function look(bytes: Buffer, found: Set<string>): void {
    for (let at = 0, four = 0; at < bytes.length; at++) {
      four = (four >>> 8) | ((bytes[at] ?? 0) << 24);
      if (mayStart[slot(four)] === 0) continue;
      for (const form of starts.get(four) ?? [])
        if (form.bytes.equals(bytes.subarray(at - 3, at - 3 + form.bytes.length))) found.add(form.kind);
    }
    const text = bytes.toString('latin1');
    for (const [kind, shape] of shapes) if (shape.test(text)) found.add(kind);
  }

  return (bytes) => {
    const found = new Set<string>();
    look(bytes, found);
    // UTF-16, which databases and Windows write, is ASCII between zeros.
    if (bytes.includes(0)) look(Buffer.from(bytes.filter((byte) => byte !== 0)), found);
    return found;
  };
}

const windowSize = 16 * 2 ** 20;
/** No secret is longer, so none is cut in two unseen. */
const overlap = 64 * 2 ** 10;

function* windowsOf(file: string): Generator<Buffer> {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(windowSize);
    for (let at = 0; ; at += windowSize - overlap) {
      const length = readSync(handle, buffer, 0, windowSize, at);
      yield buffer.subarray(0, length);
      if (length < windowSize) return;
    }
  } finally {
    closeSync(handle);
  }
}

/** Searches files; packages are looked into. */
export function findSecrets(files: Iterable<string>, needles: readonly Needle[]): Finding[] {
  const search = createSearch(needles);
  const findings: Finding[] = [];
  const add = (file: string, kinds: Set<string>) => {
    for (const kind of kinds) findings.push({ file, kind });
  };
  for (const file of files) {
    const kinds = new Set<string>();
    for (const part of windowsOf(file)) for (const kind of search(part)) kinds.add(kind);
    add(file, kinds);
    if (extname(file) !== '.vsix') continue;
    for (const { name, content } of unzip(readFileSync(file))) add(`${file}!${name}`, search(content));
  }
  return findings;
}

/** Every plain file under `folder` but pictures, and but what `skip` says of its path. */
export function* filesUnder(folder: string, skip: (path: string) => boolean): Generator<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (skip(path)) continue;
    if (entry.isDirectory()) yield* filesUnder(path, skip);
    else if (entry.isFile() && extname(path) !== '.png') yield path;
  }
}
