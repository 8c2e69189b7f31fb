import { add, mul, oneHot, reshape, rsqrt, square, sum } from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import { createZeroState, lstm, type LstmWeights } from '../src/layers/lstm';

/** Keeps the length of a state of zeros from being divided by. */
const EPSILON = 1e-12;

/**
 * The embedding of architectures (paper, sections 3.2 and 4.1): the LSTM's states, each of length one. The paper writes
 * `h / ||h||^2` for it, which would not have the unit length that it speaks of; this is `h / ||h||`.
 *
 * @param tokens int32 [batch, length]
 * @returns [batch, length, hidden]
 */
export function encodeTokens(tokens: Tensor, weights: LstmWeights): Tensor {
  const [vocabulary] = weights.input.shape;
  const [batch] = tokens.shape;
  return l2Normalize(lstm(oneHot(tokens, vocabulary), weights, createZeroState(weights, batch)));
}

function l2Normalize(states: Tensor): Tensor {
  const [batch, length] = states.shape;
  const squares = sum(square(states), [2]);
  const inverse = rsqrt(add(squares, states.node.graph.scalar(EPSILON)));
  return mul(states, reshape(inverse, [batch, length, 1]));
}
