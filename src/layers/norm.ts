import type { Tensor } from '../graph/tensor';

/**
 * Normalization function of a network: by the statistics of each batch (`batchNorm`), or by running averages for
 * inference. x is [batch, height, width, channels]; scale and offset are gamma and beta, [channels].
 */
export type Normalization = (x: Tensor, scale: Tensor, offset: Tensor) => Tensor;
