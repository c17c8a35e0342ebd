import type { Slot } from '../python/python.ts';
import { quoting } from '../snippets/quote.ts';

/** A text as it stands between the quotes of this very literal; `undefined`: a raw one cannot hold it. */
export function pythonContent(text: string, { quote, raw }: Pick<Slot, 'quote' | 'raw'>): string | undefined {
  const written = quoting('python', text, quote.startsWith("'") ? "'" : '"').inside(text);
  return raw && written !== text ? undefined : written;
}
