import { Failure } from '../common/failure.ts';
import { importLines } from './python.ts';
import { plainText } from './render.ts';
import type { Code, Snippet, SnippetTarget, SnippetText } from './snippet.ts';

/** A snippet's code for a file. Throws `unsupported` with the snippet's refusal where it has one. */
export function assemble(snippet: Snippet, target: SnippetTarget): Code {
  const refusal = snippet.refusal(target);
  if (refusal !== undefined) throw new Failure('unsupported', refusal);
  return snippet.render(target);
}

/** The whole text with its imports on top, to copy and for files that are not Python. Throws as above. */
export function standalone(snippet: Snippet, target: SnippetTarget): SnippetText {
  const { language } = snippet;
  const code = assemble(snippet, target);
  const body = plainText(code, language, target.code);
  const imports = importLines(code.imports);
  const text = imports.length === 0 ? body : `${imports.join('\n')}\n\n${body}`;
  return { title: snippet.title(), language, text };
}
