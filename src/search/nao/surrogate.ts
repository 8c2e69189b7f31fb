import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { createRandomStream } from '../../random';
import { encodeArchitectureGroups } from '../../space/encoding';
import type { Architecture, Space } from '../../space/space';
import { fitArdGaussianProcess, type GroupedRow } from '../../statistics/ard-gp';
import { fitStandardScaler } from '../../statistics/standard-scaler';
import type { Search } from './phase';
import { createTokenizer, type Observation, type Tokenizer, type TrainingSet } from './training-set';

/** Foretells how good architectures are. */
export interface Surrogate {
  /** What is expected of each, as a target of the lesson. */
  predict(architectures: readonly Architecture[]): number[];
  /** Standard deviation of what is expected of it; zero from a predictor that does not know how sure it is. */
  std(architecture: Architecture): number;
  /** No deviation is larger. */
  readonly maxStd: number;
}

interface SurrogateSettings {
  readonly config: { readonly controller: Pick<SearchConfig['controller'], 'predictor' | 'input'> };
}

/** The predictor of the settings, after the lesson. */
export function createSurrogate(
  { config, controller, space }: Pick<Search, 'controller' | 'space'> & SurrogateSettings,
  { observations }: Pick<TrainingSet, 'observations'>,
): Surrogate {
  return config.controller.predictor === 'gp'
    ? createGpSurrogate(space, observations)
    : createNetworkSurrogate(createTokenizer(space, config.controller), controller);
}

/** The paper's: read off the embedding (section 3.2). */
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

/** Random architectures by which the columns are standardized; always the same. */
const SCALER_SAMPLE_SIZE = 1000;

/** A Gaussian process on the groups of numbers that the space gives of an architecture's graph. */
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

/** An architecture's graph, each column standardized as it is in the space. */
function createStructureScaler(space: Space): (architecture: Architecture) => GroupedRow {
  const random = createRandomStream(0, 'structure-scale');
  const sample = Array.from({ length: SCALER_SAMPLE_SIZE }, () =>
    encodeArchitectureGroups(space, space.sample(random)),
  );
  const scalers = sample[0].map((_, group) => fitStandardScaler(sample.map((groups) => groups[group])));
  return (architecture) =>
    encodeArchitectureGroups(space, architecture).map((group, i) => scalers[i].transform(group));
}
