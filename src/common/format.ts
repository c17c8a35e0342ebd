import { t } from '@vscode/l10n';

/** `3.4 MB`, in powers of 1024 as the file explorers of all desktops print them. */
export function fileSize(bytes: number): string {
  const units = [t('bytes'), 'KB', 'MB', 'GB', 'TB', 'PB'];
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1024 ** step;
  if (step === 0) return bytes === 1 ? t('1 byte') : `${String(bytes)} ${units[0] ?? ''}`;
  return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ${units[step] ?? ''}`;
}

/** `40 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return t('{0} s', whole);
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? t('{0} min', minutes) : t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** A name as it is, with what would break a line made visible; an empty name is possible on Blob. */
export function visibleName(name: string): string {
  return name === '' ? t('(no name)') : oneLine(name);
}

/** `text` without control characters: a name with a line break in it must not look like two. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  return text.replace(/[\u0000-\u001f\u007f]/g, '\u2423');
}

/** A folder's or file's path the same way: `a/(no name)/b`. A folder's slash at the end is left out. */
export function visiblePath(path: string): string {
  return path.replace(/\/$/, '').split('/').map(visibleName).join('/');
}
