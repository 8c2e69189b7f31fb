import path from 'node:path';
import { stringify } from 'yaml';
import { type TrainConfig, validateTrainConfig } from '../config/load-train';
import type { SettingsTree } from '../config/merge';
import type { SearchConfig } from '../config/schema/search';
import { SettingsMismatchError, validateSearchConfig } from '../config/validate';
import { readSettingsFile, readYamlFile, RECORD_KEY } from '../config/yaml-file';
import { InputError } from '../errors';
import { replaceFile } from '../files/durable';
import { recordSchema, type RunRecord } from './record';
import { createVersionMismatchError, type WriterVersion } from './version-mismatch';

export const CONFIG_FILE = 'config.yaml';

/** What a run's settings are, by what it does: those of a search name no task. */
export type RunConfig = SearchConfig | TrainConfig;

/** Writes all settings of a run, its seed included, and what else its results depend on. */
export function writeConfigFile(folder: string, config: RunConfig, record: RunRecord): void {
  const repeats = 'task' in config ? `'nao train --arch ${folder} --config'` : `'nao search --config'`;
  const text =
    `# The settings of this run. ${repeats} this file repeats it.\n${stringify(config)}\n` +
    `# What else its results depend on, as it was when the run began.\n${stringify({ [RECORD_KEY]: record })}`;
  replaceFile(path.join(folder, CONFIG_FILE), text);
}

/** Whether the folder is one of a search or of a training. @throws InputError if its file is no YAML */
export function readTask(folder: string): 'search' | 'train' {
  return readYamlFile(path.join(folder, CONFIG_FILE)).task === 'train' ? 'train' : 'search';
}

/**
 * Reads back the settings of a search.
 *
 * @throws InputError if it is no YAML, or settings or record are not what this version knows
 */
export function readSearchConfigFile(folder: string): { config: SearchConfig; record: RunRecord } {
  if (readTask(folder) === 'train') {
    throw new InputError(
      `${folder} is the folder of a training, not of a search: give one that 'nao search' wrote`,
    );
  }
  return readBack(folder, validateSearchConfig);
}

/** Reads back the settings of a training. @throws InputError as `readConfigFile` */
export function readTrainConfigFile(folder: string): { config: TrainConfig; record: RunRecord } {
  return readBack(folder, validateTrainConfig);
}

function readBack<T>(folder: string, check: (tree: SettingsTree) => T): { config: T; record: RunRecord } {
  const file = path.join(folder, CONFIG_FILE);
  const recorded = readYamlFile(file)[RECORD_KEY];
  const record = recordSchema.safeParse(recorded);
  if (!record.success) {
    const writer = recordSchema.pick({ nao: true, revision: true }).safeParse(recorded);
    if (writer.success) throw createVersionError(file, writer.data, `${RECORD_KEY} has other entries`);
    throw new InputError(
      `${file} lacks what nao records in it (${RECORD_KEY}): put back the file that the run wrote`,
    );
  }
  try {
    return { config: check(readSettingsFile(file)), record: record.data };
  } catch (error) {
    if (error instanceof SettingsMismatchError) throw createVersionError(file, record.data, error.difference);
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}: ${error.message}`, { cause: error });
  }
}

function createVersionError(file: string, by: WriterVersion, difference: string): InputError {
  return createVersionMismatchError(
    file,
    by,
    difference,
    'use that version, or start a new run with this one',
  );
}
