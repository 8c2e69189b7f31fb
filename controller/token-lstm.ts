import { add, concat, matmul, slice } from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import type { LstmWeights } from '../src/layers/lstm';
import type { VariableStore } from './parameters';

/**
 * Declares the weights of an LSTM that reads tokens as one-hot rows. Embedding, input weights and bias are multiplied to one
 * row per token, once, because the vocabulary is far smaller than the number of tokens in a batch.
 */
export function createTokenLstmWeights(
  parameters: VariableStore,
  name: string,
  tokens: number,
  embedding: number,
  hidden: number,
): LstmWeights {
  const limit = 1 / Math.sqrt(hidden);
  const embeddings = parameters.declareUniform(`${name}/embedding`, [tokens, embedding], EMBEDDING_LIMIT);
  const input = parameters.declareUniform(`${name}/input`, [embedding, 4 * hidden], limit);
  const recurrent = parameters.declareUniform(`${name}/recurrent`, [hidden, 4 * hidden], limit);
  const bias = parameters.declareConstant(`${name}/bias`, [4 * hidden], createInitialBias(hidden));
  return { input: add(matmul(embeddings, input), bias), recurrent };
}

/**
 * Returns the preceding token of each position, for teacher forcing. The first is the start token.
 *
 * @param tokens int64 [batch, length]
 */
export function shiftTokens(tokens: Tensor, startToken: number): Tensor {
  const [batch, length] = tokens.shape;
  const start = tokens.node.graph.constant([startToken], [batch, 1], 'int64');
  return concat([start, slice(tokens, [0, 0], [batch, length - 1])], 1);
}

/** Limit of a uniform distribution with variance one, as is usual for embeddings. */
const EMBEDDING_LIMIT = Math.sqrt(3);

/** Returns ones for the forget gate, so that an untrained LSTM remembers (Jozefowicz et al. 2015). Gates: i, c, f, o. */
function createInitialBias(hidden: number): number[] {
  return Array.from({ length: 4 * hidden }, (_, i) => (Math.floor(i / hidden) === 2 ? 1 : 0));
}
