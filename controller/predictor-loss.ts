import {
  cast,
  div,
  less,
  maximum,
  mul,
  reshape,
  sparseCrossEntropy,
  square,
  stack,
  sub,
  sum,
} from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import type { ControllerSettings } from './controller';

/**
 * Loss of the predictor on a batch.
 *
 * @param predictions [batch]
 * @param targets [batch]
 * @param weights [batch] that sum to one; 0 for padding
 * @returns []
 */
export type PredictorLoss = (predictions: Tensor, targets: Tensor, weights: Tensor) => Tensor;

/** Returns the loss of the setting `controller.predictorLoss`. */
export function selectPredictorLoss(name: ControllerSettings['predictorLoss']): PredictorLoss {
  return { 'squared-error': computeSquaredError, pairwise: computePairwiseLoss }[name];
}

/** Returns the weighted mean of the squared errors (NAO, Luo et al. 2018, section 3.2). */
function computeSquaredError(predictions: Tensor, targets: Tensor, weights: Tensor): Tensor {
  return sum(mul(square(sub(predictions, targets)), weights), [0]);
}

/**
 * Returns the mean of `log(1 + exp(p_j - p_i))` over the pairs i, j with a higher target of i (RankNet, Burges et al. 2005). It
 * depends on the order of the targets only. A batch without such a pair has loss 0.
 */
function computePairwiseLoss(predictions: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const { graph } = predictions.node;
  const [batch] = predictions.shape;
  const pairs = batch * batch;
  const column = (values: Tensor): Tensor => reshape(values, [batch, 1]);
  const row = (values: Tensor): Tensor => reshape(values, [1, batch]);
  // Entry [i, j] is 1 / n^2 for a pair to order, of n examples without padding; 0 for other pairs and those with padding.
  const ordered = cast(less(row(targets), column(targets)), 'float32');
  const pairWeights = reshape(mul(ordered, mul(column(weights), row(weights))), [pairs]);
  // The cross-entropy of the logits p_i - p_j and 0 is the loss of the pair, and does not overflow.
  const differences = reshape(sub(column(predictions), row(predictions)), [pairs]);
  const logits = stack([differences, graph.constant([0], [pairs])], 1);
  const losses = sparseCrossEntropy(logits, graph.constant([0], [pairs], 'int32'));
  const total = maximum(sum(pairWeights, [0]), graph.scalar(SMALLEST_WEIGHT));
  return div(sum(mul(losses, pairWeights), [0]), total);
}

/** Less than the weight of one pair in the largest batch; avoids division by zero if there is no pair. */
const SMALLEST_WEIGHT = 1e-20;
