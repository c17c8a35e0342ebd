import { createHmac } from 'node:crypto';
import type { StorageCredential } from './connection.ts';

/** Names in small letters, each once. */
export type Headers = Readonly<Record<string, string>>;

/** Gives a request what signs it: the headers with those that were added. */
export interface Signer {
  sign(method: string, url: string, headers: Headers, length: number): Promise<Headers> | Headers;
  /** The service has not taken what was given last. */
  refused(): void;
}

/** A token is not used in its last minutes. In milliseconds. */
const early = 5 * 60 * 1000;
const scope = 'https://storage.azure.com/.default';

const signers = new WeakMap<StorageCredential, Signer>();

/** Signs as `credential` does: one for all who ask, so that a token is asked for once. A SAS is part of the address. */
export function signerOf(credential: StorageCredential): Signer {
  const known = signers.get(credential);
  if (known) return known;
  const signer = createSigner(credential);
  signers.set(credential, signer);
  return signer;
}

function createSigner(credential: StorageCredential): Signer {
  switch (credential.kind) {
    case 'sas':
      return { sign: (_method, _url, headers) => headers, refused: () => undefined };
    case 'accountKey':
      return keySigner(credential.account, credential.key.reveal());
    case 'identity':
      return tokenSigner(credential.credential);
  }
}

function tokenSigner(credential: Extract<StorageCredential, { kind: 'identity' }>['credential']): Signer {
  let held: { readonly authorization: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const token = await credential.getToken(scope);
    if (!token) throw Object.assign(new Error('There is no token.'), { name: 'CredentialUnavailableError' });
    held = { authorization: `Bearer ${token.token}`, until: token.expiresOnTimestamp - early };
    return held.authorization;
  }

  return {
    sign(_method, url, headers) {
      if (!url.startsWith('https:')) throw new TypeError('A token goes over https only.');
      if (held && Date.now() < held.until) return { ...headers, authorization: held.authorization };
      asking ??= ask().finally(() => (asking = undefined));
      return asking.then((authorization) => ({ ...headers, authorization }));
    },
    refused() {
      held = undefined;
    },
  };
}

/** What stands between the method and the x-ms headers. */
const signed = [
  ...['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date'],
  ...['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'],
];

/** https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key */
function keySigner(account: string, key: string): Signer {
  const secret = Buffer.from(key, 'base64');
  return {
    sign(method, address, given, length) {
      const url = new URL(address);
      const headers: Headers = { ...given, 'x-ms-date': new Date().toUTCString() };
      const plain: Headers = { ...headers, 'content-length': length === 0 ? '' : String(length) };
      const own = Object.keys(headers)
        .filter((name) => name.startsWith('x-ms-'))
        .sort()
        .map((name) => `${name}:${headers[name]?.trim()}\n`);
      const query = [...url.searchParams].map(([name, value]) => `\n${name.toLowerCase()}:${value}`).sort();
      const lines = [method, ...signed.map((name) => plain[name] ?? '')].map((line) => `${line}\n`);
      const text = [...lines, ...own, `/${account}${url.pathname}`, ...query].join('');
      const signature = createHmac('sha256', secret).update(text, 'utf8').digest('base64');
      return { ...headers, authorization: `SharedKey ${account}:${signature}` };
    },
    refused: () => undefined,
  };
}
