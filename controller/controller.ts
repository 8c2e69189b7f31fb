import type { SearchConfig } from '../src/config/schema/search';

/** An architecture's tokens with the target that the predictor shall read off its embedding. */
export interface Example {
  readonly tokens: readonly number[];
  /** Normalized score, higher is better. */
  readonly target: number;
}

/** Means over an epoch's examples. */
export interface EpochMetrics {
  /** `lambda * predictorLoss + (1 - lambda) * reconstructionLoss` */
  readonly loss: number;
  /** Mean squared error of the predicted target. */
  readonly predictorLoss: number;
  /** Mean cross-entropy per token, nats. */
  readonly reconstructionLoss: number;
  /** The epoch's largest norm of all gradients, or undefined. Where it is not finite the weights are spoiled. */
  readonly gradientNorm?: number;
}

/**
 * Encoder, performance predictor and decoder (paper, section 3.2). The search sees this contract; `controller/nao-controller.ts`
 * implements it as one compiled graph.
 */
export interface Controller {
  /** Sets all weights anew from `seed`. */
  initialize(seed: number): void;
  /** One pass over the examples in an order drawn from (seed, epoch). */
  trainEpoch(examples: readonly Example[], seed: number, epoch: number): EpochMetrics;
  /** Predicted targets. */
  predict(architectures: readonly (readonly number[])[]): number[];
  /** Greedily decoded from the unmoved embedding: the Hamming distance to the input measures the decoder. */
  reconstruct(architectures: readonly (readonly number[])[]): number[][];
  /** Paper, equation (2): every encoder state moved by `stepSize * df/dh_t`, then greedily decoded. */
  improve(architectures: readonly (readonly number[])[], stepSize: number): number[][];
  save(prefix: string): void;
  restore(prefix: string): void;
  dispose(): void;
}

/** Settings of the controller, as the configuration names them. */
export type ControllerSettings = SearchConfig['controller'];
