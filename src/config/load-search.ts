import { randomInt } from 'node:crypto';
import path from 'node:path';
import { InputError } from '../errors';
import { expandHome } from '../files/home';
import { assertComplete } from './complete';
import type { SchemaDescription } from './describe';
import { readFolderSettings } from './folder-settings';
import { getSetting, mergeSettings, nestSetting, type SettingsTree } from './merge';
import { resolvePreset } from './presets/by-name';
import type { SearchConfig } from './schema/search';
import { searchDescription, validateSearchConfig } from './validate';
import { readSettingsFile } from './yaml-file';
import { parseYamlValue } from './yaml-value';

/** Sources of settings. Each overrides those before it. */
export interface ConfigSources {
  readonly preset: string;
  /** Settings file of the folder, which other kinds of runs share (`readFolderSettings`). */
  readonly folderFile?: string;
  /** YAML files; later files override earlier ones. */
  readonly files?: readonly string[];
  /** Assignments `name=value` of `--set`. */
  readonly set?: readonly string[];
  /** Values of other command-line options, by the setting's name; undefined if the option was not given. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  /** Folder to which relative paths refer; by default the process's working directory. */
  readonly cwd?: string;
}

/**
 * Loads the settings of a search. Draws a random seed if none is given. Makes paths absolute, so that the run can be resumed from
 * another folder.
 *
 * @throws InputError if a preset, file or setting is unknown, a value is invalid, settings are incompatible, or a run's config.yaml
 *   of another version of nao lacks settings
 */
export function loadConfig(sources: ConfigSources): SearchConfig {
  const { preset, cwd = process.cwd() } = sources;
  const overrides = collectOverrides(sources, searchDescription);
  const randomSeed: SettingsTree = { seed: randomInt(2 ** 31) };
  // A preset depends on space and mode, which any other source may set.
  const base = mergeSettings(randomSeed, {
    ...resolvePreset(preset, getSetting(overrides, 'space.name'), getSetting(overrides, 'mode')),
  });
  const config = validateSearchConfig(mergeSettings(base, overrides));
  assertComplete(listFiles(sources), overrides, searchDescription);
  return {
    ...config,
    data: { ...config.data, dir: toAbsolutePath(config.data.dir, cwd) },
    table: { ...config.table, file: toAbsolutePath(config.table.file, cwd) },
  };
}

/** Lists the files of settings. */
export function listFiles({ folderFile, files = [] }: ConfigSources): string[] {
  return [...(folderFile === undefined ? [] : [folderFile]), ...files];
}

/** Merges the settings of files, `--set` and options. @throws InputError if a file or an assignment cannot be parsed */
export function collectOverrides(
  { folderFile, files = [], set = [], flags = {} }: Omit<ConfigSources, 'preset' | 'cwd'>,
  description: SchemaDescription,
): SettingsTree {
  return [
    ...(folderFile === undefined ? [] : [readFolderSettings(folderFile, description)]),
    ...files.map(readSettingsFile),
    ...set.map((text) => parseAssignment(description, text)),
    ...Object.entries(flags).flatMap(([name, text]) =>
      text === undefined ? [] : [nestSetting(name, parseScalar(description, name, text))],
    ),
  ].reduce(mergeSettings, {});
}

function parseAssignment(description: SchemaDescription, text: string): SettingsTree {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new InputError(
      `--set needs name=value, got '${text}': write for example ${description.findNearest(text)}=VALUE`,
    );
  }
  const name = text.slice(0, equals).trim();
  return nestSetting(name, parseScalar(description, name, text.slice(equals + 1).trim()));
}

/** Parses a value as YAML, or returns it unchanged if the setting is text. */
function parseScalar(description: SchemaDescription, name: string, text: string): unknown {
  if (description.isText(name)) return text;
  return parseYamlValue(text, `--set ${name}`);
}

/** Makes a path absolute. An empty one stays empty, and `~` is the home folder. */
export function toAbsolutePath(file: string, cwd: string): string {
  return file === '' ? '' : path.resolve(cwd, expandHome(file));
}
