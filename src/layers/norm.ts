import type { Tensor } from '../graph/tensor';

/**
 * How a network normalizes: by each batch's own statistics (`batchNorm`), or by running averages where it serves single
 * images. x is [batch, height, width, channels]; scale and offset are gamma and beta, [channels].
 */
export type Normalization = (x: Tensor, scale: Tensor, offset: Tensor) => Tensor;
