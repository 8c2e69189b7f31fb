import { mean, standardDeviation } from 'simple-statistics';
import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { createRandomStream } from '../../random';
import { encodeArchitectureGroups } from '../../space/encoding';
import type { Architecture, Space } from '../../space/space';
import { fitArdGaussianProcess, type GroupedRow } from '../../statistics/ard-gp';
import { fitStandardScaler } from '../../statistics/standard-scaler';
import type { Observation } from './observation';
import type { PhaseContext } from './phase';
import { createTokenizer, type Tokenizer } from './tokenizer';
import type { TrainingSet } from './training-set';

/** Surrogate model that predicts the targets of architectures. */
export interface Surrogate {
  /** Predicts the architectures' targets, on the scale of the training set. */
  predict(architectures: readonly Architecture[]): number[];
  /** Returns the standard deviation of the prediction; 0 for surrogates without uncertainty. */
  std(architecture: Architecture): number;
  /** Upper bound of all standard deviations. */
  readonly maxStd: number;
}

interface SurrogateSettings {
  readonly config: {
    readonly controller: Pick<SearchConfig['controller'], 'predictor' | 'predictorLoss' | 'input'>;
  };
}

/** Creates the surrogate of the setting `controller.predictor`, fitted to the observations. */
export function createSurrogate(
  { config, controller, space }: Pick<PhaseContext, 'controller' | 'space'> & SurrogateSettings,
  { observations }: Pick<TrainingSet, 'observations'>,
): Surrogate {
  if (config.controller.predictor === 'gp') return createGpSurrogate(space, observations);
  const surrogate = createNetworkSurrogate(createTokenizer(space, config.controller), controller);
  return config.controller.predictorLoss === 'pairwise' ? matchTargets(surrogate, observations) : surrogate;
}

/**
 * Creates the surrogate of NAO (Luo et al. 2018, section 3.2): the controller's predictor on the embedding.
 */
export function createNetworkSurrogate(
  tokenize: Tokenizer,
  controller: Pick<Controller, 'predict'>,
): Surrogate {
  return {
    predict: (architectures) => controller.predict(architectures.map(tokenize)),
    std: () => 0,
    maxStd: 0,
  };
}

/**
 * Shifts and scales the predictions to the targets' mean and standard deviation on the observations. The pairwise loss determines
 * the order of predictions only, and the search reports them as scores.
 */
function matchTargets(surrogate: Surrogate, observations: readonly Observation[]): Surrogate {
  const predictions = surrogate.predict(observations.map(({ architecture }) => architecture));
  const from = measureSpread(predictions);
  const to = measureSpread(observations.map(({ target }) => target));
  const scale = from.std > 0 ? to.std / from.std : 0;
  return {
    ...surrogate,
    predict: (architectures) =>
      surrogate.predict(architectures).map((value) => to.mean + (value - from.mean) * scale),
  };
}

function measureSpread(values: readonly number[]): { mean: number; std: number } {
  return { mean: mean(values), std: standardDeviation(values) };
}

/** Random architectures that the scalers are fitted to. They are always the same. */
const SCALER_SAMPLE_SIZE = 1000;

/** Creates a surrogate that is a Gaussian process on the space's grouped graph features. */
export function createGpSurrogate(space: Space, observations: readonly Observation[]): Surrogate {
  const toRow = createStructureScaler(space);
  const gp = fitArdGaussianProcess(
    observations.map(({ architecture }) => toRow(architecture)),
    observations.map(({ target }) => target),
  );
  return {
    predict: (architectures) => architectures.map((architecture) => gp.mean(toRow(architecture))),
    std: (architecture) => gp.std(toRow(architecture)),
    maxStd: gp.priorStd,
  };
}

/** Returns a function that encodes an architecture as graph features, standardized over the space. */
function createStructureScaler(space: Space): (architecture: Architecture) => GroupedRow {
  const random = createRandomStream(0, 'structure-scale');
  const sample = Array.from({ length: SCALER_SAMPLE_SIZE }, () =>
    encodeArchitectureGroups(space, space.sample(random)),
  );
  const scalers = sample[0].map((_, group) => fitStandardScaler(sample.map((groups) => groups[group])));
  return (architecture) =>
    encodeArchitectureGroups(space, architecture).map((group, i) => scalers[i].transform(group));
}
