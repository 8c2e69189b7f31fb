import type { Controller } from '../../../controller/controller';
import type { SearchConfig } from '../../config/schema/search';
import { stream } from '../../random';
import { structureOf } from '../../space/encoding';
import type { Architecture, Space } from '../../space/space';
import { fitGroupedProcess, type GroupedRow } from '../../statistics/ard-gp';
import { standardiser } from '../../statistics/standard-scaler';
import { type Known, type Lesson, readerOf, type Reader } from './training-set';
import type { Search } from './phase';

/** Foretells how good architectures are. */
export interface Predictor {
  /** What is expected of each, as a target of the lesson. */
  expect(architectures: readonly Architecture[]): number[];
  /** Standard deviation of what is expected of it; zero from a predictor that does not know how sure it is. */
  deviation(architecture: Architecture): number;
  /** No deviation is larger. */
  readonly largestDeviation: number;
}

interface PredictorSettings {
  readonly config: { readonly controller: Pick<SearchConfig['controller'], 'predictor' | 'reads'> };
}

/** The predictor of the settings, after the lesson. */
export function predictorOf(
  { config, controller, space }: Pick<Search, 'controller' | 'space'> & PredictorSettings,
  { known }: Pick<Lesson, 'known'>,
): Predictor {
  return config.controller.predictor === 'process'
    ? processPredictor(space, known)
    : networkPredictor(readerOf(space, config.controller), controller);
}

/** The paper's: read off the embedding (section 3.2). */
export function networkPredictor(read: Reader, controller: Pick<Controller, 'predict'>): Predictor {
  return {
    expect: (architectures) => controller.predict(architectures.map(read)),
    deviation: () => 0,
    largestDeviation: 0,
  };
}

/** Random architectures by which the columns are standardised; always the same. */
const SCALE_SAMPLE = 1000;

/** A Gaussian process on the groups of numbers that the space gives of an architecture's graph. */
export function processPredictor(space: Space, known: readonly Known[]): Predictor {
  const scale = structureScale(space);
  const process = fitGroupedProcess(
    known.map(({ architecture }) => scale(architecture)),
    known.map(({ target }) => target),
  );
  return {
    expect: (architectures) => architectures.map((architecture) => process.mean(scale(architecture))),
    deviation: (architecture) => process.deviation(scale(architecture)),
    largestDeviation: process.priorDeviation,
  };
}

/** An architecture's graph, each column standardised as it is in the space. */
function structureScale(space: Space): (architecture: Architecture) => GroupedRow {
  const random = stream(0, 'structure-scale');
  const sample = Array.from({ length: SCALE_SAMPLE }, () => structureOf(space, space.sample(random)));
  const scales = sample[0].map((_, group) => standardiser(sample.map((groups) => groups[group])));
  return (architecture) => structureOf(space, architecture).map((group, i) => scales[i].apply(group));
}
