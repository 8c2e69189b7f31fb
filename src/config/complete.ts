import { InputError } from '../errors';
import { type SettingsTree, valueAt } from './merge';
import type { SettingsGuide } from './describe';
import { readYaml, RECORD_KEY } from './yaml-file';

/**
 * Refuses to fill up a run's config.yaml from a preset: it holds all settings of its time, and what has come since may have
 * been otherwise then.
 *
 * @param changes what files, `--set` and options give together
 * @throws InputError where a file of a run, and all else that is given, lack settings
 */
export function refuseGaps(
  files: readonly string[] | undefined,
  changes: SettingsTree,
  { names }: SettingsGuide,
): void {
  const ofRun = files?.find((file) => readYaml(file)[RECORD_KEY] !== undefined);
  const missing = names.filter((name) => valueAt(changes, name) === undefined);
  if (ofRun === undefined || missing.length === 0) return;
  throw new InputError(
    `${ofRun} is of a run of another version of nao and lacks ${missing.join(', ')}: give what it was there with --set ` +
      `${missing[0]}=VALUE, or delete '${RECORD_KEY}' from the file to take what it lacks from the preset`,
  );
}
