import { InputError } from '../errors';
import type { SchemaDescription } from './describe';
import { getSetting, type SettingsTree } from './merge';
import { readYamlFile, RECORD_KEY } from './yaml-file';

/**
 * Refuses to fill up a run's config.yaml from a preset: it holds all settings of its time, and what has come since may have
 * been otherwise then.
 *
 * @param overrides what files, `--set` and options give together
 * @throws InputError where a file of a run, and all else that is given, lack settings
 */
export function assertComplete(
  files: readonly string[] | undefined,
  overrides: SettingsTree,
  { names }: SchemaDescription,
): void {
  const runFile = files?.find((file) => readYamlFile(file)[RECORD_KEY] !== undefined);
  const missing = names.filter((name) => getSetting(overrides, name) === undefined);
  if (runFile === undefined || missing.length === 0) return;
  throw new InputError(
    `${runFile} is of a run of another version of nao and lacks ${missing.join(', ')}: give what it was there with --set ` +
      `${missing[0]}=VALUE, or delete '${RECORD_KEY}' from the file to take what it lacks from the preset`,
  );
}
