import type { z } from 'zod';
import { InputError } from '../errors';
import { checkTogether } from './check-together';
import { isTree, type SettingsTree, valueAt } from './merge';
import { searchConfigSchema, type SearchConfig } from './schema';
import { expectation, nearestSetting, settingNames } from './settings';

/**
 * Checks a tree of settings, each by itself and then together.
 *
 * @throws InputError naming the first setting that is unknown (and the nearest known one), missing or not what it may be
 */
export function validate(tree: SettingsTree): SearchConfig {
  const result = searchConfigSchema.safeParse(tree);
  if (!result.success) throw refusal(tree, result.error.issues);
  checkTogether(result.data);
  return result.data;
}

function refusal(tree: SettingsTree, issues: readonly z.core.$ZodIssue[]): InputError {
  // A misspelt name is told first: what it was meant for may then be missing or wrong.
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      return unknownSetting(wholeName(tree, [...issue.path, issue.keys[0]].join('.')));
    }
  }
  return wrongValue(tree, issues[0].path);
}

/** Down to the first setting inside, where an unknown group is given: what the user wrote on the command line. */
function wholeName(tree: SettingsTree, name: string): string {
  const value = valueAt(tree, name);
  const [key] = isTree(value) ? Object.keys(value) : [];
  return key === undefined ? name : wholeName(tree, `${name}.${key}`);
}

function unknownSetting(name: string): InputError {
  const nearest = nearestSetting(name);
  const inside = settingNames.find((known) => name.startsWith(`${known}.`));
  return new InputError(
    inside === undefined
      ? `unknown setting '${name}': did you mean '${nearest}'?`
      : `unknown setting '${name}': '${inside}' is no group; it is ${expectation(inside)}`,
  );
}

/** @param path to the value, into the elements of a list where that is at fault */
function wrongValue(tree: SettingsTree, path: readonly PropertyKey[]): InputError {
  const keys = path.map(String);
  let name = keys.join('.');
  while (!isKnown(name)) name = name.slice(0, name.lastIndexOf('.'));
  const value = valueAt(tree, name);
  if (value === undefined) return new InputError(`setting '${name}' is missing: give ${expectation(name)}`);
  return new InputError(`setting '${name}' is ${show(value)}: it must be ${expectation(name)}`);
}

function isKnown(name: string): boolean {
  return settingNames.some((known) => known === name || known.startsWith(`${name}.`));
}

function show(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'number') return String(value); // JSON knows no NaN
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
