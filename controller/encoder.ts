import { add, mul, oneHot, reshape, rsqrt, square, sum } from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import { createZeroState, lstm, type LstmWeights } from '../src/layers/lstm';

/** Avoids division by zero for a state of zeros. */
const EPSILON = 1e-12;

/**
 * Returns the embedding of architectures (NAO, Luo et al. 2018, sections 3.2 and 4.1): the states of an LSTM, each
 * normalized to unit length by `h / ||h||`. NAO's formula `h / ||h||^2` would not give the unit length that its text states.
 *
 * @param tokens int64 [batch, length]
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
