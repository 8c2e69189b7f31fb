import { randomInt } from 'node:crypto';
import { InputError } from '../errors';
import { absolute, changesOf, type ConfigSources } from './load';
import { merge, type SettingsTree } from './merge';
import { trainPreset } from './presets/train';
import { guideTo } from './settings';
import { type TrainConfig, trainConfigSchema } from './train-schema';
import { validateEach } from './validate';
import { unknownName } from '../unknown-name';

const guide = guideTo(trainConfigSchema);

/** The names of presets that a training may start from. */
export const trainPresetNames: readonly string[] = Object.keys(trainPreset.changes);

/**
 * The settings of the training of an architecture. Without a seed one is drawn; paths are made absolute, so that a run can
 * be resumed from another folder.
 *
 * @throws InputError for an unknown preset, file or setting, a value that a setting cannot have, and settings that do not
 *   go together
 */
export function loadTrainConfig(
  architecture: TrainConfig['architecture'],
  sources: ConfigSources,
): TrainConfig {
  const { preset, cwd = process.cwd() } = sources;
  const own: SettingsTree = { seed: randomInt(2 ** 31), architecture };
  const base = merge(own, presetByName(preset));
  const config = validateTraining(merge(base, changesOf(sources, guide)));
  return { ...config, data: { ...config.data, dir: absolute(config.data.dir, cwd) } };
}

/** Checks a tree of settings, each by itself and then together. @throws InputError */
export function validateTraining(tree: SettingsTree): TrainConfig {
  const config = validateEach(trainConfigSchema, guide, tree);
  const { learningRate, learningRateEnd } = config.child;
  if (learningRateEnd > learningRate) {
    throw new InputError(
      `setting 'child.learningRateEnd' is ${learningRateEnd}, more than 'child.learningRate', which is ${learningRate}: ` +
        `lower the first or raise the second`,
    );
  }
  return config;
}

function presetByName(name: string): SettingsTree {
  const known = trainPreset.changes as Readonly<Record<string, SettingsTree>>;
  if (!Object.hasOwn(known, name)) {
    throw unknownName('preset', name, trainPresetNames);
  }
  return merge({ ...trainPreset.paper }, known[name]);
}
