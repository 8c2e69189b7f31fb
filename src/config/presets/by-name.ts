import { createUnknownNameError } from '../../errors';
import { findRegisteredSpace } from '../../space/registry';
import { mergeSettings, type SettingsTree } from '../merge';
import { cnnPresets } from './cnn';
import { cnnFullPresets } from './cnn-full';
import { nasbench201Presets } from './nasbench201';
import { paperPreset } from './paper';
import type { Preset, PresetOverrides } from './preset';
import { rnnPresets } from './rnn';
import { rnnFullPresets } from './rnn-full';

/** Names of the search presets. */
export const PRESET_NAMES = ['quick', 'cpu', 'paper', 'tiny'] as const;
type PresetName = (typeof PRESET_NAMES)[number];

/** Presets of one search space. Every space has presets of the same names. */
interface SpacePresets {
  /** NAO's search in this space, as changes to its search for convolutional cells. */
  readonly base: PresetOverrides;
  /** Changes of each preset to the base. */
  readonly changes: Readonly<Record<PresetName, PresetOverrides>>;
  /** Further changes of each preset in a mode. */
  readonly ws?: Readonly<Record<PresetName, PresetOverrides>>;
  readonly full?: Readonly<Record<PresetName, PresetOverrides>>;
}

const cnn: SpacePresets = { base: {}, changes: cnnPresets, full: cnnFullPresets };

const SPACE_PRESETS: Readonly<Record<string, SpacePresets>> = {
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
  const preset = PRESET_NAMES.find((known) => known === name);
  if (preset === undefined) throw createUnknownNameError('preset', name, PRESET_NAMES);
  const presets = findSpacePresets(space);
  const modeOverrides = mode === 'ws' || mode === 'full' ? (presets[mode]?.[preset] ?? {}) : {};
  const registered = typeof space === 'string' ? resolveRegisteredSpace(space, preset) : {};
  return [presets.base, presets.changes[preset], modeOverrides, registered].reduce(
    mergeSettings,
    paperPreset,
  ) as Preset;
}

function findSpacePresets(space: unknown): SpacePresets {
  return typeof space === 'string' && Object.hasOwn(SPACE_PRESETS, space) ? SPACE_PRESETS[space] : cnn;
}

/** Returns the changes of a registered space to a preset of the space `cnn`; no changes for other names. */
function resolveRegisteredSpace(name: string, preset: PresetName): SettingsTree {
  const definition = findRegisteredSpace(name);
  if (definition === undefined) return {};
  return mergeSettings({ mode: 'custom', space: { name } }, definition.presets?.[preset] ?? {});
}
