import { mean, relu, reshape } from '../src/graph/ops';
import type { Tensor } from '../src/graph/tensor';
import { linear } from '../src/layers/linear';
import { glorotLimit, type VariableStore } from './parameters';

/** Predicts a target from each embedding: [batch, length, hidden] -> [batch]. */
export type PredictorNetwork = (embedding: Tensor) => Tensor;

/**
 * Creates the performance predictor (NAO, Luo et al. 2018, section 3.2): a feed-forward network on the mean of the states.
 * Its last layer is linear, because a sigmoid saturates where predictions are best, and equation 2 needs a gradient there.
 *
 * @param layers sizes of the ReLU layers; none: one linear layer, as in NAO section 4.1
 */
export function createPredictorNetwork(
  parameters: VariableStore,
  hidden: number,
  layers: readonly number[],
): PredictorNetwork {
  const sizes = [hidden, ...layers, 1];
  const denseLayers = layers.concat(1).map((outputs, i) => ({
    weights: parameters.declareUniform(
      `predictor/${i}/weights`,
      [sizes[i], outputs],
      glorotLimit(sizes[i], outputs),
    ),
    bias: parameters.declareConstant(`predictor/${i}/bias`, [outputs], [0]),
  }));
  return (embedding) => {
    const pooled = mean(embedding, [1]);
    const value = denseLayers.reduce((x, layer, i) => {
      const y = linear(x, [layer.weights, layer.bias]);
      return i < layers.length ? relu(y) : y;
    }, pooled);
    return reshape(value, [embedding.shape[0]]);
  };
}
