import type { FieldValues, WireNames, WireObject } from './datastore.ts';

/** `object[key]` if it is a JSON object, else an empty one. */
export function section(object: WireObject, key: string): WireObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `object[key]` as text; `''` when it is missing or no scalar. */
export function text(object: WireObject, key: string): string {
  const value = object[key];
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

const keyOf = (name: WireNames[string]): string => (typeof name === 'string' ? name : name.key);

/** The fields that are there, as text, by field id. */
export function fields(object: WireObject, names: WireNames): FieldValues {
  const present = Object.entries(names)
    .map(([id, name]) => {
      const path = keyOf(name).split('.');
      const holder = path.slice(0, -1).reduce(section, object);
      return [id, text(holder, path.at(-1) ?? '')] as const;
    })
    .filter(([, value]) => value !== '');
  return Object.fromEntries(present);
}

/** The way back: what is empty is left out. */
export function wireOf(values: FieldValues, names: WireNames): WireObject {
  const object: Record<string, unknown> = {};
  for (const [id, name] of Object.entries(names)) {
    const value = values[id] ?? '';
    if (value === '') continue;
    const path = keyOf(name).split('.');
    let holder = object;
    for (const part of path.slice(0, -1)) holder = (holder[part] ??= {}) as Record<string, unknown>;
    holder[path.at(-1) ?? ''] = typed(value, name);
  }
  return object;
}

function typed(value: string, name: WireNames[string]): string | number | boolean {
  if (typeof name === 'string') return value;
  return name.as === 'number' ? Number(value) : value === 'true';
}

/** The members of a wire object that hold fields: what is written anew as a whole. */
export function topKeys(names: WireNames): readonly string[] {
  return Object.values(names).map((name) => keyOf(name).split('.')[0] ?? '');
}

/** `object` without `keys` and without what is null. */
export function without(object: WireObject, keys: readonly string[]): WireObject {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([key, value]) => value !== null && value !== undefined && !keys.includes(key),
    ),
  );
}

/** `{ [key]: value }`, or nothing where the value is empty. */
export function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === '' ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
