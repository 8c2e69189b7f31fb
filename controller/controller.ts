import type { SearchConfig } from '../src/config/schema/search';
import type { Checkpointed } from '../src/networks/checkpoint';

/** An architecture's tokens with the target of the predictor. */
export interface Example {
  readonly tokens: readonly number[];
  /** Normalized score, higher is better. */
  readonly target: number;
}

/** Metrics of an epoch, as means over its examples. */
export interface EpochMetrics {
  /** `lambda * predictorLoss + (1 - lambda) * reconstructionLoss` */
  readonly loss: number;
  /** Loss of the setting `controller.predictorLoss`, as the mean over its batches weighted by their examples. */
  readonly predictorLoss: number;
  /** Mean cross-entropy per token, nats. */
  readonly reconstructionLoss: number;
  /** Largest norm of all gradients in the epoch. If it is not finite, the weights are not finite afterwards. */
  readonly gradientNorm?: number;
}

/** Describes the figure of an epoch that is not finite; undefined if all are. */
export function findNonFinite({ loss, gradientNorm = 0 }: EpochMetrics): string | undefined {
  if (!Number.isFinite(loss)) return `loss became ${loss}`;
  return Number.isFinite(gradientNorm) ? undefined : `gradient's norm became ${gradientNorm}`;
}

/**
 * Encoder, performance predictor and decoder (NAO, Luo et al. 2018, section 3.2). The search depends on this contract;
 * `nao-controller.ts` implements it as one compiled graph. Architectures are given as tokens.
 */
export interface Controller extends Checkpointed {
  /** Initializes all weights from `seed`. */
  initialize(seed: number): void;
  /** Trains on each example once, in a random order determined by (seed, epoch). */
  trainEpoch(examples: readonly Example[], seed: number, epoch: number): EpochMetrics;
  /** Predicts the targets. */
  predict(architectures: readonly (readonly number[])[]): number[];
  /** Encodes the architectures and decodes them greedily. */
  reconstruct(architectures: readonly (readonly number[])[]): number[][];
  /** Moves every encoder state by `stepSize * df/dh_t` (NAO, equation 2), and decodes greedily. */
  improve(architectures: readonly (readonly number[])[], stepSize: number): number[][];
}

/** Settings of the controller. */
export type ControllerSettings = SearchConfig['controller'];
