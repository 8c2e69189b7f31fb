import type * as tfjs from '@tensorflow/tfjs-node-gpu';
import type { Graph } from '../../../src/graph/graph';
import { countElements, type GraphOptions, type Shape, type Tensor } from '../../../src/graph/tensor';
import { createRandomStream, randomPermutation } from '../../../src/random';
import { floats, type Input } from './compiled';

/** One case of an op: inputs, a graph and an oracle for its result. */
export interface OpCase {
  readonly title: string;
  /** The function of src/graph/ops that the case tests: `file.function`. */
  readonly covers: string;
  readonly inputs: readonly Input[];
  /** How the graph is built: for the CPU and in float32 by default. */
  readonly options?: Partial<GraphOptions>;
  readonly build: (tensors: Tensor[], graph: Graph) => Tensor;
  /**
   * The same computation by eager tfjs; also the oracle of the gradient, unless `gradient` is `differences`.
   */
  readonly eager?: (tf: typeof tfjs, tensors: tfjs.Tensor[]) => tfjs.Tensor;
  /** The result, worked out by hand. */
  readonly expected?: readonly number[];
  /**
   * flat: no gradient, on purpose. missing: no gradient rule. differences: compared with differences only.
   */
  readonly gradient?: 'flat' | 'missing' | 'differences';
}

/** Creates random numbers in [low, high), the same for the same seed. */
export function spread(shape: Shape, seed: number, low = -1, high = 1): Input {
  const random = createRandomStream(seed, 'spread');
  return floats(
    shape,
    Array.from({ length: countElements(shape) }, () => Math.fround(low + (high - low) * random())),
  );
}

/**
 * Creates numbers at least 0.25 apart and 0.125 away from zero, in random order, far from the kinks of max
 * and relu.
 */
export function apart(shape: Shape, seed: number): Input {
  const count = countElements(shape);
  const order = randomPermutation(createRandomStream(seed, 'apart'), count);
  return floats(
    shape,
    Array.from(order, (rank) => 0.25 * (rank - Math.floor(count / 2)) + 0.125),
  );
}
