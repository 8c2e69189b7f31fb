import { argMax, cast, crossEntropy, equal, mean, oneHot, relu, sparseCrossEntropy, sum } from '../graph/ops';
import type { Tensor } from '../graph/tensor';

/** Applies ReLU and averages over all pixels: [batch, height, width, channels] -> [batch, channels]. */
export function poolFeatures(x: Tensor): Tensor {
  return mean(relu(x), [1, 2]);
}

/**
 * Returns the cross-entropy of each image in nats, [batch]. With label smoothing, the target is `1 - smoothing` at the
 * label, plus `smoothing` spread evenly over all classes (Szegedy et al., CVPR 2016, section 7).
 *
 * @param logits [batch, classes]
 * @param labels int32 [batch]
 */
export function classificationLoss(logits: Tensor, labels: Tensor, smoothing = 0): Tensor {
  if (smoothing === 0) return sparseCrossEntropy(logits, labels);
  const classes = logits.shape[1];
  return crossEntropy(
    logits,
    oneHot(labels, classes, 1 - smoothing + smoothing / classes, smoothing / classes),
  );
}

/** Returns 1 where the largest logit is the label's, 0 elsewhere: float32 [batch]. */
export function isCorrect(logits: Tensor, labels: Tensor): Tensor {
  return cast(equal(argMax(logits, 1, 'int64'), cast(labels, 'int64')), 'float32');
}

/** Counts the correctly classified images: a float32 scalar, exact up to 2^24. */
export function countCorrect(logits: Tensor, labels: Tensor): Tensor {
  return sum(isCorrect(logits, labels), [0]);
}
