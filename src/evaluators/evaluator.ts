import type { Architecture } from '../space/space';
import type { Direction } from '../statistics/direction';

/** A kind of score. Its name is a CSV column: scores from shared weights are never called `accuracy`. */
export interface Metric {
  /** Column name, such as `shared_valid_accuracy` or `shared_valid_perplexity`. */
  readonly name: string;
  readonly direction: Direction;
  /**
   * Set for positive scores that differ by factors, such as perplexities. The predictor is trained on their logarithms, so
   * that one very bad architecture does not make all others look alike.
   */
  readonly logScale?: true;
}

/** The result of scoring an architecture. */
export interface Score {
  /** In the metric's unit (accuracy: a fraction in [0, 1]). Not finite if scoring failed: ranked last. */
  readonly value: number;
  /** Mean loss over the scored items; undefined if the evaluator has none. */
  readonly loss?: number;
  /** Images or tokens that the score is a mean over; 0 for a table. */
  readonly itemsScored: number;
  /** Reason why the value is not finite, if known. */
  readonly failure?: string;
  /** Seconds spent on the score in another thread or on another machine. */
  readonly seconds?: number;
  /** Training losses before the score, if the architecture was trained for it. */
  readonly curve?: readonly CurvePoint[];
}

/** A point of a learning curve. */
export interface CurvePoint {
  /** Training steps so far. */
  readonly step: number;
  /** Mean training loss of the steps since the point before it, nats. */
  readonly loss: number;
}

/** A number that is reported for the architecture that a search returns, such as a test accuracy. */
export interface FinalMetric {
  /** Such as `cifar10_test_200ep`. */
  readonly name: string;
  readonly value: number;
}

/** Properties of an evaluator that are known before it is created. */
export type EvaluationPlan = Pick<
  Evaluator,
  'metric' | 'rescoresEachRound' | 'stepsPerEpoch' | 'trainingSteps' | 'domain' | 'description'
>;

/** Properties of an evaluator that follow from the settings alone. */
export type SettingsPlan = Pick<Evaluator, 'metric' | 'rescoresEachRound' | 'description'>;

/** Report of one training step. */
export interface TrainStepReport {
  readonly loss: number;
  /** Fraction of the batch that is classified correctly; undefined if not applicable. */
  readonly accuracy?: number;
  /** Euclidean norm of all gradients, if known. If it is not finite and the step not `skipped`, the weights are non-finite. */
  readonly gradientNorm?: number;
  /** True if the step changed no weight, because its loss or gradients were not finite. */
  readonly skipped?: boolean;
  readonly learningRate: number;
  /** Images or tokens in the step. */
  readonly items: number;
}

/** Asynchronous scoring, such as by networks trained in other threads or on other machines. */
export interface AsyncScoring {
  /**
   * Starts the work for all given architectures that has not started yet, in their order. Resolves once `Evaluator.score`
   * can score the first of them.
   */
  prepare(architectures: readonly Architecture[]): Promise<void>;
  /** A few words on the progress of the running work. */
  progressText(): string;
}

/**
 * Scores architectures. If `rescoresEachRound`, the search trains the evaluator before every round and scores its whole
 * pool again; otherwise each architecture is scored once.
 *
 * The behavior of an evaluator depends on its configuration, the seed, the arguments (round, step, pool) and the restored
 * state, never on how often or when a method was called. A resumed run is therefore equal to an uninterrupted one.
 */
export interface Evaluator {
  readonly metric: Metric;
  /** Digest of the data behind the scores. A search is not resumed with another digest. */
  readonly dataDigest: string;
  /** Unit of training and scoring, for display: images, tokens, or rows of a table. */
  readonly unit: string;
  /** True if training between rounds changes scores. */
  readonly rescoresEachRound: boolean;
  /** Lines that describe the work, in addition to its numbers. */
  readonly description?: readonly string[];
  /** Returns true if the architecture can be scored (a table may lack rows). */
  supports(architecture: Architecture): boolean;
  /** All architectures that can be scored, if they can be listed (a table); undefined for the whole space. */
  readonly domain?: readonly Architecture[];
  /** Training steps before scoring in `round` (0-based); 0 if nothing is trained. */
  trainingSteps(round: number): number;
  /** Steps per epoch, for logs; 0 if nothing is trained. */
  readonly stepsPerEpoch: number;
  /** Runs step `step` of `round`, both 0-based, on an architecture drawn from `pool`. */
  train(round: number, step: number, pool: readonly Architecture[]): TrainStepReport;
  /** Returns the score. If scoring fails, the value is not finite; no error is thrown. */
  score(architecture: Architecture): Score;
  /** Present if `score` needs asynchronous preparation. */
  readonly asyncScoring?: AsyncScoring;
  /**
   * Returns a number to report for the architecture that a search returns, such as a benchmark's test accuracy. It
   * influences no score, and is only called after the search. Undefined if there is none.
   */
  getFinalMetric?(architecture: Architecture): FinalMetric | undefined;
  /** Writes its state to files whose paths start with `prefix`. */
  save(prefix: string): void;
  /** Restores the state from the files that `save` wrote. */
  restore(prefix: string): void;
  dispose(): void;
}
