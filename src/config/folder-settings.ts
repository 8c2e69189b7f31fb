import { describeSchema, type SchemaDescription } from './describe';
import { isSettingsTree, type SettingsTree } from './merge';
import { searchConfigSchema } from './schema/search';
import { imageTrainConfigSchema } from './schema/train-images';
import { textTrainConfigSchema } from './schema/train-text';
import { readSettingsFile } from './yaml-file';

/** Settings file that commands read in the current folder. */
export const FOLDER_SETTINGS_FILE = 'nao.yaml';

/**
 * Reads the settings file of a folder, which all kinds of runs share: settings that only other kinds have are left out.
 *
 * @param description settings of this kind of run
 * @throws InputError as `readSettingsFile`
 */
export function readFolderSettings(file: string, description: SchemaDescription): SettingsTree {
  const known = [searchConfigSchema, imageTrainConfigSchema, textTrainConfigSchema].flatMap(
    (schema) => describeSchema(schema).names,
  );
  const others = new Set(known.filter((name) => !description.names.includes(name)));
  return leaveOut(readSettingsFile(file), others, '');
}

function leaveOut(tree: SettingsTree, names: ReadonlySet<string>, prefix: string): SettingsTree {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, unknown][] => {
    const name = `${prefix}${key}`;
    // A group without settings is null.
    const isEmptyGroup = value === null && [...names].some((other) => other.startsWith(`${name}.`));
    if (names.has(name) || isEmptyGroup) return [];
    if (!isSettingsTree(value)) return [[key, value]];
    const rest = leaveOut(value, names, `${name}.`);
    // A group with nothing left may be unknown to this kind of run.
    return Object.keys(rest).length === 0 ? [] : [[key, rest]];
  });
  return Object.fromEntries(entries);
}
