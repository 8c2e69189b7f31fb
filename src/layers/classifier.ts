import { argMax, cast, crossEntropy, equal, mean, oneHot, relu, sparseCrossEntropy, sum } from '../graph/ops';
import type { Tensor } from '../graph/tensor';

/** ReLU and mean over all pixels: [batch, height, width, channels] -> [batch, channels]. */
export function poolFeatures(x: Tensor): Tensor {
  return mean(relu(x), [1, 2]);
}

/**
 * Cross-entropy of each image in nats, [batch]. With `smoothing`, the target is `1 - smoothing` at the class and the
 * rest spread over all classes (Szegedy et al., CVPR 2016, section 7).
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

/** One where the largest logit is the label's, zero elsewhere: float32 [batch]. */
export function isCorrect(logits: Tensor, labels: Tensor): Tensor {
  return cast(equal(argMax(logits, 1), labels), 'float32');
}

/** How many images are classified rightly: a float32 scalar, exact up to 2^24. */
export function countCorrect(logits: Tensor, labels: Tensor): Tensor {
  return sum(isCorrect(logits, labels), [0]);
}
