import { unknownName } from '../../errors';
import { merge } from '../merge';
import type { SearchConfig } from '../schema/search';
import { cnnPresets } from './cnn';
import { cnnFullPresets } from './cnn-full';
import { nasbench201Presets } from './nasbench201';
import { paper } from './paper';
import type { Preset, PresetChanges } from './preset';
import { rnnPresets } from './rnn';
import { rnnFullPresets } from './rnn-full';

type SpaceName = SearchConfig['space']['name'];

/** The names that `presetByName` knows. */
export const presetNames = ['quick', 'cpu', 'paper', 'tiny'] as const;
type PresetName = (typeof presetNames)[number];

/** A preset's name is the same for all spaces; what it means is each space's own. */
interface SpacePresets {
  /** What the paper's search in this space changes in its search for convolutional cells. */
  readonly base: PresetChanges;
  /** What each preset changes in that. */
  readonly changes: Readonly<Record<PresetName, PresetChanges>>;
  /** What each preset changes besides where children are trained one by one (mode full), in spaces that have networks for it. */
  readonly full?: Readonly<Record<PresetName, PresetChanges>>;
}

const cnn: SpacePresets = { base: {}, changes: cnnPresets, full: cnnFullPresets };

const SPACES: Readonly<Record<SpaceName, SpacePresets>> = {
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
export function presetByName(name: string, space: unknown = 'cnn', mode?: unknown): Preset {
  const preset = presetNames.find((known) => known === name);
  if (preset === undefined) {
    throw unknownName('preset', name, presetNames);
  }
  const { base, changes, full } = SPACES[isSpaceName(space) ? space : 'cnn'];
  const alone = mode === 'full' ? (full?.[preset] ?? {}) : {};
  return [base, changes[preset], alone].reduce(merge, paper) as Preset;
}

function isSpaceName(name: unknown): name is SpaceName {
  return typeof name === 'string' && Object.hasOwn(SPACES, name);
}
