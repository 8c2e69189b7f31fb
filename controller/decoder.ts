import type { Graph } from '../src/graph/graph';
import { add, argMax, concat, gather, matmul, oneHot, reshape, slice, stack } from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import { attend } from '../src/layers/attention';
import { createZeroState, lstm, lstmStep, type LstmWeights, stackWeights } from '../src/layers/lstm';
import type { Space } from '../src/space/space';
import { glorotLimit, type VariableStore } from './parameters';
import { createTokenLstmWeights } from './token-lstm';
import { buildTokenMasks } from './token-masks';

/**
 * The decoder (paper, section 3.2): an LSTM that starts from the embedding's last state, attends to the whole embedding
 * and chooses each token among those valid after the one before. Nothing but the embedding reaches it (its cell starts
 * at zero), and the context does not go back into the LSTM, as in the paper's formula: so in training attention and
 * output layer take all steps at once.
 */
export class Decoder {
  private readonly lstm: LstmWeights;
  /** Output embedding W of the paper, its halves for state and context: [hidden, vocabulary] each. */
  private readonly stateProjection: Tensor;
  private readonly contextProjection: Tensor;
  private readonly bias: Tensor;
  /** [hidden, hidden] */
  private readonly queryProjection: Tensor;
  /** [length * (vocabulary + 1), vocabulary], see `maskRows` */
  private readonly tokenMasks: Tensor;

  constructor(
    private readonly graph: Graph,
    private readonly space: Space,
    parameters: VariableStore,
    settings: { embeddingSize: number; hiddenSize: number },
  ) {
    const { length, vocabulary } = space;
    const { embeddingSize, hiddenSize: hidden } = settings;
    // One token more than the encoder has: the beginning.
    this.lstm = createTokenLstmWeights(parameters, 'decoder', vocabulary + 1, embeddingSize, hidden);
    this.queryProjection = parameters.declareUniform(
      'decoder/query',
      [hidden, hidden],
      glorotLimit(hidden, hidden),
    );
    const limit = glorotLimit(2 * hidden, vocabulary);
    this.stateProjection = parameters.declareUniform('decoder/output_state', [hidden, vocabulary], limit);
    this.contextProjection = parameters.declareUniform('decoder/output_context', [hidden, vocabulary], limit);
    this.bias = parameters.declareConstant('decoder/output_bias', [vocabulary], [0]);
    this.tokenMasks = graph.constant(buildTokenMasks(space), [length * (vocabulary + 1), vocabulary]);
  }

  /**
   * Logits of each token given those before it (teacher forcing).
   *
   * @param embedding [batch, length, hidden]
   * @param tokens int32 [batch, length]
   * @returns [batch * length, vocabulary], an example's places one after the other
   */
  computeLogits(embedding: Tensor, tokens: Tensor): Tensor {
    const [batch, length, hidden] = embedding.shape;
    const { vocabulary } = this.space;
    const startTokens = this.graph.constant([vocabulary], [batch, 1], 'int32');
    const previous = concat([startTokens, slice(tokens, [0, 0], [batch, length - 1])], 1);
    const states = lstm(oneHot(previous, vocabulary + 1), this.lstm, takeLastState(embedding));
    const flat = reshape(states, [batch * length, hidden]);
    const queries = reshape(matmul(flat, this.queryProjection), [batch, length, hidden]);
    const contexts = reshape(attend(queries, embedding), [batch * length, hidden]);
    const rowOffsets = Array.from({ length }, (_, position) => position * (vocabulary + 1));
    const rows = add(previous, this.graph.constant(rowOffsets, [1, length], 'int32'));
    return add(
      this.projectOutput(flat, contexts),
      gather(this.tokenMasks, reshape(rows, [batch * length]), 0),
    );
  }

  /**
   * The likeliest token at each place, one after the other.
   *
   * @param embedding [batch, length, hidden]
   * @returns tokens, int32 [batch, length]
   */
  decodeGreedily(embedding: Tensor): Tensor {
    const [batch, length, hidden] = embedding.shape;
    const { vocabulary } = this.space;
    const stackedWeights = stackWeights(this.lstm);
    let lstmState = { state: takeLastState(embedding), cell: createZeroState(this.lstm, batch) };
    let previous = oneHot(this.graph.constant([vocabulary], [batch], 'int32'), vocabulary + 1);
    const tokens: Tensor[] = [];
    for (let position = 0; position < length; position++) {
      lstmState = lstmStep(previous, lstmState, stackedWeights);
      const query = reshape(matmul(lstmState.state, this.queryProjection), [batch, 1, hidden]);
      const context = reshape(attend(query, embedding), [batch, hidden]);
      const masks = slice(this.tokenMasks, [position * (vocabulary + 1), 0], [vocabulary + 1, vocabulary]);
      const token = argMax(add(this.projectOutput(lstmState.state, context), matmul(previous, masks)), 1);
      tokens.push(token);
      previous = oneHot(token, vocabulary + 1);
    }
    return stack(tokens, 1);
  }

  /** W [s, ctx], without putting state and context together first: [rows, hidden] twice -> [rows, vocabulary]. */
  private projectOutput(states: Tensor, contexts: Tensor): Tensor {
    const products = add(matmul(states, this.stateProjection), matmul(contexts, this.contextProjection));
    return add(products, this.bias);
  }
}

/** h_T, which the decoder starts from: [batch, length, hidden] -> [batch, hidden]. */
function takeLastState(embedding: Tensor): Tensor {
  const [batch, length, hidden] = embedding.shape;
  return reshape(slice(embedding, [0, length - 1, 0], [batch, 1, hidden]), [batch, hidden]);
}
