import { readFileSync } from 'node:fs';
import { InputError } from '../errors';
import { createReadError } from '../files/read-error';
import { decodeText } from '../files/text';
import { isSettingsTree, type SettingsTree } from './merge';
import { parseYamlValue } from './yaml-value';

/** Key of the run's record in its config.yaml. It is ignored when the file is read as settings. */
export const RECORD_KEY = 'recorded';

/**
 * Reads a YAML file of settings, grouped as in the schema. A run's config.yaml is a valid settings file; so is an empty file.
 *
 * @throws InputError naming the file, and the line if it is not valid YAML or has a duplicate key; or a key with a dot
 */
export function readSettingsFile(file: string): SettingsTree {
  const tree = readYamlFile(file);
  assertNoDottedKeys(file, tree);
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== RECORD_KEY));
}

/** Reads a YAML file of settings, with the run's record if there is one. @throws InputError as `readSettingsFile` does */
export function readYamlFile(file: string): SettingsTree {
  const tree = parseYamlValue(readText(file), file) ?? {};
  if (!isSettingsTree(tree)) {
    throw new InputError(
      `${file} has no settings: write groups such as 'controller:' with 'epochs: 100' below`,
    );
  }
  return tree;
}

/** @throws InputError if a key is the full name of a setting, which does not nest it */
function assertNoDottedKeys(file: string, tree: SettingsTree): void {
  for (const [key, value] of Object.entries(tree)) {
    if (key === RECORD_KEY) continue;
    const dot = key.indexOf('.');
    if (dot >= 0) {
      throw new InputError(
        `${file} has the key '${key}', but settings are in groups: write '${key.slice(0, dot)}:' and below it '  ${key.slice(dot + 1)}:'`,
      );
    }
    if (isSettingsTree(value)) assertNoDottedKeys(file, value);
  }
}

function readText(file: string): string {
  try {
    return decodeText(readFileSync(file), file);
  } catch (error) {
    throw createReadError(`the settings in ${file}`, error, 'give a readable YAML file');
  }
}
