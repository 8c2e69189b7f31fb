import { cast, concat, gather, matmul, mul, reshape, split } from '../../graph/ops';
import type { Tensor } from '../../graph/tensor';
import type { RnnCellBuilder, RnnCellMasks, RnnCellSpec } from '../../layers/rnn-cell';

/** Size of a language model. */
export interface LanguageModelSpec extends RnnCellSpec {
  /** Distinct words. */
  readonly vocabulary: number;
}

/** Variational dropout masks (Gal and Ghahramani, NIPS 2016), the same in every time step: [batch, hidden] each. */
export interface LanguageModelMasks {
  readonly embedding: Tensor;
  readonly cell: RnnCellMasks;
  readonly output: Tensor;
}

/** Hidden states of a language model over a window of text. */
export interface LanguageModelStates {
  /** States of all steps, [time * batch, hidden], time-major. */
  readonly all: Tensor;
  /** The same states with the output mask applied. */
  readonly masked: Tensor;
  /** State after the last step, [batch, hidden]. */
  readonly last: Tensor;
}

/**
 * Computes the hidden states of a language model over a window of text.
 *
 * @param embedding [vocabulary, hidden]
 * @param tokens int32 [time, batch]
 * @param hidden the state before the first step, [batch, hidden]
 */
export function unrollLanguageModel(
  buildCell: RnnCellBuilder,
  embedding: Tensor,
  tokens: Tensor,
  hidden: Tensor,
  masks: LanguageModelMasks | null,
): LanguageModelStates {
  const [time, batch] = tokens.shape;
  const cell = buildCell(masks?.cell ?? null);
  const words = gather(embedding, reshape(cast(tokens, 'int64'), [time * batch]), 0);
  const inputs = masks ? maskEachStep(words, masks.embedding, time) : words;
  // One matrix product for the inputs of all steps.
  const projected = split(matmul(inputs, cell.inputWeights), new Array<number>(time).fill(batch), 0);
  const states: Tensor[] = [];
  for (const each of projected) states.push(cell.step(each, states.at(-1) ?? hidden));
  const all = concat(states, 0);
  return {
    all,
    masked: masks ? maskEachStep(all, masks.output, time) : all,
    last: states[time - 1],
  };
}

/** Multiplies x [time * batch, hidden] by a mask [batch, hidden] in every step. */
function maskEachStep(x: Tensor, mask: Tensor, time: number): Tensor {
  const [batch, units] = mask.shape;
  return reshape(mul(reshape(x, [time, batch, units]), mask), [time * batch, units]);
}
