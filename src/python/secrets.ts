import { literalOf } from './literals.ts';
import type { SecretInCode } from './python.ts';
import type { Node, Syntax } from './tree.ts';

/** Secrets that are written out, whatever SDK they are for. */
export function secretsIn({ strings, code }: Syntax, toFile: (offset: number) => number): SecretInCode[] {
  const found: SecretInCode[] = [];
  for (const node of strings) {
    const name = nameGiven(node, code);
    // Most strings are neither named like a secret nor long enough to hold one.
    if (name === undefined && node.to - node.from < 20) continue;
    const kind = kindOf(textOf(node, code), name?.toLowerCase());
    if (kind) found.push({ kind, span: { from: toFile(node.from), to: toFile(node.to) } });
  }
  return found;
}

const hole = '\0';

/** The text of a literal in one or more pieces; what an f-string fills in is a hole. */
function textOf(node: Node, code: string): string {
  if (node.name === 'ContinuedString') return node.children.map((child) => textOf(child, code)).join('');
  if (node.name !== 'FormatString') return literalOf(code, node).value;
  let text = '';
  let done = literalOf(code, node).content.from;
  for (const { name, from, to } of node.children) {
    if (name !== 'FormatReplacement') continue;
    text += code.slice(done, from) + hole;
    done = to;
  }
  return text + code.slice(done, Math.max(done, literalOf(code, node).content.to));
}

/** The argument, variable, attribute or key that a literal is given to. */
function nameGiven(node: Node, code: string): string | undefined {
  const siblings = node.parent?.children ?? [];
  const at = siblings.indexOf(node);
  const [target, sign] = [siblings[at - 2], siblings[at - 1]];
  if (!sign || !target) return undefined;
  const isGiven =
    sign.name === 'AssignOp' || (sign.name === ':' && node.parent?.name === 'DictionaryExpression');
  const isDeclared = sign.name === 'AssignOp' && target.name === 'TypeDef';
  return isGiven ? nameIn(isDeclared ? siblings[at - 3] : target, code) : undefined;
}

function nameIn(node: Node | undefined, code: string): string | undefined {
  if (node?.name === 'VariableName') return code.slice(node.from, node.to);
  if (node?.name === 'String') return literalOf(code, node).value;
  if (node?.name !== 'MemberExpression') return undefined;
  const last = node.children.findLast(({ name }) => name === 'PropertyName' || name === 'String');
  return last?.name === 'String' ? literalOf(code, last).value : last && code.slice(last.from, last.to);
}

function kindOf(text: string, name: string | undefined): SecretInCode['kind'] | undefined {
  const key = after(text, 'AccountKey=');
  if (key !== undefined && !isPlaceholder(key)) return 'connectionString';
  const query = text.split(text.includes('?') ? '?' : ';').at(-1) ?? '';
  const parts = new URLSearchParams(
    query.startsWith('SharedAccessSignature=') ? after(query, 'SharedAccessSignature=') : query,
  );
  const signature = parts.get('sig');
  if (signature !== null && (parts.has('se') || parts.has('sv')) && !isPlaceholder(signature)) return 'sas';
  if (name === undefined || isPlaceholder(text)) return undefined;
  const says = (...words: string[]) => words.some((word) => name.endsWith(word));
  if (isAccountKey(text) && says('key', 'key1', 'key2', 'secret', 'credential', 'password', 'token'))
    return 'accountKey';
  if (says('sas_token')) return 'sas';
  if (says('client_secret')) return 'clientSecret';
  return says('password') ? 'password' : undefined;
}

function after(text: string, word: string): string | undefined {
  const at = text.indexOf(word);
  return at === -1 ? undefined : text.slice(at + word.length).split(';', 1)[0];
}

/** 64 bytes in base64. */
function isAccountKey(text: string): boolean {
  return text.length === 88 && text.endsWith('==') && Buffer.from(text, 'base64').toString('base64') === text;
}

const placeholderWords = [
  'your',
  'placeholder',
  'example',
  'changeme',
  'change-me',
  'change_me',
  'replace',
  'todo',
  '...',
  '…',
];

/** Text that stands where a secret belongs, in examples. */
function isPlaceholder(text: string): boolean {
  const lower = text.toLowerCase();
  if (text.trim() === '' || text.includes(hole) || text.includes(' ')) return true;
  if (placeholderWords.some((word) => lower.includes(word))) return true;
  const wrapped = ['<>', '{}', '[]', '%%', '__'].some(
    ([open = '', close = '']) => text.startsWith(open) && text.endsWith(close),
  );
  if (wrapped || text.startsWith('${') || text.startsWith('$(')) return true;
  if (new Set(lower).size <= 2) return true;
  return [
    'secret',
    'password',
    'key',
    'token',
    'sas',
    'sas_token',
    'account_key',
    'client_secret',
    'none',
  ].includes(lower.replaceAll('-', '_'));
}
