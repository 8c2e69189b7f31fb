import path from 'node:path';
import { stringify } from 'yaml';
import { InputError } from '../errors';
import type { SearchConfig } from '../config/schema';
import { validate } from '../config/validate';
import { readSettings, readYaml, RECORD_KEY } from '../config/yaml-file';
import { replaceFile } from './disk';
import { recordSchema, type RunRecord } from './record';

export const CONFIG_FILE = 'config.yaml';

/** Writes all settings of a run, its seed included, and what else its results depend on. */
export function writeConfigFile(folder: string, config: SearchConfig, record: RunRecord): void {
  const text =
    `# The settings of this run. 'nao search --config' this file repeats it.\n${stringify(config)}\n` +
    `# What else its results depend on, as it was when the run began.\n${stringify({ [RECORD_KEY]: record })}`;
  replaceFile(path.join(folder, CONFIG_FILE), text);
}

/**
 * Reads it back.
 *
 * @throws InputError if it is no YAML, or settings or record are not what this version knows
 */
export function readConfigFile(folder: string): { config: SearchConfig; record: RunRecord } {
  const file = path.join(folder, CONFIG_FILE);
  const record = recordSchema.safeParse(readYaml(file)[RECORD_KEY]);
  if (!record.success) {
    throw new InputError(
      `${file} lacks what 'nao search' records in it (${RECORD_KEY}): put back the file that the search wrote`,
    );
  }
  try {
    return { config: validate(readSettings(file)), record: record.data };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}: ${error.message}`, { cause: error });
  }
}
