/** The metadata name under which rclone keeps a file's modification time, and so do we. */
const key = 'mtime';

/** Metadata that records `modified`: RFC 3339 with nanoseconds, which rclone reads. */
export function mtimeMetadata(modified: Date | undefined): Record<string, string> {
  return modified ? { [key]: modified.toISOString().replace('Z', '000000Z') } : {};
}

/** What an entry says of its time: the one that `metadata` records, else the service's own. */
export function timesOf(
  metadata: Readonly<Record<string, string>> | undefined,
  lastModified: Date | undefined,
): { readonly modified?: Date; readonly modifiedByService?: true } {
  const recorded = modifiedOf(metadata, undefined);
  if (recorded) return { modified: recorded };
  return lastModified ? { modified: lastModified, modifiedByService: true } : {};
}

/** As {@link timesOf} where every file has a time, which is the moment of its last write unless somebody recorded another. */
export function writtenTimesOf(
  written: Date | undefined,
  lastModified: Date | undefined,
): { readonly modified?: Date; readonly modifiedByService?: true } {
  if (!written) return {};
  // The one has no fractions of a second, and a write takes a moment.
  const same = lastModified && Math.abs(written.getTime() - lastModified.getTime()) <= 2000;
  return same ? { modified: written, modifiedByService: true } : { modified: written };
}

/** The time that `metadata` records, else `otherwise`. Names of metadata do not differ by case. */
export function modifiedOf(
  metadata: Readonly<Record<string, string>> | undefined,
  otherwise: Date | undefined,
): Date | undefined {
  const text =
    metadata?.[key] ?? Object.entries(metadata ?? {}).find(([name]) => name.toLowerCase() === key)?.[1];
  const recorded = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(recorded) ? otherwise : new Date(recorded);
}
