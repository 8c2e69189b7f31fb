import { createController } from '../../../controller/nao-controller';
import type { SearchConfig } from '../../config/schema/search';
import { createUnknownNameError } from '../../errors';
import { createRandomStream } from '../../random';
import type { Observation } from '../../search/nao/observation';
import { createGpSurrogate, createNetworkSurrogate } from '../../search/nao/surrogate';
import { selectTargetTransform, type Targets } from '../../search/nao/target-transform';
import { createTokenizer } from '../../search/nao/tokenizer';
import { trainController } from '../../search/nao/train-controller';
import { encodeArchitecture, encodeArchitectureGroups } from '../../space/encoding';
import type { Architecture, Space } from '../../space/space';
import { fitGaussianProcess } from '../../statistics/gp';
import { fitStandardScaler } from '../../statistics/standard-scaler';

/** An architecture with its score; higher is better. */
export interface ScoredArchitecture {
  readonly architecture: Architecture;
  readonly score: number;
}

/** Predictor of scores. Only the order of its predictions is meaningful. */
export interface PerformancePredictor {
  /** Fits the predictor to the training rows and predicts the architectures. */
  fitPredict(
    trainingRows: readonly ScoredArchitecture[],
    architectures: readonly Architecture[],
    seed: number,
  ): number[];
}

/** A predictor of the search: a preset, and the settings in which the predictor differs from it in every space. */
interface SearchPredictor {
  readonly preset: string;
  readonly set: readonly string[];
  /** Settings that `--set` cannot change for this predictor. */
  readonly fixed: readonly string[];
}

/** The predictors of the search by name. */
export const SEARCH_PREDICTORS = {
  /** NAO's predictor, on the embedding. */
  nao: { preset: 'paper', set: [], fixed: [] },
  /** The same trained on ranks. */
  'nao-ranks': { preset: 'paper', set: ['controller.targets=ranks'], fixed: [] },
  /** The same trained on the order of pairs. */
  'nao-pairwise': { preset: 'paper', set: ['controller.predictorLoss=pairwise'], fixed: [] },
  /** The same as `nao-ranks`, also trained on architectures that it has labeled itself. */
  'nao-pseudo-labels': {
    preset: 'paper',
    set: ['controller.targets=ranks', 'controller.pseudoLabels=500'],
    fixed: [],
  },
  /** A Gaussian process with automatic relevance determination, on graph features. */
  'ard-gp': {
    preset: 'quick',
    set: ['controller.predictor=gp', 'controller.targets=ranks'],
    fixed: ['controller.pseudoLabels=0'], // a process has none, and the other predictors may be given some
  },
} as const satisfies Readonly<Record<string, SearchPredictor>>;

export type SearchPredictorName = keyof typeof SEARCH_PREDICTORS;

const SEARCH_PREDICTOR_NAMES = Object.keys(SEARCH_PREDICTORS) as SearchPredictorName[];

/** Returns an object with a value for each predictor of the search. */
export function mapPredictors<T>(
  create: (name: SearchPredictorName) => T,
): Readonly<Record<SearchPredictorName, T>> {
  return Object.fromEntries(SEARCH_PREDICTOR_NAMES.map((name) => [name, create(name)])) as Record<
    SearchPredictorName,
    T
  >;
}

/** Settings of each predictor of the search. All have the same table and space. */
export type PredictorConfigs = Readonly<Record<SearchPredictorName, SearchConfig>>;

/** Predictors by name, in the order of tables. */
const PREDICTORS = {
  ...mapPredictors(
    (name) => (space: Space, configs: PredictorConfigs) => createNaoPredictor(space, configs[name]),
  ),
  /** A Gaussian process on the features of the baseline `gp` of `nao compare`, whose hyperparameters are chosen by likelihood. */
  gp: (space: Space) => createGpPredictor(space, 'scores'),
  /** The same fitted to ranks. It differs from `ard-gp` only in features and kernel. */
  'gp-ranks': (space: Space) => createGpPredictor(space, 'ranks'),
};

export type PredictorName = keyof typeof PREDICTORS;

/** @returns the settings of a predictor of the search; undefined for the other predictors */
export function findPredictorConfig(
  name: PredictorName,
  configs: PredictorConfigs,
): SearchConfig | undefined {
  return name in SEARCH_PREDICTORS ? configs[name as SearchPredictorName] : undefined;
}

export const PREDICTOR_NAMES = Object.keys(PREDICTORS) as PredictorName[];

/** @throws InputError if the name is unknown, suggesting the nearest */
export function parsePredictorName(text: string): PredictorName {
  const name = PREDICTOR_NAMES.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw createUnknownNameError('predictor', text, PREDICTOR_NAMES);
}

/** @throws EnvironmentError if the predictor needs TensorFlow and its native library is missing */
export function createPerformancePredictor(
  name: PredictorName,
  space: Space,
  settings: PredictorConfigs,
): PerformancePredictor {
  return PREDICTORS[name](space, settings);
}

/** Returns true if the predictor of these settings is part of the controller, which needs TensorFlow. */
export function hasNetworkPredictor({ controller }: SearchConfig): boolean {
  return controller.predictor === 'network';
}

/** Creates a predictor that is trained as in a search, but with nothing held out. */
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
      trainController({
        space,
        controller,
        settings: config.controller,
        observations,
        seed,
        createStream: (part, ...epoch) => createRandomStream(seed, part, ...epoch),
      });
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

/** Creates a Gaussian process on the standardized features of `nao compare`, with hyperparameters chosen by likelihood. */
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

/** Predicts one item per distinct key. In NAS-Bench-201, that is one cell in two or three. */
function predictDistinct<Item>(
  items: readonly Item[],
  toKey: (item: Item) => string,
  predict: (distinct: readonly Item[]) => number[],
): number[] {
  const keys = items.map(toKey);
  const distinct = new Map(items.map((item, i) => [keys[i], item]));
  const values = predict([...distinct.values()]);
  const byKey = new Map([...distinct.keys()].map((key, i) => [key, values[i]]));
  return keys.map((key) => byKey.get(key) ?? NaN);
}
