import { pythonLiteral } from './quote.ts';

/** A call with keywords; values that are text are code already. */
export interface PythonCall {
  readonly callee: string;
  readonly args: readonly (readonly [keyword: string, value: string | PythonCall])[];
}

/** As people's formatter (Black) has it. */
const width = 88;

/** On one line where it fits behind the `taken` columns, else one line for each argument. */
export function pythonCall({ callee, args }: PythonCall, taken = 0, indent = 0): string {
  const flat = `${callee}(${args.map(([keyword, value]) => `${keyword}=${onOneLine(value)}`).join(', ')})`;
  if (taken + flat.length <= width) return flat;
  const inner = indent + 4;
  const lines = args.map(([keyword, value]) => {
    const start = `${' '.repeat(inner)}${keyword}=`;
    return `${start}${typeof value === 'string' ? value : pythonCall(value, start.length + 1, inner)},\n`;
  });
  return `${callee}(\n${lines.join('')}${' '.repeat(indent)})`;
}

const onOneLine = (value: string | PythonCall): string =>
  typeof value === 'string' ? value : pythonCall(value, -Infinity);

export function pythonDict(entries: Readonly<Record<string, string>>): string {
  const members = Object.entries(entries).map(
    ([key, value]) => `${pythonLiteral(key)}: ${pythonLiteral(value)}`,
  );
  return `{${members.join(', ')}}`;
}

/** Sorted, and on several lines where one is too short. */
export function pythonImport(module: string, names: readonly string[]): string {
  const sorted = [...names].sort();
  const flat = `from ${module} import ${sorted.join(', ')}`;
  if (flat.length <= width) return flat;
  return `from ${module} import (\n${sorted.map((name) => `    ${name},\n`).join('')})`;
}
