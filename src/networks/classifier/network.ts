import type { Tensor } from '../../graph/tensor';

/** Size of a convolutional network of three stacks of cells. */
export interface CnnNetworkSpec {
  /** N, cells in each of the three stacks; in NAO's network, besides the reduction cells between them. */
  readonly cellsPerStack: number;
  /** F, channels of the first stack. */
  readonly channels: number;
  readonly classes: number;
  /** Adds a second classifier after the last reduction cell, for training only (Szegedy et al., CVPR 2015). */
  readonly auxiliaryHead: boolean;
}

/** Drop-path and dropout of a training step. */
export interface DropSettings {
  /** Probability of keeping a path; a scalar tensor if it changes from step to step. */
  readonly dropPathKeep: number | Tensor;
  readonly dropoutKeep: number;
  /** Seeds of drop-path and dropout, int32 [2] each. */
  readonly pathSeed: Tensor;
  readonly featureSeed: Tensor;
}

/** Outputs of a network. */
export interface Logits {
  /** [batch, classes] */
  readonly main: Tensor;
  /** [batch, classes] of the auxiliary head, in training only. */
  readonly auxiliary: Tensor | null;
}
