import type { Slot } from '../python/python.ts';
import { pythonLiteral } from '../snippets/quote.ts';

/** A text as it stands between the quotes of this very literal; `undefined`: a raw one cannot hold it. */
export function pythonContent(text: string, { quote, raw }: Pick<Slot, 'quote' | 'raw'>): string | undefined {
  const mark = quote.charAt(0);
  const quoted = pythonLiteral(text).slice(1, -1);
  if (raw) return quoted === text && !text.includes(mark) ? text : undefined;
  return mark === '"' ? quoted : quoted.replaceAll('\\"', '"').replaceAll(mark, `\\${mark}`);
}
