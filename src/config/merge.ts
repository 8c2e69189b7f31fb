/** Nested settings as parsed from YAML, before validation. */
export interface SettingsTree {
  readonly [key: string]: unknown;
}

/** Merges two trees, group by group; `overrides` wins. Neither argument is changed. */
export function mergeSettings(base: SettingsTree, overrides: SettingsTree): SettingsTree {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    Object.defineProperty(merged, key, {
      value: isSettingsTree(old) && isSettingsTree(value) ? mergeSettings(old, value) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}

/** Returns a tree with one setting, given by its full name such as `controller.epochs`. */
export function nestSetting(name: string, value: unknown): SettingsTree {
  return name.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as SettingsTree;
}

/** Returns the value of a setting, given by its full name; undefined if it is missing. */
export function getSetting(tree: SettingsTree, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((inner, key) => (isSettingsTree(inner) ? inner[key] : undefined), tree);
}

/** Lists the values of a tree by full name such as `controller.epochs`, in its order. */
export function listSettings(tree: SettingsTree, prefix = ''): [name: string, value: unknown][] {
  return Object.entries(tree).flatMap(([key, value]): [string, unknown][] =>
    isSettingsTree(value) ? listSettings(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value]],
  );
}

export function isSettingsTree(value: unknown): value is SettingsTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
