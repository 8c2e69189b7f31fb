import { conv2d } from '../../graph/ops';
import type { Tensor } from '../../graph/tensor';
import { poolFeatures } from '../../layers/classifier';
import { dropout } from '../../layers/dropout';
import { linear, linearParams } from '../../layers/linear';
import type { Normalization } from '../../layers/norm';
import type { ParameterSource } from '../../layers/parameters/flat';
import { heNormal, onesInit, zerosInit } from '../../layers/parameters/spec';
import type { DropSettings } from './network';

/** Builds the stem: 3x3 convolution, batch norm. @param outputs channels of the result */
export function buildStem(
  parameters: ParameterSource,
  outputs: number,
  images: Tensor,
  norm: Normalization,
): Tensor {
  const inputs = images.shape[3];
  const [filter, gamma, beta] = parameters.getWeights('stem', [
    heNormal('filter', [3, 3, inputs, outputs], 9 * inputs),
    onesInit('gamma', outputs),
    zerosInit('beta', outputs),
  ]);
  return norm(conv2d(images, filter), gamma, beta);
}

/**
 * Builds the classifier: ReLU, mean over all pixels, dropout in training, linear layer.
 *
 * @param x [batch, height, width, channels]
 * @param dropSettings null for evaluation
 * @returns logits, [batch, classes]
 */
export function buildClassifier(
  parameters: ParameterSource,
  classes: number,
  x: Tensor,
  dropSettings: DropSettings | null,
): Tensor {
  const pooled = poolFeatures(x);
  const features = dropSettings
    ? dropout(pooled, dropSettings.dropoutKeep, dropSettings.featureSeed)
    : pooled;
  return linear(features, parameters.getWeights('classifier', linearParams(features.shape[1], classes)));
}
