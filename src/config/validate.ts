import type { z } from 'zod';
import { InputError } from '../errors';
import { checkTogether } from './cross-checks';
import { isTree, type SettingsTree, valueAt } from './merge';
import { searchConfigSchema, type SearchConfig } from './schema/search';
import { guideTo, type SettingsGuide } from './describe';

/** The settings of a search, in words. */
export const searchGuide = guideTo(searchConfigSchema);

/**
 * Checks a tree of settings of a search, each by itself and then together.
 *
 * @throws InputError naming the first setting that is unknown (and the nearest known one), missing or not what it may be
 */
export function validate(tree: SettingsTree): SearchConfig {
  const config = validateEach(searchConfigSchema, searchGuide, tree);
  checkTogether(config);
  return config;
}

/** There are settings that this version does not know, or not all that it does. */
export class OtherSettings extends InputError {
  /** @param difference which; a missing one is not to be given a value where the settings are those of a run */
  constructor(
    readonly difference: string,
    advice = '',
  ) {
    super(`${difference}${advice}`);
  }
}

/** Checks a tree of settings of any kind, each by itself. @throws InputError as `validate` */
export function validateEach<T>(schema: z.ZodType<T>, guide: SettingsGuide, tree: SettingsTree): T {
  const result = schema.safeParse(tree);
  if (!result.success) throw refusal(guide, tree, result.error.issues);
  return result.data;
}

function refusal(guide: SettingsGuide, tree: SettingsTree, issues: readonly z.core.$ZodIssue[]): InputError {
  // A misspelt name is told first: what it was meant for may then be missing or wrong.
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      return unknownSetting(guide, wholeName(tree, [...issue.path, issue.keys[0]].join('.')));
    }
  }
  return wrongValue(guide, tree, issues[0].path);
}

/** Down to the first setting inside, where an unknown group is given: what the user wrote on the command line. */
function wholeName(tree: SettingsTree, name: string): string {
  const value = valueAt(tree, name);
  const [key] = isTree(value) ? Object.keys(value) : [];
  return key === undefined ? name : wholeName(tree, `${name}.${key}`);
}

function unknownSetting(guide: SettingsGuide, name: string): InputError {
  const nearest = guide.nearest(name);
  const inside = guide.names.find((known) => name.startsWith(`${known}.`));
  return new OtherSettings(
    inside === undefined
      ? `unknown setting '${name}': did you mean '${nearest}'?`
      : `unknown setting '${name}': '${inside}' is no group; it is ${guide.expectation(inside)}`,
  );
}

/** @param path to the value, into the elements of a list where that is at fault */
function wrongValue(guide: SettingsGuide, tree: SettingsTree, path: readonly PropertyKey[]): InputError {
  const keys = path.map(String);
  let name = keys.join('.');
  while (!isKnown(guide, name)) name = name.slice(0, name.lastIndexOf('.'));
  const value = valueAt(tree, name);
  if (value === undefined) {
    return new OtherSettings(`setting '${name}' is missing`, `: give ${guide.expectation(name)}`);
  }
  return new InputError(`setting '${name}' is ${show(value)}: it must be ${guide.expectation(name)}`);
}

function isKnown(guide: SettingsGuide, name: string): boolean {
  return guide.names.some((known) => known === name || known.startsWith(`${name}.`));
}

function show(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'number') return String(value); // JSON knows no NaN
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
