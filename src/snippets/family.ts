import { pythonCode, type PythonWriter } from './pythonWriter.ts';
import type { Expr } from './layout.ts';
import type { Piece, Snippet, SnippetTarget } from './snippet.ts';

type Said = Pick<Snippet, 'id' | 'title' | 'about' | 'twin'> & Partial<Pick<Snippet, 'refusal'>>;

/** A snippet in Python, of the SDK that its id begins with. */
export const pythonSnippet = (said: Said, body: (file: PythonWriter) => readonly Expr[]): Snippet => ({
  refusal: () => undefined,
  ...said,
  sdk: said.id.startsWith('v1.') ? 'v1' : 'v2',
  prefix: prefixOf(said.id),
  language: 'python',
  render: (target) => pythonCode(target, body),
});

/** A snippet of the command line, or of a file for it. */
export const cliSnippet = (
  said: Said & Pick<Snippet, 'language'>,
  body: (target: SnippetTarget) => readonly Piece[],
): Snippet => ({
  refusal: () => undefined,
  ...said,
  sdk: 'cli',
  prefix: prefixOf(said.id),
  render: (target) => ({ imports: [], pieces: body(target) }),
});

/** `v1.dataReference.mount` is offered for `aml-datareference-mount`, `v2.input.mount` for `aml-v2-input-mount`. */
export const prefixOf = (id: string): string =>
  `aml-${id.replace(/^v1\./, '').replaceAll('.', '-').toLowerCase()}`;
