import { describeTensor, type Shape, type Tensor } from '../tensor';

/*
 * Stateless random numbers. They depend only on the two integers of `seed`, so a step that is repeated draws
 * the same numbers. Two calls with the same seed give the same numbers: add a constant to make them differ.
 */

/** Returns uniform random numbers in [0, 1). @param seed int32 [2] */
export function randomUniform(shape: Shape, seed: Tensor): Tensor {
  return random('StatelessRandomUniform', shape, seed);
}

/** Returns normal random numbers with mean 0 and variance 1. @param seed int32 [2] */
export function randomNormal(shape: Shape, seed: Tensor): Tensor {
  return random('StatelessRandomNormal', shape, seed);
}

function random(op: string, shape: Shape, seed: Tensor): Tensor {
  if (seed.dtype !== 'int32' || seed.shape.join() !== '2')
    throw new Error(`${op} takes a seed int32[2], got ${describeTensor(seed)}`);
  const graph = seed.node.graph;
  return graph.add({
    op,
    inputs: [graph.integers(shape), seed],
    attributes: { dtype: { type: 'float32' }, T: { type: 'int32' }, Tseed: { type: 'int32' } },
    outputs: [{ shape, dtype: 'float32' }],
    gradient: null,
  }).outputs[0];
}
