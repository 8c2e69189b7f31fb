import { createUnknownNameError } from '../../errors';
import { mergeSettings } from '../merge';
import type { SearchConfig } from '../schema/search';
import { cnnPresets } from './cnn';
import { cnnFullPresets } from './cnn-full';
import { nasbench201Presets } from './nasbench201';
import { paperPreset } from './paper';
import type { Preset, PresetOverrides } from './preset';
import { rnnPresets } from './rnn';
import { rnnFullPresets } from './rnn-full';

type SpaceName = SearchConfig['space']['name'];

/** Names of the search presets. */
export const presetNames = ['quick', 'cpu', 'paper', 'tiny'] as const;
type PresetName = (typeof presetNames)[number];

/** Presets of one search space. Every space has presets of the same names. */
interface SpacePresets {
  /** NAO's search in this space, as changes to its search for convolutional cells. */
  readonly base: PresetOverrides;
  /** Changes of each preset to the base. */
  readonly changes: Readonly<Record<PresetName, PresetOverrides>>;
  /** Further changes of each preset in mode full; undefined for a space without networks. */
  readonly full?: Readonly<Record<PresetName, PresetOverrides>>;
}

const cnn: SpacePresets = { base: {}, changes: cnnPresets, full: cnnFullPresets };

const SPACE_PRESETS: Readonly<Record<SpaceName, SpacePresets>> = {
  cnn,
  rnn: { ...rnnPresets, full: rnnFullPresets },
  cnn11: { ...cnn, base: { space: { name: 'cnn11' } } },
  nasbench201: nasbench201Presets,
};

/**
 * Returns all settings of a preset.
 *
 * @param space value given for `space.name`, not yet validated; any other value than a space's name selects space cnn
 * @param mode value given for `mode`, not yet validated
 * @throws InputError if there is no preset of that name, naming the nearest
 */
export function resolvePreset(name: string, space: unknown = 'cnn', mode?: unknown): Preset {
  const preset = presetNames.find((known) => known === name);
  if (preset === undefined) throw createUnknownNameError('preset', name, presetNames);
  const { base, changes, full } = SPACE_PRESETS[isSpaceName(space) ? space : 'cnn'];
  const fullOverrides = mode === 'full' ? (full?.[preset] ?? {}) : {};
  return [base, changes[preset], fullOverrides].reduce(mergeSettings, paperPreset) as Preset;
}

function isSpaceName(name: unknown): name is SpaceName {
  return typeof name === 'string' && Object.hasOwn(SPACE_PRESETS, name);
}
