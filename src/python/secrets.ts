import { literalOf } from './literals.ts';
import type { SecretInCode } from './python.ts';
import type { Node, Part } from './tree.ts';

/** Secrets that are written out, whatever SDK they are for. */
export function secretsIn({ strings }: Part, code: string): SecretInCode[] {
  const found: SecretInCode[] = [];
  for (const node of strings) {
    const name = nameGiven(node, code);
    // Most strings are neither named nor do they hold a query or a connection.
    if (name === undefined && !code.slice(node.from, node.to).includes('=')) continue;
    const kind = kindOf(textOf(node, code), name?.toLowerCase());
    if (kind) found.push({ kind, span: { from: node.from, to: node.to } });
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
  const signature = text.includes('sig=') ? signatureIn(text) : undefined;
  if (signature !== undefined && !isPlaceholder(signature)) return 'sas';
  const says = (words: readonly string[]) => words.some((word) => name?.endsWith(word));
  const kind = named.find(({ words }) => says(words))?.kind;
  if (kind !== undefined) return isPlaceholder(text) ? undefined : kind;
  return says(keyWords) && isAccountKey(text) ? 'accountKey' : undefined;
}

const named: readonly { readonly words: readonly string[]; readonly kind: SecretInCode['kind'] }[] = [
  { words: ['sas_token'], kind: 'sas' },
  { words: ['client_secret'], kind: 'clientSecret' },
  { words: ['password'], kind: 'password' },
];
const keyWords = ['key', 'key1', 'key2', 'secret', 'credential', 'token'];

/** The signature of a SAS: of a url, of its query alone, or as a part of a connection string. */
function signatureIn(text: string): string | undefined {
  const query = after(text, 'SharedAccessSignature=') ?? text.slice(text.indexOf('?') + 1);
  const parts = new URLSearchParams(query);
  return parts.has('se') || parts.has('sv') ? (parts.get('sig') ?? undefined) : undefined;
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
