import { InputError } from '../errors';
import type { SchemaDescription } from './describe';
import { getSetting, type SettingsTree } from './merge';
import { readYamlFile, RECORD_KEY } from './yaml-file';

/**
 * Throws if a run's config.yaml is given but lacks settings. A preset must not supply them: newer versions of nao may have added
 * them with another default behavior.
 *
 * @param overrides all settings from files, `--set` and options
 * @throws InputError if the overrides lack settings and one of the files belongs to a run
 */
export function assertComplete(
  files: readonly string[],
  overrides: SettingsTree,
  { names }: SchemaDescription,
): void {
  const runFile = files.find((file) => readYamlFile(file)[RECORD_KEY] !== undefined);
  const missing = names.filter((name) => getSetting(overrides, name) === undefined);
  if (runFile === undefined || missing.length === 0) return;
  throw new InputError(
    `${runFile} is from another version of nao and lacks ${missing.join(', ')}: set it with --set ${missing[0]}=VALUE, ` +
      `or delete '${RECORD_KEY}' from the file to use the preset's value`,
  );
}
