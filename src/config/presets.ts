import { merge } from './merge';
import { cpu } from './presets/cnn/cpu';
import { quick } from './presets/cnn/quick';
import { tiny } from './presets/cnn/tiny';
import { cpu as cnnFullCpu } from './presets/cnn-full/cpu';
import { paper as cnnFullPaper } from './presets/cnn-full/paper';
import { quick as cnnFullQuick } from './presets/cnn-full/quick';
import { tiny as cnnFullTiny } from './presets/cnn-full/tiny';
import { paper as benchmarkPaper } from './presets/nasbench201/paper';
import { quick as benchmarkQuick } from './presets/nasbench201/quick';
import { tiny as benchmarkTiny } from './presets/nasbench201/tiny';
import { paper } from './presets/paper';
import type { Preset, PresetChanges } from './presets/preset';
import { cpu as rnnFullCpu } from './presets/rnn-full/cpu';
import { paper as rnnFullPaper } from './presets/rnn-full/paper';
import { quick as rnnFullQuick } from './presets/rnn-full/quick';
import { tiny as rnnFullTiny } from './presets/rnn-full/tiny';
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
  /** What each preset changes besides where children are trained one by one (mode full), in spaces that have networks for it. */
  readonly full?: Readonly<Record<PresetName, PresetChanges>>;
}

const cnn: SpacePresets = {
  base: {},
  changes: { quick, cpu, paper: {}, tiny },
  full: { quick: cnnFullQuick, cpu: cnnFullCpu, paper: cnnFullPaper, tiny: cnnFullTiny },
};

const SPACES: Readonly<Record<SpaceName, SpacePresets>> = {
  cnn,
  rnn: {
    base: rnnPaper,
    changes: { quick: rnnQuick, cpu: rnnCpu, paper: {}, tiny: rnnTiny },
    full: { quick: rnnFullQuick, cpu: rnnFullCpu, paper: rnnFullPaper, tiny: rnnFullTiny },
  },
  cnn11: { ...cnn, base: { space: { name: 'cnn11' } } },
  nasbench201: {
    base: benchmarkPaper,
    // A search that takes seconds needs no smaller one for the CPU.
    changes: { quick: benchmarkQuick, cpu: benchmarkQuick, paper: {}, tiny: benchmarkTiny },
  },
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
