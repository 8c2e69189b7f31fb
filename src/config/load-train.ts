import { randomInt } from 'node:crypto';
import { imageDatasetNames } from '../data/images/registry';
import { textDatasetNames } from '../data/text/registry';
import { createUnknownNameError, InputError } from '../errors';
import { assertComplete } from './complete';
import { describeSchema } from './describe';
import { collectOverrides, type ConfigSources, toAbsolutePath } from './load-search';
import { getSetting, mergeSettings, type SettingsTree } from './merge';
import { imageTrainPreset } from './presets/train-images';
import { textTrainPreset } from './presets/train-text';
import { type ImageTrainConfig, imageTrainConfigSchema } from './schema/train-images';
import { type TextTrainConfig, textTrainConfigSchema } from './schema/train-text';
import { validateTree } from './validate';

/** The settings of a training: those of a recurrent cell's have the group `rnn`, those of any other's `child`. */
export type TrainConfig = ImageTrainConfig | TextTrainConfig;

const imageTrainDescription = describeSchema(imageTrainConfigSchema);
const textTrainDescription = describeSchema(textTrainConfigSchema);

/** The names of presets that a training may start from. */
export const trainPresetNames: readonly string[] = Object.keys(imageTrainPreset.changes);

/**
 * The settings of the training of an architecture, of images or of a text by its space. Without a seed one is drawn; paths
 * are made absolute, so that a run can be resumed from another folder.
 *
 * @throws InputError as `loadConfig`
 */
export function loadTrainConfig(
  architecture: TrainConfig['architecture'],
  sources: ConfigSources,
): TrainConfig {
  const { preset, cwd = process.cwd() } = sources;
  const isText = architecture.space === 'rnn';
  const description = isText ? textTrainDescription : imageTrainDescription;
  const randomSeed: SettingsTree = { seed: randomInt(2 ** 31) };
  const base = mergeSettings(
    randomSeed,
    resolveTrainPreset(isText ? textTrainPreset : imageTrainPreset, preset),
  );
  // Over a run's config.yaml, which has an architecture of its own.
  const overrides = mergeSettings(collectOverrides(sources, description), { architecture });
  const config = validateTrainConfig(mergeSettings(base, overrides));
  assertComplete(sources.files, overrides, description);
  const dir = toAbsolutePath(config.data.dir, cwd);
  return 'rnn' in config
    ? { ...config, data: { ...config.data, dir } }
    : { ...config, data: { ...config.data, dir } };
}

/** Checks a tree of settings, each by itself and then together. @throws InputError */
export function validateTrainConfig(tree: SettingsTree): TrainConfig {
  return getSetting(tree, 'architecture.space') === 'rnn'
    ? validateTextTrainConfig(tree)
    : validateImageTrainConfig(tree);
}

function validateImageTrainConfig(tree: SettingsTree): ImageTrainConfig {
  const config = validateTree(imageTrainConfigSchema, imageTrainDescription, tree);
  if (isOneOf(textDatasetNames, config.data.dataset)) {
    throw new InputError(
      `a convolutional cell cannot be trained on the text '${config.data.dataset}': give images (${imageDatasetNames.join(', ')}), or a recurrent cell`,
    );
  }
  const { learningRate, learningRateEnd } = config.child;
  if (learningRateEnd > learningRate) {
    throw new InputError(
      `setting 'child.learningRateEnd' is ${learningRateEnd}, more than 'child.learningRate', which is ${learningRate}: ` +
        `lower the first or raise the second`,
    );
  }
  return config;
}

function validateTextTrainConfig(tree: SettingsTree): TextTrainConfig {
  const config = validateTree(textTrainConfigSchema, textTrainDescription, tree);
  if (isOneOf(imageDatasetNames, config.data.dataset)) {
    throw new InputError(
      `a recurrent cell cannot be trained on the images '${config.data.dataset}': give a text (${textDatasetNames.join(', ')}), or a convolutional cell`,
    );
  }
  const { asgdStartEpoch, epochs } = config.rnn;
  if (asgdStartEpoch > epochs) {
    throw new InputError(
      `setting 'rnn.asgdStartEpoch' is ${asgdStartEpoch}, more than 'rnn.epochs', which is ${epochs}: lower the first ` +
        `(0: no average) or raise the second`,
    );
  }
  return config;
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function resolveTrainPreset(
  { paper, changes }: { readonly paper: object; readonly changes: object },
  name: string,
): SettingsTree {
  const known = changes as Readonly<Record<string, SettingsTree>>;
  if (!Object.hasOwn(known, name)) throw createUnknownNameError('preset', name, trainPresetNames);
  return mergeSettings({ ...paper }, known[name]);
}
