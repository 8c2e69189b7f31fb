import { randomInt } from 'node:crypto';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { InputError } from '../errors';
import { assertComplete } from './complete';
import type { SchemaDescription } from './describe';
import { getSetting, mergeSettings, nestSetting, type SettingsTree } from './merge';
import { resolvePreset } from './presets/by-name';
import type { SearchConfig } from './schema/search';
import { searchDescription, validateSearchConfig } from './validate';
import { readSettingsFile } from './yaml-file';

/** Where settings come from; each overrides those before it. */
export interface ConfigSources {
  readonly preset: string;
  /** YAML files, later ones over earlier ones. */
  readonly files?: readonly string[];
  /** `name=value`, as given with `--set`. */
  readonly set?: readonly string[];
  /** Values of other command-line options by the setting's name; undefined ones were not given. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from; the process's own by default. */
  readonly cwd?: string;
}

/**
 * The settings of a run. Without a seed one is drawn; paths are made absolute, so that a run can be resumed from another
 * folder.
 *
 * @throws InputError for an unknown preset, file or setting, a value that a setting cannot have, settings that do not go
 *   together, and a run's config.yaml of another version of nao that lacks some
 */
export function loadConfig(sources: ConfigSources): SearchConfig {
  const { preset, cwd = process.cwd() } = sources;
  const overrides = collectOverrides(sources, searchDescription);
  const randomSeed: SettingsTree = { seed: randomInt(2 ** 31) };
  // What a preset means depends on search space and mode, which may be chosen by any of the sources over it.
  const base = mergeSettings(randomSeed, {
    ...resolvePreset(preset, getSetting(overrides, 'space.name'), getSetting(overrides, 'mode')),
  });
  const config = validateSearchConfig(mergeSettings(base, overrides));
  assertComplete(sources.files, overrides, searchDescription);
  return {
    ...config,
    data: { ...config.data, dir: toAbsolutePath(config.data.dir, cwd) },
    table: { ...config.table, file: toAbsolutePath(config.table.file, cwd) },
  };
}

/** All that files, `--set` and options change, later ones over earlier ones. @throws InputError for what is no setting */
export function collectOverrides(
  { files = [], set = [], flags = {} }: Omit<ConfigSources, 'preset' | 'cwd'>,
  description: SchemaDescription,
): SettingsTree {
  return [
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
      `--set takes name=value, got '${text}': write for instance ${description.findNearest(text)}=VALUE`,
    );
  }
  const name = text.slice(0, equals).trim();
  return nestSetting(name, parseScalar(description, name, text.slice(equals + 1).trim()));
}

/** A value in YAML's syntax; where the setting is text, the text itself. */
function parseScalar(description: SchemaDescription, name: string, text: string): unknown {
  if (description.isText(name)) return text;
  const document = parseDocument(text, { schema: 'core' });
  if (document.errors.length > 0) return text; // refused as text, with the setting's name
  return document.toJS() as unknown;
}

export function toAbsolutePath(file: string, cwd: string): string {
  return file === '' ? '' : path.resolve(cwd, file);
}
