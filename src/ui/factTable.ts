import { MarkdownString } from 'vscode';
import { visibleName } from '../common/format.ts';

/** A heading with facts below it, for hovers. All text comes from outside, so it is escaped. */
export function factTable(
  title: string,
  facts: readonly (readonly [label: string, value: string])[],
): MarkdownString {
  const text = new MarkdownString().appendMarkdown('**').appendText(visibleName(title)).appendMarkdown('**');
  for (const [label, value] of facts)
    text.appendMarkdown('\n\n').appendText(`${label}: ${visibleName(value)}`);
  return text;
}
