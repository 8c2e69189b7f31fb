import { add } from '../src/graph/ops/add';
import { matmul } from '../src/graph/ops/matmul';
import type { LstmWeights } from '../src/layers/lstm';
import type { Parameters } from './parameters';

/**
 * Weights of an LSTM that reads embedded tokens, given as one-hot rows. Embedding, input weights and bias are multiplied
 * out to one row per token, once, since there are far fewer tokens than places where they stand.
 */
export function tokenLstm(
  parameters: Parameters,
  name: string,
  tokens: number,
  embedding: number,
  hidden: number,
): LstmWeights {
  const limit = 1 / Math.sqrt(hidden);
  const embedded = parameters.uniform(`${name}/embedding`, [tokens, embedding], EMBEDDING_LIMIT);
  const input = parameters.uniform(`${name}/input`, [embedding, 4 * hidden], limit);
  const recurrent = parameters.uniform(`${name}/recurrent`, [hidden, 4 * hidden], limit);
  const bias = parameters.filled(`${name}/bias`, [4 * hidden], startOfBias(hidden));
  return { input: add(matmul(embedded, input), bias), recurrent };
}

/** Uniform with variance one, as is usual for embeddings. */
const EMBEDDING_LIMIT = Math.sqrt(3);

/** Ones for the forget gate, so that an untrained LSTM remembers (Jozefowicz et al. 2015); gates lie i, c, f, o. */
function startOfBias(hidden: number): number[] {
  return Array.from({ length: 4 * hidden }, (_, i) => (Math.floor(i / hidden) === 2 ? 1 : 0));
}
