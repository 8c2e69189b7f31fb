import { isSettingUsed } from '../config/used-settings';
import type { RunFiles } from './run-files';

/** Lists the settings that the search of a run uses, and the recorded environment, in file order. */
export function listUsedSettings(run: RunFiles): string[] {
  return [...run.config.keys()].filter((name) => isUsed(run, name));
}

/** Returns a setting's value; undefined if the search of the run does not use it. */
export function getUsedSetting(run: RunFiles, name: string): string | undefined {
  return isUsed(run, name) ? run.config.get(name) : undefined;
}

function isUsed({ settings: { mode, space, table } }: RunFiles, name: string): boolean {
  return isSettingUsed(name, { mode, space: space.name, table: table.file });
}
