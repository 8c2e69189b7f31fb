import type { z } from 'zod';
import { InputError } from '../errors';
import { assertCompatibleSettings } from './cross-checks';
import { describeSchema, type SchemaDescription } from './describe';
import { getSetting, isSettingsTree, type SettingsTree } from './merge';
import { type SearchConfig, searchConfigSchema } from './schema/search';

/** The settings of a search, in words. */
export const searchDescription = describeSchema(searchConfigSchema);

/**
 * Checks a tree of settings of a search, each by itself and then together.
 *
 * @throws InputError naming the first setting that is unknown (and the nearest known one), missing or not what it may be
 */
export function validateSearchConfig(tree: SettingsTree): SearchConfig {
  const config = validateTree(searchConfigSchema, searchDescription, tree);
  assertCompatibleSettings(config);
  return config;
}

/** There are settings that this version does not know, or not all that it does. */
export class SettingsMismatchError extends InputError {
  /** @param difference which; a missing one is not to be given a value where the settings are those of a run */
  constructor(
    readonly difference: string,
    advice = '',
  ) {
    super(`${difference}${advice}`);
  }
}

/** Checks a tree of settings of any kind, each by itself. @throws InputError as `validate` */
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
  // A misspelt name is told first: what it was meant for may then be missing or wrong.
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

/** Down to the first setting inside, where an unknown group is given: what the user wrote on the command line. */
function findFullName(tree: SettingsTree, name: string): string {
  const value = getSetting(tree, name);
  const [key] = isSettingsTree(value) ? Object.keys(value) : [];
  return key === undefined ? name : findFullName(tree, `${name}.${key}`);
}

function createUnknownSettingError(description: SchemaDescription, name: string): InputError {
  const nearest = description.findNearest(name);
  const enclosing = description.names.find((known) => name.startsWith(`${known}.`));
  return new SettingsMismatchError(
    enclosing === undefined
      ? `unknown setting '${name}': did you mean '${nearest}'?`
      : `unknown setting '${name}': '${enclosing}' is no group; it is ${description.describeValue(enclosing)}`,
  );
}

/** @param path to the value, into the elements of a list where that is at fault */
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
  if (typeof value === 'number') return String(value); // JSON knows no NaN
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
