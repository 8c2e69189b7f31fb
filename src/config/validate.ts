import type { z } from 'zod';
import { InputError } from '../errors';
import { assertCompatibleSettings } from './cross-checks';
import { describeSchema, type SchemaDescription } from './describe';
import { getSetting, isSettingsTree, type SettingsTree } from './merge';
import { type SearchConfig, searchConfigSchema } from './schema/search';

/** Description of the settings of a search. */
export const searchDescription = describeSchema(searchConfigSchema);

/**
 * Validates the settings of a search, first one by one and then together.
 *
 * @throws InputError naming the first setting that is unknown (with the nearest known name), missing or invalid
 */
export function validateSearchConfig(tree: SettingsTree): SearchConfig {
  const config = validateTree(searchConfigSchema, searchDescription, tree);
  assertCompatibleSettings(config);
  return config;
}

/** Error for settings that this version of nao does not know, or that are missing. */
export class SettingsMismatchError extends InputError {
  /** @param advice what to do; not part of `difference`, since it does not apply to the config.yaml of a run */
  constructor(
    readonly difference: string,
    advice = '',
  ) {
    super(`${difference}${advice}`);
  }
}

/** Validates settings one by one. @throws InputError for the same reasons as `validateSearchConfig` */
export function validateTree<T>(schema: z.ZodType<T>, description: SchemaDescription, tree: SettingsTree): T {
  const result = schema.safeParse(tree);
  if (!result.success) throw createValidationError(description, tree, result.error.issues);
  return result.data;
}

function createValidationError(
  description: SchemaDescription,
  tree: SettingsTree,
  issues: readonly z.core.$ZodIssue[],
): InputError {
  // Misspelled names come first: they may be why another setting is missing or invalid.
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      return createUnknownSettingError(
        description,
        findFullName(tree, [...issue.path, issue.keys[0]].join('.')),
      );
    }
  }
  return createSettingValueError(description, tree, issues[0].path);
}

/** Extends the name of an unknown group to the first setting in it, as the user wrote it on the command line. */
function findFullName(tree: SettingsTree, name: string): string {
  const value = getSetting(tree, name);
  const [key] = isSettingsTree(value) ? Object.keys(value) : [];
  return key === undefined ? name : findFullName(tree, `${name}.${key}`);
}

function createUnknownSettingError(description: SchemaDescription, name: string): InputError {
  const enclosing = description.names.find((known) => name.startsWith(`${known}.`));
  return new SettingsMismatchError(
    enclosing === undefined
      ? `unknown setting '${name}': ${description.suggest(name)}`
      : `unknown setting '${name}': '${enclosing}' is not a group but ${description.describeValue(enclosing)}`,
  );
}

/** @param path keys to the invalid value, which may be an element of a list */
function createSettingValueError(
  description: SchemaDescription,
  tree: SettingsTree,
  path: readonly PropertyKey[],
): InputError {
  const keys = path.map(String);
  let name = keys.join('.');
  while (!isKnown(description, name)) name = name.slice(0, name.lastIndexOf('.'));
  const value = getSetting(tree, name);
  if (value === undefined) {
    return new SettingsMismatchError(
      `setting '${name}' is missing`,
      `: give ${description.describeValue(name)}`,
    );
  }
  return new InputError(
    `setting '${name}' is ${formatValue(value)}: it must be ${description.describeValue(name)}`,
  );
}

function isKnown(description: SchemaDescription, name: string): boolean {
  return description.names.some((known) => known === name || known.startsWith(`${name}.`));
}

function formatValue(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'number') return String(value); // JSON has no NaN
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
