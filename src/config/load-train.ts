import { randomInt } from 'node:crypto';
import { createUnknownNameError, InputError } from '../errors';
import { getModality, type Modality } from '../space/registry';
import { assertComplete } from './complete';
import { assertAtMost } from './cross-checks';
import { assertDatasetFits } from './dataset-check';
import { describeSchema, type SchemaDescription } from './describe';
import { collectOverrides, type ConfigSources, listFiles, toAbsolutePath } from './load-search';
import { getSetting, mergeSettings, type SettingsTree } from './merge';
import { assertHasParts } from './network-parts';
import { imageTrainPreset } from './presets/train-images';
import { textTrainPreset } from './presets/train-text';
import { type ImageTrainConfig, imageTrainConfigSchema } from './schema/train-images';
import { type TextTrainConfig, textTrainConfigSchema } from './schema/train-text';
import { validateTree } from './validate';

/** Settings of a training run, by the modality of the architecture's space. */
export interface TrainConfigs {
  images: ImageTrainConfig;
  text: TextTrainConfig;
}

/** Settings of a training run on images or on a text. */
export type TrainConfig = TrainConfigs[Modality];

/** Changes of a space to the presets of a training run. */
interface TrainSpace {
  /** Changes to preset paper, which all presets start from. */
  readonly base: object;
  /** Further changes of single presets, by name. */
  readonly presets: Readonly<Record<string, object>>;
}

interface TrainPresets {
  readonly paper: object;
  /** Changes of spaces, by name. */
  readonly spaces: Readonly<Record<string, TrainSpace>>;
  /** Changes of each preset. */
  readonly changes: object;
}

interface TrainSettings {
  readonly description: SchemaDescription;
  readonly preset: TrainPresets;
  validate(tree: SettingsTree): TrainConfig;
}

const TRAIN_SETTINGS: Readonly<Record<Modality, TrainSettings>> = {
  images: {
    description: describeSchema(imageTrainConfigSchema),
    preset: imageTrainPreset,
    validate: validateImageTrainConfig,
  },
  text: {
    description: describeSchema(textTrainConfigSchema),
    preset: textTrainPreset,
    validate: validateTextTrainConfig,
  },
};

/** Names of the presets of a training run. */
export const TRAIN_PRESET_NAMES: readonly string[] = Object.keys(imageTrainPreset.changes);

/**
 * Loads the settings of the training of an architecture; its space decides between images and text. Draws a random seed if none
 * is given. Makes paths absolute, so that the run can be resumed from another folder.
 *
 * @throws InputError for the same reasons as `loadConfig`
 */
export function loadTrainConfig(
  architecture: TrainConfig['architecture'],
  sources: ConfigSources,
): TrainConfig {
  const { preset, cwd = process.cwd() } = sources;
  const { description, preset: presets, validate } = TRAIN_SETTINGS[getModality(architecture.space)];
  const randomSeed: SettingsTree = { seed: randomInt(2 ** 31) };
  const base = mergeSettings(randomSeed, resolveTrainPreset(presets, architecture.space, preset));
  // The given architecture overrides that of a run's config.yaml.
  const overrides = mergeSettings(collectOverrides(sources, description), { architecture });
  const config = validate(mergeSettings(base, overrides));
  assertComplete(listFiles(sources), overrides, description);
  return withDataDir(config, toAbsolutePath(config.data.dir, cwd));
}

function withDataDir<Config extends TrainConfig>(config: Config, dir: string): Config {
  return { ...config, data: { ...config.data, dir } };
}

/** Validates the settings of a training run, first one by one and then together. @throws InputError if any is invalid */
export function validateTrainConfig(tree: SettingsTree): TrainConfig {
  return TRAIN_SETTINGS[getModality(String(getSetting(tree, 'architecture.space')))].validate(tree);
}

function validateImageTrainConfig(tree: SettingsTree): ImageTrainConfig {
  const config = validateTree(imageTrainConfigSchema, TRAIN_SETTINGS.images.description, tree);
  assertDatasetFits(config.data.dataset, config.architecture.space);
  assertHasParts('child', config.child, config.architecture.space);
  const { learningRate, learningRateEnd } = config.child;
  assertAtMost('child.learningRateEnd', learningRateEnd, 'child.learningRate', learningRate);
  return config;
}

function validateTextTrainConfig(tree: SettingsTree): TextTrainConfig {
  const config = validateTree(textTrainConfigSchema, TRAIN_SETTINGS.text.description, tree);
  assertDatasetFits(config.data.dataset, config.architecture.space);
  const { asgdStartEpoch, epochs } = config.rnn;
  if (asgdStartEpoch > epochs) {
    throw new InputError(
      `setting 'rnn.asgdStartEpoch' is ${asgdStartEpoch}, more than 'rnn.epochs' (${epochs}): lower the first ` +
        `(0 turns ASGD off) or raise the second`,
    );
  }
  return config;
}

function resolveTrainPreset(
  { paper, spaces, changes }: TrainPresets,
  space: string,
  name: string,
): SettingsTree {
  const known = changes as Readonly<Record<string, SettingsTree>>;
  if (!Object.hasOwn(known, name)) throw createUnknownNameError('preset', name, TRAIN_PRESET_NAMES);
  const ofSpace = Object.hasOwn(spaces, space) ? spaces[space] : undefined;
  return [{ ...ofSpace?.base }, known[name], { ...ofSpace?.presets[name] }].reduce<SettingsTree>(
    mergeSettings,
    { ...paper },
  );
}
