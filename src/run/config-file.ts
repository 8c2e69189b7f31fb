import fs from 'node:fs';
import path from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { type TrainConfig, validateTrainConfig } from '../config/load-train';
import { getSetting, type SettingsTree } from '../config/merge';
import type { SearchConfig } from '../config/schema/search';
import { SettingsMismatchError, validateSearchConfig } from '../config/validate';
import { readSettingsFile, readYamlFile, RECORD_KEY } from '../config/yaml-file';
import { InputError } from '../errors';
import { replaceFile } from '../files/durable';
import { recordSchema, type RunRecord } from './record';
import { listChangedSettings } from './settings-check';
import { createVersionMismatchError, type WriterVersion } from './version-mismatch';

export const CONFIG_FILE = 'config.yaml';

/** Settings of a run. Those of a search have no `task`. */
export type RunConfig = SearchConfig | TrainConfig;

/** Writes a run's settings, its seed included, and the record of its environment. */
export function writeConfigFile(folder: string, config: RunConfig, record: RunRecord): void {
  // A line end in the folder's name would end the comment.
  const name = folder.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
  const repeats = 'task' in config ? `'nao train --arch ${name} --config'` : `'nao search --config'`;
  const text =
    `# Settings of this run. Repeat it with ${repeats} and this file.\n${stringify(config)}\n` +
    `# Environment at the start of the run, on which its results depend.\n${stringify({ [RECORD_KEY]: record })}`;
  replaceFile(path.join(folder, CONFIG_FILE), text);
}

/** Writes the settings that differ from a run's config.yaml into it, the limit of time aside. Comments stay. */
export function updateConfigFile(folder: string, config: RunConfig): void {
  const file = path.join(folder, CONFIG_FILE);
  const changed = listChangedSettings(readSettingsFile(file), config).filter(
    ({ name }) => name !== 'run.maxHours',
  );
  if (changed.length === 0) return;
  const document = parseDocument(fs.readFileSync(file, 'utf8'));
  for (const { name } of changed) document.setIn(name.split('.'), getSetting({ ...config }, name));
  replaceFile(file, document.toString());
}

/** Reads the kind of run from its config.yaml. @throws InputError if the file is not valid YAML */
export function readTask(folder: string): 'search' | 'train' {
  return readYamlFile(path.join(folder, CONFIG_FILE)).task === 'train' ? 'train' : 'search';
}

/**
 * Reads the settings and the record of a search.
 *
 * @throws InputError if the file is not valid YAML, or this version of nao does not know its settings or record
 */
export function readSearchConfigFile(folder: string): { config: SearchConfig; record: RunRecord } {
  if (readTask(folder) === 'train') {
    throw new InputError(
      `${folder} is the folder of a training run, not of a search: give a folder that 'nao search' wrote`,
    );
  }
  return readConfigFile(folder, validateSearchConfig);
}

/** Reads the settings and the record of a training. @throws InputError for the same reasons as `readSearchConfigFile` */
export function readTrainConfigFile(folder: string): { config: TrainConfig; record: RunRecord } {
  return readConfigFile(folder, validateTrainConfig);
}

function readConfigFile<T>(
  folder: string,
  validate: (tree: SettingsTree) => T,
): { config: T; record: RunRecord } {
  const file = path.join(folder, CONFIG_FILE);
  const recorded = readYamlFile(file)[RECORD_KEY];
  const record = recordSchema.safeParse(recorded);
  if (!record.success) {
    const writer = recordSchema.pick({ nao: true, revision: true }).safeParse(recorded);
    if (writer.success) throw createVersionError(file, writer.data, `${RECORD_KEY} has other entries`);
    throw new InputError(
      `${file} lacks '${RECORD_KEY}', which nao writes into it: restore the file that the run wrote`,
    );
  }
  try {
    return { config: validate(readSettingsFile(file)), record: record.data };
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
