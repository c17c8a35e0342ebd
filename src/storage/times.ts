/** The metadata name under which rclone keeps a file's modification time, and so do we. */
const key = 'mtime';

/** Metadata that records `modified`: RFC 3339 with nanoseconds, which rclone reads. */
export function mtimeMetadata(modified: Date | undefined): Record<string, string> {
  return modified ? { [key]: modified.toISOString().replace('Z', '000000Z') } : {};
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
