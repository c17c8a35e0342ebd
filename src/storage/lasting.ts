import { isFailure } from '../common/failure.ts';
import type { Lasting, UploadOptions } from './storage.ts';

/** The token to go on with, if it is one: it came from a file that anything may have written to. */
export function tokenOf({ lasting }: UploadOptions, form: RegExp): string | undefined {
  return typeof lasting === 'object' && form.test(lasting.token) ? lasting.token : undefined;
}

/** A chunk as offset and length. */
export interface Chunk {
  readonly offset: number;
  readonly length: number;
}

/** The chunks that `lasting` says have arrived, if they are some of those that the file is put in. */
export function chunksBefore({ lasting, size }: UploadOptions, chunkSize: number): Chunk[] {
  if (typeof lasting !== 'object' || lasting.chunkSize !== chunkSize) return [];
  return [...lasting.arrived]
    .filter((offset) => offset >= 0 && offset < size && offset % chunkSize === 0)
    .map((offset) => ({ offset, length: Math.min(chunkSize, size - offset) }));
}

/** All chunks of a file, or of its beginning, of this size. */
export function chunksUpTo(size: number, chunkSize: number): Chunk[] {
  return Array.from({ length: Math.ceil(size / chunkSize) }, (_, index) => {
    const offset = index * chunkSize;
    return { offset, length: Math.min(chunkSize, size - offset) };
  });
}

/** What is left of an upload that was interrupted. */
export interface Found {
  readonly arrived: ReadonlySet<number>;
  /** In bytes. */
  readonly bytes: number;
}

export const nothingFound: Found = { arrived: new Set(), bytes: 0 };

export function foundOf(chunks: readonly Chunk[]): Found {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return { arrived: new Set(chunks.map(({ offset }) => offset)), bytes };
}

/**
 * What `look` finds; nothing where it is refused or finds nothing, so that the file begins anew. What may pass, a lost
 * network or a throttled service, is thrown: what is there would be lost.
 */
export async function confirmed(look: () => Promise<Found>): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    const mayPass = ['cancelled', 'unavailable', 'throttled', 'unauthenticated'] as const;
    if (mayPass.some((word) => isFailure(error, word))) throw error;
    return nothingFound;
  }
}

/** The member of an upload that was asked to last. */
export function lastingOf(
  { lasting }: UploadOptions,
  token: string,
  { arrived }: Found,
  more: Partial<Pick<Lasting, 'read' | 'leave'>> = {},
): { readonly lasting?: Lasting } {
  return lasting ? { lasting: { token, arrived, leave: () => Promise.resolve(), ...more } } : {};
}
