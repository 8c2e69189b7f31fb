import { merge } from './merge';
import { cpu } from './presets/cnn/cpu';
import { quick } from './presets/cnn/quick';
import { tiny } from './presets/cnn/tiny';
import { cpu as fullCpu } from './presets/full/cpu';
import { paper as fullPaper } from './presets/full/paper';
import { quick as fullQuick } from './presets/full/quick';
import { tiny as fullTiny } from './presets/full/tiny';
import { paper as benchmarkPaper } from './presets/nasbench201/paper';
import { quick as benchmarkQuick } from './presets/nasbench201/quick';
import { tiny as benchmarkTiny } from './presets/nasbench201/tiny';
import { paper } from './presets/paper';
import type { Preset, PresetChanges } from './presets/preset';
import { cpu as rnnCpu } from './presets/rnn/cpu';
import { paper as rnnPaper } from './presets/rnn/paper';
import { quick as rnnQuick } from './presets/rnn/quick';
import { tiny as rnnTiny } from './presets/rnn/tiny';
import type { SearchConfig } from './schema';
import { unknownName } from '../unknown-name';

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
}

const cnn: SpacePresets = { base: {}, changes: { quick, cpu, paper: {}, tiny } };

const SPACES: Readonly<Record<SpaceName, SpacePresets>> = {
  cnn,
  rnn: { base: rnnPaper, changes: { quick: rnnQuick, cpu: rnnCpu, paper: {}, tiny: rnnTiny } },
  cnn11: { ...cnn, base: { space: { name: 'cnn11' } } },
  nasbench201: {
    base: benchmarkPaper,
    // A search that takes seconds needs no smaller one for the CPU.
    changes: { quick: benchmarkQuick, cpu: benchmarkQuick, paper: {}, tiny: benchmarkTiny },
  },
};

/** What each preset changes besides where children are trained one by one: mode full. */
const FULL: Readonly<Record<PresetName, PresetChanges>> = {
  quick: fullQuick,
  cpu: fullCpu,
  paper: fullPaper,
  tiny: fullTiny,
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
  const { base, changes } = SPACES[isSpaceName(space) ? space : 'cnn'];
  const full = mode === 'full' ? [FULL[preset]] : [];
  return [base, changes[preset], ...full].reduce(merge, paper) as Preset;
}

function isSpaceName(name: unknown): name is SpaceName {
  return typeof name === 'string' && Object.hasOwn(SPACES, name);
}
