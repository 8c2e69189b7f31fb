import { concat, gather, matmul, mul, reshape, split } from '../graph/ops';
import type { Tensor } from '../graph/tensor';
import type { RnnCellBuilder, RnnCellMasks, RnnCellSpec } from '../layers/recurrent-cell';

/** The network around the cell. */
export interface LanguageModelSpec extends RnnCellSpec {
  /** Distinct words. */
  readonly vocabulary: number;
}

/** Masks of variational dropout (Gal and Ghahramani, NIPS 2016): [batch, hidden] each, the same in every time step. */
export interface LanguageModelMasks {
  readonly embedding: Tensor;
  readonly cell: RnnCellMasks;
  readonly output: Tensor;
}

/** What is computed of a window of text. */
export interface LanguageModelStates {
  /** Hidden states of all steps, [time * batch, hidden], time by time. */
  readonly all: Tensor;
  /** The same under the mask on the output. */
  readonly masked: Tensor;
  /** After the last step, [batch, hidden]. */
  readonly last: Tensor;
}

/**
 * A language model's hidden states over a window of text.
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
  const [, units] = embedding.shape;
  const cell = buildCell(masks?.cell ?? null);
  const words = gather(embedding, reshape(tokens, [time * batch]), 0);
  const inputs = masks ? maskEachStep(words, masks.embedding, time) : words;
  // One product for the inputs of all steps.
  const projected = split(matmul(inputs, cell.inputWeights), new Array<number>(time).fill(batch), 0);
  const states: Tensor[] = [];
  for (const each of projected) states.push(cell.step(each, states.at(-1) ?? hidden));
  const all = concat(states, 0);
  return {
    all,
    masked: masks ? maskEachStep(all, masks.output, time) : all,
    last: states[time - 1],
  };

  /** x [time * batch, hidden] times a mask [batch, hidden] in every step. */
  function maskEachStep(x: Tensor, mask: Tensor, steps: number): Tensor {
    return reshape(mul(reshape(x, [steps, batch, units]), mask), [steps * batch, units]);
  }
}
