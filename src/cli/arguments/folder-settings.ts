import fs from 'node:fs';
import { FOLDER_SETTINGS_FILE } from '../../config/folder-settings';
import type { ConfigSources } from '../../config/load-search';
import type { Output } from '../output/output';

/**
 * Returns the settings files of a command: those of `--config`, or nao.yaml of the current folder, which is then said.
 *
 * @param config files of `--config`; false for `--no-config`
 */
export function findSettingsFiles(
  config: readonly string[] | false | undefined,
  output: Output,
): Pick<ConfigSources, 'files' | 'folderFile'> {
  if (config === false) return {};
  if (config !== undefined) return { files: config };
  if (!fs.existsSync(FOLDER_SETTINGS_FILE)) return {};
  output.progress(`settings of ${FOLDER_SETTINGS_FILE} in this folder; --no-config leaves them out`);
  return { folderFile: FOLDER_SETTINGS_FILE };
}
