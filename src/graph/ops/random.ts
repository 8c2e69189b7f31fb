import { describeTensor, type Shape, type Tensor } from '../tensor';

/*
 * Stateless random numbers: a function of the two integers of `seed` alone, so that a step draws the same numbers
 * whenever it is run. Two calls with one seed give the same numbers: add a constant to tell them apart.
 */

/** Uniform in [0, 1). @param seed int32 [2] */
export function randomUniform(shape: Shape, seed: Tensor): Tensor {
  return random('StatelessRandomUniform', shape, seed);
}

/** Normal with mean 0 and variance 1. @param seed int32 [2] */
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
