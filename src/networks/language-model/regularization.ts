import { mean, scale, split, square, sub, unstack } from '../../graph/ops';
import type { Tensor } from '../../graph/tensor';
import { createDropoutMask } from '../../layers/dropout';
import { foldIn } from '../../layers/fold-in';
import type { LanguageModelTrainingSpec } from './spec';
import type { LanguageModelMasks, LanguageModelStates } from './unroll';

/**
 * Returns masks of variational dropout, the same in all time steps, or null if nothing is dropped.
 *
 * @param seed int32 [2]
 */
export function createDropoutMasks(spec: LanguageModelTrainingSpec, seed: Tensor): LanguageModelMasks | null {
  const { nodes, hiddenSize: units, batchSize: batch } = spec;
  const keeps = [spec.embeddingKeep, spec.hiddenKeep, spec.nodeKeep, spec.outputKeep];
  if (keeps.every((keep) => keep === 1)) return null;
  const { graph } = seed.node;
  const createMasks = (count: number, keep: number, use: number): Tensor[] =>
    keep === 1
      ? new Array<Tensor>(count).fill(graph.constant([1], [batch, units]))
      : unstack(createDropoutMask([count, batch, units], keep, foldIn(seed, keeps.length, use)));
  const [embedding] = createMasks(1, spec.embeddingKeep, 0);
  const [hidden] = createMasks(1, spec.hiddenKeep, 1);
  const [output] = createMasks(1, spec.outputKeep, 3);
  return { embedding, cell: { hidden, nodes: createMasks(nodes - 1, spec.nodeKeep, 2) }, output };
}

/**
 * Returns the penalties that are added to the loss: activation regularization of the masked states, and temporal
 * activation regularization of the unmasked states.
 */
export function computePenalties(
  spec: LanguageModelTrainingSpec,
  { all, masked }: LanguageModelStates,
): Tensor[] {
  const { batchSize: batch, bpttSteps: time } = spec;
  const penalties: Tensor[] = [];
  if (spec.activationRegularization > 0) {
    penalties.push(scale(mean(square(masked), [0, 1]), spec.activationRegularization));
  }
  if (spec.temporalActivationRegularization > 0 && time > 1) {
    const rest = (time - 1) * batch;
    const [, later] = split(all, [batch, rest], 0);
    const [earlier] = split(all, [rest, batch], 0);
    penalties.push(scale(mean(square(sub(later, earlier)), [0, 1]), spec.temporalActivationRegularization));
  }
  return penalties;
}
