import type { Graph } from '../src/graph/graph';
import { add, argMax, cast, matmul, oneHot, reshape, slice, stack } from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import { attend } from '../src/layers/attention';
import { createZeroState, lstm, lstmStep, type LstmWeights, stackWeights } from '../src/layers/lstm';
import type { Space } from '../src/space/space';
import { glorotLimit, type VariableStore } from './parameters';
import { createTokenLstmWeights, shiftTokens } from './token-lstm';
import { TokenMasks } from './token-masks';

/**
 * The decoder (NAO, Luo et al. 2018, section 3.2): an LSTM that starts from the embedding's last state, attends to the whole
 * embedding and selects each token among those valid after the previous one. The embedding is its only input: the cell
 * starts at zero. As in NAO's formula, the context is not fed back into the LSTM, so that attention and output layer process
 * all steps at once in training.
 */
export class Decoder {
  private readonly lstm: LstmWeights;
  /** NAO's output projection W, split into its halves for state and context: [hidden, vocabulary] each. */
  private readonly stateProjection: Tensor;
  private readonly contextProjection: Tensor;
  private readonly bias: Tensor;
  /** [hidden, hidden] */
  private readonly queryProjection: Tensor;
  private readonly masks: TokenMasks;

  constructor(
    private readonly graph: Graph,
    private readonly space: Space,
    parameters: VariableStore,
    settings: { embeddingSize: number; hiddenSize: number },
  ) {
    const { vocabulary } = space;
    const { embeddingSize, hiddenSize: hidden } = settings;
    // One more token than the encoder: the start.
    this.lstm = createTokenLstmWeights(parameters, 'decoder', vocabulary + 1, embeddingSize, hidden);
    const queryLimit = glorotLimit(hidden, hidden);
    this.queryProjection = parameters.declareUniform('decoder/query', [hidden, hidden], queryLimit);
    const limit = glorotLimit(2 * hidden, vocabulary);
    this.stateProjection = parameters.declareUniform('decoder/output_state', [hidden, vocabulary], limit);
    this.contextProjection = parameters.declareUniform('decoder/output_context', [hidden, vocabulary], limit);
    this.bias = parameters.declareConstant('decoder/output_bias', [vocabulary], [0]);
    this.masks = new TokenMasks(graph, space);
  }

  /**
   * Returns the logits of each token given the preceding ones (teacher forcing).
   *
   * @param embedding [batch, length, hidden]
   * @param tokens int64 [batch, length]
   * @returns [batch * length, vocabulary], the positions of an example consecutively
   */
  computeLogits(embedding: Tensor, tokens: Tensor): Tensor {
    const [batch, length, hidden] = embedding.shape;
    const { vocabulary } = this.space;
    const previous = shiftTokens(tokens, vocabulary);
    const states = lstm(oneHot(previous, vocabulary + 1), this.lstm, takeLastState(embedding));
    const flat = reshape(states, [batch * length, hidden]);
    const queries = reshape(matmul(flat, this.queryProjection), [batch, length, hidden]);
    const contexts = reshape(attend(queries, embedding), [batch * length, hidden]);
    return add(this.projectOutput(flat, contexts), this.masks.getSequenceMasks(previous));
  }

  /**
   * Decodes greedily: selects the most likely token at each position in turn.
   *
   * @param embedding [batch, length, hidden]
   * @returns tokens, int32 [batch, length]
   */
  decodeGreedily(embedding: Tensor): Tensor {
    const [batch, length, hidden] = embedding.shape;
    const { vocabulary } = this.space;
    const stackedWeights = stackWeights(this.lstm);
    let lstmState = { state: takeLastState(embedding), cell: createZeroState(this.lstm, batch) };
    let previous = oneHot(this.graph.constant([vocabulary], [batch], 'int64'), vocabulary + 1);
    const tokens: Tensor[] = [];
    for (let position = 0; position < length; position++) {
      lstmState = lstmStep(previous, lstmState, stackedWeights);
      const query = reshape(matmul(lstmState.state, this.queryProjection), [batch, 1, hidden]);
      const context = reshape(attend(query, embedding), [batch, hidden]);
      const logits = this.projectOutput(lstmState.state, context);
      const token = argMax(add(logits, this.masks.getPositionMasks(position, previous)), 1, 'int64');
      tokens.push(token);
      previous = oneHot(token, vocabulary + 1);
    }
    return cast(stack(tokens, 1), 'int32');
  }

  /** Returns W [s, ctx], without concatenating state and context: [rows, hidden] twice -> [rows, vocabulary]. */
  private projectOutput(states: Tensor, contexts: Tensor): Tensor {
    const products = add(matmul(states, this.stateProjection), matmul(contexts, this.contextProjection));
    return add(products, this.bias);
  }
}

/** Returns h_T, the decoder's initial state: [batch, length, hidden] -> [batch, hidden]. */
function takeLastState(embedding: Tensor): Tensor {
  const [batch, length, hidden] = embedding.shape;
  return reshape(slice(embedding, [0, length - 1, 0], [batch, 1, hidden]), [batch, hidden]);
}
