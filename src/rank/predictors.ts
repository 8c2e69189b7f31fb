import { createController } from '../../controller/nao-controller';
import type { SearchConfig } from '../config/schema/search';
import { stream } from '../random';
import { examplesOf, type Known, readerOf } from '../search/nao/training-set';
import { networkPredictor, processPredictor } from '../search/nao/surrogate';
import { scaleOf, type Targets } from '../search/nao/target-transform';
import { featuresOf, structureOf } from '../space/encoding';
import type { Architecture, Space } from '../space/space';
import { fitGaussianProcess } from '../statistics/gp';
import { standardiser } from '../statistics/standard-scaler';
import { unknownName } from '../errors';

/** An architecture with its score, better when higher. */
export interface Scored {
  readonly architecture: Architecture;
  readonly score: number;
}

/** Learns scores and foretells those of others, as numbers whose order alone counts. */
export interface Learner {
  foretell(known: readonly Scored[], asked: readonly Architecture[], seed: number): number[];
}

/** The table, its space, and what `paper` and `improved` learn with. */
export interface Settings {
  readonly paper: SearchConfig;
  readonly improved: SearchConfig;
}

/** Learners by name, in the order in which tables show them. */
const LEARNERS = {
  /** As the paper's preset has it. */
  paper: (space: Space, { paper }: Settings) => ownLearner(space, paper),
  /** As the preset has it that searches start from. */
  improved: (space: Space, { improved }: Settings) => ownLearner(space, improved),
  /** The rival that `nao compare` calls so. */
  gp: (space: Space) => gaussianProcessLearner(space, 'scores'),
  /** The same, taught ranks: what is left of the difference to `improved` is features and kernel. */
  'gp-ranks': (space: Space) => gaussianProcessLearner(space, 'ranks'),
};

export type LearnerName = keyof typeof LEARNERS;

export const LEARNER_NAMES = Object.keys(LEARNERS) as LearnerName[];

/** @throws InputError if there is none of that name, naming the nearest */
export function learnerName(text: string): LearnerName {
  const name = LEARNER_NAMES.find((known) => known === text);
  if (name !== undefined) return name;
  throw unknownName('predictor', text, LEARNER_NAMES);
}

/** @throws EnvironmentError where the native library is missing that it computes with */
export function openLearner(name: LearnerName, space: Space, settings: Settings): Learner {
  return LEARNERS[name](space, settings);
}

/** True if the predictor of these settings is part of the compiled controller. */
export function isNetwork({ controller }: SearchConfig): boolean {
  return controller.predictor === 'network';
}

/** The predictor of this project, taught as a search teaches it; nothing is held out. */
function ownLearner(space: Space, config: SearchConfig): Learner {
  const read = readerOf(space, config.controller);
  const controller = isNetwork(config) ? createController(space, config.controller) : undefined;
  return {
    foretell(known, asked, seed) {
      const taught = targetsOf(known, config.controller.targets);
      if (controller === undefined) {
        const process = processPredictor(space, taught);
        return oncePerKind(
          asked,
          (architecture) => structureOf(space, architecture).join(';'),
          (distinct) => process.expect(distinct),
        );
      }
      controller.initialise(seed);
      for (let epoch = 0; epoch < config.controller.epochs; epoch++) {
        const twins = config.controller.symmetricTwins ? stream(seed, 'twins', epoch) : undefined;
        controller.trainEpoch(examplesOf(space, read, taught, twins), seed, epoch);
      }
      return networkPredictor(read, controller).expect(asked);
    },
  };
}

function targetsOf(known: readonly Scored[], targets: Targets): Known[] {
  const scale = scaleOf(targets)(
    known.map(({ score }) => score),
    { name: 'score', better: 'higher' },
  );
  return known.map(({ architecture, score }) => ({ architecture, target: scale.toTarget(score) }));
}

/** On standardised features, as in `nao compare`. */
function gaussianProcessLearner(space: Space, targets: Targets): Learner {
  return {
    foretell(known, asked) {
      const features = asked.map((architecture) => featuresOf(space, architecture));
      const scale = standardiser(features);
      const process = fitGaussianProcess(
        known.map(({ architecture }) => scale.apply(featuresOf(space, architecture))),
        targetsOf(known, targets).map(({ target }) => target),
      );
      return oncePerKind(
        features,
        (row) => row.join(),
        (distinct) => distinct.map((row) => process.mean(scale.apply(row))),
      );
    },
  };
}

/** Foretells one of each kind, since all of a kind have the same numbers: of the cells of NAS-Bench-201 one in two or three. */
function oncePerKind<Asked>(
  asked: readonly Asked[],
  kindOf: (each: Asked) => string,
  foretell: (distinct: readonly Asked[]) => number[],
): number[] {
  const kinds = asked.map(kindOf);
  const distinct = new Map(asked.map((each, i) => [kinds[i], each]));
  const values = foretell([...distinct.values()]);
  const byKind = new Map([...distinct.keys()].map((kind, i) => [kind, values[i]]));
  return kinds.map((kind) => byKind.get(kind) ?? NaN);
}
