import { comment, yaml, yamlScalar } from './quote.ts';

/** A member of a mapping: text, a mapping of its own, or nothing, of which a comment says why. */
export type YamlEntry = readonly [
  key: string,
  value: string | readonly YamlEntry[] | { readonly blank: string },
];

/** A mapping, two spaces for each level. */
export function yamlLines(entries: readonly YamlEntry[], indent = ''): readonly string[] {
  return entries.flatMap(([key, value]) => {
    const start = `${indent}${yamlScalar(key)}:`;
    if (typeof value === 'string') return [`${start} ${yaml`${value}`}`];
    return 'blank' in value
      ? [`${start} ${comment(value.blank)}`]
      : [start, ...yamlLines(value, `${indent}  `)];
  });
}
