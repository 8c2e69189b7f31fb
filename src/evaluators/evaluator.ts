import type { Architecture } from '../space/space';

/** What a score is. Names follow the CSV columns: a score from shared weights is never called `accuracy`. */
export interface Metric {
  /** Column name, such as `shared_valid_accuracy` or `shared_valid_perplexity`. */
  readonly name: string;
  readonly direction: 'maximize' | 'minimize';
  /**
   * Scores are positive and differ by factors, as perplexities do: the predictor learns their logarithms, so that one very
   * bad architecture does not make all others look alike.
   */
  readonly logScale?: true;
}

export interface Score {
  /** In the metric's unit (accuracy: a fraction in [0, 1]). Not finite where scoring failed: ranked last. */
  readonly value: number;
  /** Mean loss over what was scored, or undefined where the evaluator knows none. */
  readonly loss?: number;
  /** Images (or tokens) that the score is a mean over; 0 for a table. */
  readonly itemsScored: number;
  /** Why the value is not finite, where more is known than that. */
  readonly failure?: string;
  /** Time spent on it where that was spent elsewhere, in seconds. */
  readonly seconds?: number;
}

/** What is told of the architecture that a search returns. */
export interface FinalMetric {
  /** Such as `cifar10_test_200ep`. */
  readonly name: string;
  readonly value: number;
}

/** What an evaluator knows of its work before it starts. */
export type EvaluationPlan = Pick<
  Evaluator,
  'metric' | 'rescoresEachRound' | 'stepsPerEpoch' | 'trainingSteps' | 'domain' | 'description'
>;

/** What one training step reports. */
export interface TrainStepReport {
  readonly loss: number;
  /** Fraction of the batch classified rightly (images), or undefined. */
  readonly accuracy?: number;
  /** Euclidean norm of all gradients, or undefined. Where it is not finite and the step not `skipped`, it spoiled the weights. */
  readonly gradientNorm?: number;
  /** The step changed no weight, since its loss or its gradients were not finite. */
  readonly skipped?: boolean;
  readonly learningRate: number;
  /** Images or tokens in the step. */
  readonly items: number;
}

/** Scores that are made elsewhere, such as by networks trained in other threads or on other machines. */
export interface AsyncScoring {
  /**
   * Begins the work for all of these, in that order, that has not begun yet. Fulfilled once `Evaluator.score` can answer for
   * the first of them, in whatever order they become ready.
   */
  prepare(architectures: readonly Architecture[]): Promise<void>;
  /** How far the work under way is, in a few words. */
  progressText(): string;
}

/**
 * Scores architectures. Where scores come from weights that go on training (`scoresDrift`), the search trains before
 * every round and scores its whole pool again; a table is looked up once per architecture.
 *
 * Everything an evaluator does depends on its configuration, the seed, the arguments (round, step, pool) and what `restore`
 * brings back, never on how often or when it was called: that is what makes a resumed run equal an uninterrupted one.
 */
export interface Evaluator {
  readonly metric: Metric;
  /** Digest of the data that scores come from: a search does not go on where they have changed. */
  readonly dataDigest: string;
  /** What it trains and scores on, for people: images, tokens; rows of a table. */
  readonly unit: string;
  readonly rescoresEachRound: boolean;
  /** Its work in words, a line each, where there is more to tell than its numbers. */
  readonly description?: readonly string[];
  /** True if the evaluator can score the architecture (a table may lack rows). */
  supports(architecture: Architecture): boolean;
  /** Every architecture it can score, where that is a list (a table); undefined where it is the whole space. */
  readonly domain?: readonly Architecture[];
  /** Steps of training before scoring in `round` (0-based); 0 where nothing is trained. */
  trainingSteps(round: number): number;
  /** Steps that make an epoch, for logs; 0 where nothing is trained. */
  readonly stepsPerEpoch: number;
  /** Runs step `step` of `round`, both 0-based, on an architecture drawn from `pool`. */
  train(round: number, step: number, pool: readonly Architecture[]): TrainStepReport;
  score(architecture: Architecture): Score;
  /** Scores that are made elsewhere and take their time; absent where `score` answers at once. */
  readonly asyncScoring?: AsyncScoring;
  /**
   * A number to tell of the architecture that a search returns, once it is over: one that no score is made from, such as a
   * benchmark's test accuracy. A search must not look at it before. Undefined where there is none.
   */
  getFinalMetric?(architecture: Architecture): FinalMetric | undefined;
  /** Writes its state as files that begin with `prefix`, and back. */
  save(prefix: string): void;
  restore(prefix: string): void;
  dispose(): void;
}
