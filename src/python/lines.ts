export function isLineEnd(char: string | undefined): boolean {
  return char === '\n' || char === '\r' || char === undefined;
}

/** The end of the line that holds `offset`, in front of its line break. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  for (let code = text.charCodeAt(at); code !== 10 && code !== 13 && at < text.length;) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at;
}

export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isLineEnd(text[at - 1])) at -= 1;
  return at;
}

/** The start of the line behind the one that holds `offset`. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return Math.min(text.length, end + (text.startsWith('\r\n', end) ? 2 : 1));
}

export function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\f';
}

/** Behind the white space that begins at `offset`. */
export function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (isSpace(text[at])) at += 1;
  return at;
}

/** White space in front of the line of an offset, as it is written. */
export function indentOf(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return text.slice(start, skipSpace(text, start));
}

/** How far a line is indented; a tab counts to the next multiple of eight, as in Python. */
export function columnOf(text: string, lineStart: number, end = text.length): number {
  let column = 0;
  for (let at = lineStart; at < end && isSpace(text[at]); at += 1) {
    column = text[at] === '\t' ? column + 8 - (column % 8) : column + 1;
  }
  return column;
}
