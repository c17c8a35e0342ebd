import type { StorageCredential } from './connection.ts';
import { quoted } from './service.ts';
import type { CopySource, FileEntry } from './storage.ts';

/** What lets another storage read a file: an address that says everything, or one with a token beside it. */
export interface Grant {
  /** May hold a signature: it goes into one header of one request and nowhere else. */
  readonly url: string;
  readonly authorization?: { readonly scheme: 'Bearer'; readonly value: string };
}

/** What a file carries beside its bytes, as the source's service tells it. */
export interface SourceProperties {
  readonly etag: string | undefined;
  readonly md5: Uint8Array | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: {
    readonly contentType?: string | undefined;
    readonly contentEncoding?: string | undefined;
    readonly contentLanguage?: string | undefined;
    readonly contentDisposition?: string | undefined;
    readonly cacheControl?: string | undefined;
  };
}

/** What the SDKs answer about a blob or file of a share. */
type Found = SourceProperties['headers'] & {
  readonly etag?: string | undefined;
  readonly contentMD5?: Uint8Array | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
};

export function sourceProperties(found: Found): SourceProperties {
  const { contentType, contentEncoding, contentLanguage, contentDisposition, cacheControl } = found;
  return {
    etag: found.etag === undefined ? undefined : quoted(found.etag),
    md5: found.contentMD5,
    metadata: found.metadata ?? {},
    headers: { contentType, contentEncoding, contentLanguage, contentDisposition, cacheControl },
  };
}

/** What a {@link CopySource} holds. */
export interface OpenSource {
  readonly service: 'blob' | 'file';
  /** Without a query. */
  readonly address: string;
  readonly file: FileEntry;
  readonly by: StorageCredential['kind'];
  /** For one request: what it holds may end within minutes. */
  grant(): Promise<Grant>;
  /** Asks the source itself. */
  properties(signal: AbortSignal | undefined): Promise<SourceProperties>;
}

const opened = new WeakMap<CopySource, OpenSource>();

/** Hides what opens the source from everyone who carries it. */
export function sealed(source: OpenSource): CopySource {
  const handle = Object.freeze({}) as CopySource;
  opened.set(handle, source);
  return handle;
}

/** For storages only. */
export function unsealed(handle: CopySource): OpenSource {
  const source = opened.get(handle);
  if (!source) throw new TypeError('No storage has made this source.');
  return source;
}
