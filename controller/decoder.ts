import type { Graph } from '../src/graph/graph';
import { add } from '../src/graph/ops/add';
import { argMax } from '../src/graph/ops/arg-max';
import { concat } from '../src/graph/ops/concat';
import { gather } from '../src/graph/ops/gather';
import { matmul } from '../src/graph/ops/matmul';
import { oneHot } from '../src/graph/ops/one-hot';
import { slice } from '../src/graph/ops/pad';
import { reshape } from '../src/graph/ops/reshape';
import { stack } from '../src/graph/ops/stack';
import type { Tensor } from '../src/graph/tensor';
import { attend } from '../src/layers/attention';
import { lstm, lstmStep, stacked, zeroState, type LstmWeights } from '../src/layers/lstm';
import type { Space } from '../src/space/space';
import { maskRows } from './token-masks';
import { glorot, type Parameters } from './parameters';
import { tokenLstm } from './token-lstm';

/**
 * The decoder (paper, section 3.2): an LSTM that starts from the embedding's last state, attends to the whole embedding
 * and chooses each token among those valid after the one before. Nothing but the embedding reaches it (its cell starts
 * at zero), and the context does not go back into the LSTM, as in the paper's formula: so in training attention and
 * output layer take all steps at once.
 */
export class Decoder {
  private readonly lstm: LstmWeights;
  /** Output embedding W of the paper, its halves for state and context: [hidden, vocabulary] each. */
  private readonly fromState: Tensor;
  private readonly fromContext: Tensor;
  private readonly bias: Tensor;
  /** [hidden, hidden] */
  private readonly toQuery: Tensor;
  /** [length * (vocabulary + 1), vocabulary], see `maskRows` */
  private readonly masks: Tensor;

  constructor(
    private readonly graph: Graph,
    private readonly space: Space,
    parameters: Parameters,
    settings: { embedding: number; hidden: number },
  ) {
    const { length, vocabulary } = space;
    const { embedding, hidden } = settings;
    // One token more than the encoder has: the beginning.
    this.lstm = tokenLstm(parameters, 'decoder', vocabulary + 1, embedding, hidden);
    this.toQuery = parameters.uniform('decoder/query', [hidden, hidden], glorot(hidden, hidden));
    const limit = glorot(2 * hidden, vocabulary);
    this.fromState = parameters.uniform('decoder/output_state', [hidden, vocabulary], limit);
    this.fromContext = parameters.uniform('decoder/output_context', [hidden, vocabulary], limit);
    this.bias = parameters.filled('decoder/output_bias', [vocabulary], [0]);
    this.masks = graph.constant(maskRows(space), [length * (vocabulary + 1), vocabulary]);
  }

  /**
   * Logits of each token given those before it (teacher forcing).
   *
   * @param embedding [batch, length, hidden]
   * @param tokens int32 [batch, length]
   * @returns [batch * length, vocabulary], an example's places one after the other
   */
  logits(embedding: Tensor, tokens: Tensor): Tensor {
    const [batch, length, hidden] = embedding.shape;
    const { vocabulary } = this.space;
    const first = this.graph.constant([vocabulary], [batch, 1], 'int32');
    const previous = concat([first, slice(tokens, [0, 0], [batch, length - 1])], 1);
    const states = lstm(oneHot(previous, vocabulary + 1), this.lstm, lastState(embedding));
    const flat = reshape(states, [batch * length, hidden]);
    const queries = reshape(matmul(flat, this.toQuery), [batch, length, hidden]);
    const contexts = reshape(attend(queries, embedding), [batch * length, hidden]);
    const starts = Array.from({ length }, (_, position) => position * (vocabulary + 1));
    const rows = add(previous, this.graph.constant(starts, [1, length], 'int32'));
    return add(this.output(flat, contexts), gather(this.masks, reshape(rows, [batch * length]), 0));
  }

  /**
   * The likeliest token at each place, one after the other.
   *
   * @param embedding [batch, length, hidden]
   * @returns tokens, int32 [batch, length]
   */
  greedy(embedding: Tensor): Tensor {
    const [batch, length, hidden] = embedding.shape;
    const { vocabulary } = this.space;
    const weights = stacked(this.lstm);
    let before = { state: lastState(embedding), cell: zeroState(this.lstm, batch) };
    let previous = oneHot(this.graph.constant([vocabulary], [batch], 'int32'), vocabulary + 1);
    const tokens: Tensor[] = [];
    for (let position = 0; position < length; position++) {
      before = lstmStep(previous, before, weights);
      const query = reshape(matmul(before.state, this.toQuery), [batch, 1, hidden]);
      const context = reshape(attend(query, embedding), [batch, hidden]);
      const masks = slice(this.masks, [position * (vocabulary + 1), 0], [vocabulary + 1, vocabulary]);
      const token = argMax(add(this.output(before.state, context), matmul(previous, masks)), 1);
      tokens.push(token);
      previous = oneHot(token, vocabulary + 1);
    }
    return stack(tokens, 1);
  }

  /** W [s, ctx], without putting state and context together first: [rows, hidden] twice -> [rows, vocabulary]. */
  private output(states: Tensor, contexts: Tensor): Tensor {
    const products = add(matmul(states, this.fromState), matmul(contexts, this.fromContext));
    return add(products, this.bias);
  }
}

/** h_T, which the decoder starts from: [batch, length, hidden] -> [batch, hidden]. */
function lastState(embedding: Tensor): Tensor {
  const [batch, length, hidden] = embedding.shape;
  return reshape(slice(embedding, [0, length - 1, 0], [batch, 1, hidden]), [batch, hidden]);
}
