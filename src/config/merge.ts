/** Settings in groups, as they come out of YAML: checked later, as a whole. */
export interface SettingsTree {
  readonly [key: string]: unknown;
}

/** Settings of `changes` in place of those of `base`, group by group; neither is altered. */
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

/** The tree that holds one setting, by its full name such as `controller.epochs`. */
export function nestSetting(name: string, value: unknown): SettingsTree {
  return name.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as SettingsTree;
}

/** What stands in the tree under a full name; undefined where nothing does. */
export function getSetting(tree: SettingsTree, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((inner, key) => (isSettingsTree(inner) ? inner[key] : undefined), tree);
}

export function isSettingsTree(value: unknown): value is SettingsTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
