import { createController } from '../../../controller/nao-controller';
import type { SearchConfig } from '../../config/schema/search';
import { createUnknownNameError } from '../../errors';
import { createRandomStream } from '../../random';
import { createGpSurrogate, createNetworkSurrogate } from '../../search/nao/surrogate';
import { selectTargetTransform, type Targets } from '../../search/nao/target-transform';
import { createTokenizer, type Observation, toExamples } from '../../search/nao/training-set';
import { encodeArchitecture, encodeArchitectureGroups } from '../../space/encoding';
import type { Architecture, Space } from '../../space/space';
import { fitGaussianProcess } from '../../statistics/gp';
import { fitStandardScaler } from '../../statistics/standard-scaler';

/** An architecture with its score, better when higher. */
export interface ScoredArchitecture {
  readonly architecture: Architecture;
  readonly score: number;
}

/** Learns scores and foretells those of others, as numbers whose order alone counts. */
export interface PerformancePredictor {
  fitPredict(known: readonly ScoredArchitecture[], asked: readonly Architecture[], seed: number): number[];
}

/** The table, its space, and the settings of `nao` and `ard-gp`. */
export interface PredictorConfigs {
  readonly nao: SearchConfig;
  readonly 'ard-gp': SearchConfig;
}

/** Learners by name, in the order in which tables show them. */
const PREDICTORS = {
  /** NAO's predictor, on the embedding: preset `paper`. */
  nao: (space: Space, { nao }: PredictorConfigs) => createNaoPredictor(space, nao),
  /** A Gaussian process with automatic relevance determination, on graph features: preset `quick`. */
  'ard-gp': (space: Space, { 'ard-gp': ardGp }: PredictorConfigs) => createNaoPredictor(space, ardGp),
  /** The baseline `gp` of `nao compare`. */
  gp: (space: Space) => createGpPredictor(space, 'scores'),
  /** The same, trained on ranks: it differs from `ard-gp` in features and kernel only. */
  'gp-ranks': (space: Space) => createGpPredictor(space, 'ranks'),
};

export type PredictorName = keyof typeof PREDICTORS;

export const PREDICTOR_NAMES = Object.keys(PREDICTORS) as PredictorName[];

/** @throws InputError if there is none of that name, naming the nearest */
export function parsePredictorName(text: string): PredictorName {
  const name = PREDICTOR_NAMES.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw createUnknownNameError('predictor', text, PREDICTOR_NAMES);
}

/** @throws EnvironmentError where the native library is missing that it computes with */
export function createPerformancePredictor(
  name: PredictorName,
  space: Space,
  settings: PredictorConfigs,
): PerformancePredictor {
  return PREDICTORS[name](space, settings);
}

/** True if the predictor of these settings is part of the compiled controller. */
export function hasNetworkPredictor({ controller }: SearchConfig): boolean {
  return controller.predictor === 'network';
}

/** The predictor of this project, taught as a search teaches it; nothing is held out. */
function createNaoPredictor(space: Space, config: SearchConfig): PerformancePredictor {
  const tokenize = createTokenizer(space, config.controller);
  const controller = hasNetworkPredictor(config) ? createController(space, config.controller) : undefined;
  return {
    fitPredict(trainingRows, architectures, seed) {
      const observations = toObservations(trainingRows, config.controller.targets);
      if (controller === undefined) {
        const surrogate = createGpSurrogate(space, observations);
        return predictDistinct(
          architectures,
          (architecture) => encodeArchitectureGroups(space, architecture).join(';'),
          (distinct) => surrogate.predict(distinct),
        );
      }
      controller.initialize(seed);
      for (let epoch = 0; epoch < config.controller.epochs; epoch++) {
        const symmetryRandom = config.controller.augmentSymmetric
          ? createRandomStream(seed, 'twins', epoch)
          : undefined;
        controller.trainEpoch(toExamples(space, tokenize, observations, symmetryRandom), seed, epoch);
      }
      return createNetworkSurrogate(tokenize, controller).predict(architectures);
    },
  };
}

function toObservations(scored: readonly ScoredArchitecture[], targets: Targets): Observation[] {
  const transform = selectTargetTransform(targets)(
    scored.map(({ score }) => score),
    { name: 'score', direction: 'maximize' },
  );
  return scored.map(({ architecture, score }) => ({ architecture, target: transform.toTarget(score) }));
}

/** On standardized features, as in `nao compare`. */
function createGpPredictor(space: Space, targets: Targets): PerformancePredictor {
  return {
    fitPredict(trainingRows, architectures) {
      const features = architectures.map((architecture) => encodeArchitecture(space, architecture));
      const scaler = fitStandardScaler(features);
      const gp = fitGaussianProcess(
        trainingRows.map(({ architecture }) => scaler.transform(encodeArchitecture(space, architecture))),
        toObservations(trainingRows, targets).map(({ target }) => target),
      );
      return predictDistinct(
        features,
        (row) => row.join(),
        (distinct) => distinct.map((row) => gp.mean(scaler.transform(row))),
      );
    },
  };
}

/** Foretells one of each kind, since all of a kind have the same numbers: of the cells of NAS-Bench-201 one in two or three. */
function predictDistinct<Asked>(
  items: readonly Asked[],
  toKey: (each: Asked) => string,
  predict: (distinct: readonly Asked[]) => number[],
): number[] {
  const keys = items.map(toKey);
  const distinct = new Map(items.map((each, i) => [keys[i], each]));
  const values = predict([...distinct.values()]);
  const byKey = new Map([...distinct.keys()].map((key, i) => [key, values[i]]));
  return keys.map((key) => byKey.get(key) ?? NaN);
}
