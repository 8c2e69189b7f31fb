import { add, matmul } from '../src/graph/ops';
import type { LstmWeights } from '../src/layers/lstm';
import type { VariableStore } from './parameters';

/**
 * Weights of an LSTM that reads embedded tokens, given as one-hot rows. Embedding, input weights and bias are multiplied
 * out to one row per token, once, since there are far fewer tokens than places where they stand.
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

/** Uniform with variance one, as is usual for embeddings. */
const EMBEDDING_LIMIT = Math.sqrt(3);

/** Ones for the forget gate, so that an untrained LSTM remembers (Jozefowicz et al. 2015); gates lie i, c, f, o. */
function createInitialBias(hidden: number): number[] {
  return Array.from({ length: 4 * hidden }, (_, i) => (Math.floor(i / hidden) === 2 ? 1 : 0));
}
