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

/** The names that `presetByName` knows. */
export const presetNames = ['quick', 'cpu', 'paper', 'tiny'] as const;
type PresetName = (typeof presetNames)[number];

/** A preset's name is the same for all spaces; what it means is each space's own. */
interface SpacePresets {
  /** What the paper's search in this space changes in its search for convolutional cells. */
  readonly base: PresetOverrides;
  /** What each preset changes in that. */
  readonly changes: Readonly<Record<PresetName, PresetOverrides>>;
  /** What each preset changes besides where children are trained one by one (mode full), in spaces that have networks for it. */
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
 * The whole settings of a preset.
 *
 * @param space name of the search space, as it was given: presets of the space cnn where it is none, which is refused
 *   together with all other settings
 * @param mode how architectures are scored, as it was given: there are presets for `full` beside those for all others
 * @throws InputError if there is no preset of that name, naming the nearest
 */
export function resolvePreset(name: string, space: unknown = 'cnn', mode?: unknown): Preset {
  const preset = presetNames.find((known) => known === name);
  if (preset === undefined) {
    throw createUnknownNameError('preset', name, presetNames);
  }
  const { base, changes, full } = findSpacePresets(space);
  const fullOverrides = mode === 'full' ? (full?.[preset] ?? {}) : {};
  const registered = typeof space === 'string' ? resolveRegisteredSpace(space, preset) : {};
  return [base, changes[preset], fullOverrides, registered].reduce(mergeSettings, paperPreset) as Preset;
}

function findSpacePresets(space: unknown): SpacePresets {
  return typeof space === 'string' && Object.hasOwn(SPACE_PRESETS, space) ? SPACE_PRESETS[space] : cnn;
}

/** Returns what a registered space changes in a preset of the space `cnn`; nothing for other names. */
function resolveRegisteredSpace(name: string, preset: PresetName): SettingsTree {
  const definition = findRegisteredSpace(name);
  if (definition === undefined) return {};
  return mergeSettings({ mode: 'custom', space: { name } }, definition.presets?.[preset] ?? {});
}
