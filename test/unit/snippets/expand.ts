/**
 * What VS Code makes of a snippet when nothing is typed, with one of its choices picked for every stop:
 * https://code.visualstudio.com/docs/editing/userdefinedsnippets#_grammar
 */
export function expand(
  snippet: string,
  pick: (choices: readonly string[]) => string = ([first = '']) => first,
): string {
  const values = new Map<string, string>();
  let at = 0;
  const fail = (): never => {
    throw new Error(`Not a snippet at ${at}: ${snippet}`);
  };
  const until = (ends: string, escapes: string): string => {
    let text = '';
    for (; at < snippet.length && !ends.includes(snippet[at]!); at++) {
      if (snippet[at] === '\\' && escapes.includes(snippet[at + 1] ?? ' ')) at++;
      else if (snippet[at] === '$' && escapes.includes('$')) fail();
      text += snippet[at]!;
    }
    return text;
  };
  const choices = (): readonly string[] => {
    const found: string[] = [];
    do {
      at++;
      found.push(until(',|', ',|\\'));
      if (found.at(-1) === '') fail();
    } while (snippet[at] === ',');
    if (snippet[at++] !== '|') fail();
    return found;
  };
  const stop = (): string => {
    const number = /^\$\{(\d+)/.exec(snippet.slice(at))?.[1] ?? fail();
    at += number.length + 2;
    const known = values.get(number);
    let value = known ?? '';
    if (snippet[at] === '}') {
      if (known === undefined) fail();
    } else if (snippet[at] === '|') value = pick(choices());
    else if (snippet[at++] === ':') value = until('}', '$}\\');
    else fail();
    if (snippet[at++] !== '}') fail();
    values.set(number, value);
    return value;
  };
  let text = '';
  while (at < snippet.length) text += snippet[at] === '$' ? stop() : until('$', '$}\\');
  return text;
}
