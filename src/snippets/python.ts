import type { PythonImport } from './snippet.ts';

/** What Python has itself, of what snippets import. */
const ownModules: ReadonlySet<string> = new Set(['argparse', 'os', 'sys']);

/** Lines that import, Python's own modules first, each module once. */
export function importLines(imports: readonly PythonImport[]): readonly string[] {
  const whole = imports.filter(({ name }) => name === undefined);
  const modules = [...new Set(imports.map(({ module }) => module))].sort();
  const lines = (those: readonly string[]) =>
    those.flatMap((module) => [
      ...whole
        .filter((one) => one.module === module)
        .map(({ as }) => `import ${module}${as === undefined ? '' : ` as ${as}`}`),
      ...namesOf(imports, module),
    ]);
  const own = lines(modules.filter((module) => ownModules.has(module)));
  const others = lines(modules.filter((module) => !ownModules.has(module)));
  return own.length > 0 && others.length > 0 ? [...own, '', ...others] : [...own, ...others];
}

function namesOf(imports: readonly PythonImport[], module: string): readonly string[] {
  const names = imports.flatMap(({ module: of, name, as }) =>
    of === module && name !== undefined ? [as === undefined ? name : `${name} as ${as}`] : [],
  );
  return names.length === 0 ? [] : [pythonImport(module, [...new Set(names)])];
}

/** As people's formatter (Black) has it, in columns. */
export const lineWidth = 88;

/** Sorted, and on several lines where one is too short. */
export function pythonImport(module: string, names: readonly string[]): string {
  const sorted = [...names].sort();
  const flat = `from ${module} import ${sorted.join(', ')}`;
  if (flat.length <= lineWidth) return flat;
  return `from ${module} import (\n${sorted.map((name) => `    ${name},\n`).join('')})`;
}
