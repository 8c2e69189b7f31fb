import type { Variable } from '../../graph/ops';
import type { Trainable } from '../../graph/optimizers/trainable';
import type { GraphNode, Precision, Tensor } from '../../graph/tensor';
import type { RnnCellBuilder } from '../../layers/rnn-cell';
import type { LanguageModelSpec } from './unroll';

/** A language model with its training and evaluation settings. */
export interface LanguageModelTrainingSpec extends LanguageModelSpec {
  /** Sequences in a training batch. */
  readonly batchSize: number;
  /** Time steps of a window, in training (truncated BPTT) and in evaluation. */
  readonly bpttSteps: number;
  /** Sequences in an evaluation batch. */
  readonly evalBatchSize: number;
  /** The number format of matrix products. Weights are float32. */
  readonly precision: Precision;
  /** Evaluates with averaged weights (averaged stochastic gradient descent). */
  readonly averageWeights: boolean;
  readonly weightDecay: number;
  /** Largest global norm of all gradients; 0: no clipping. */
  readonly clipNorm: number;
  /** Keep probabilities of variational dropout. */
  readonly embeddingKeep: number;
  readonly hiddenKeep: number;
  readonly nodeKeep: number;
  readonly outputKeep: number;
  /** Weight of the mean square of the output states (activation regularization: Merity et al., 2017). */
  readonly activationRegularization: number;
  /** Weight of the mean square of their change from step to step (temporal activation regularization). */
  readonly temporalActivationRegularization: number;
}

/** The cell of a language model. */
export interface LanguageModelNetwork {
  /** Additional inputs of `train` and `evaluate`. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /**
   * Reads the cell's parameters, for one build of the network.
   *
   * @param substitute the variable to read instead of a parameter, for example its average
   */
  read(substitute?: (of: Variable) => Variable): {
    readonly cell: RnnCellBuilder;
    readonly trainables: readonly Trainable[];
  };
  /** Variables of the cell. */
  readonly variables: readonly Variable[];
  /** Initializes the cell's variables at random. @param seed int32 [2] */
  initialize(seed: Tensor): readonly GraphNode[];
}

/** Variables of a language model around its cell. */
export interface ModelVariables {
  /** [vocabulary, hidden] */
  readonly embedding: Variable;
  /** [vocabulary] */
  readonly bias: Variable;
  /** Hidden state of training, [batchSize, hidden] */
  readonly trainHidden: Variable;
  /** Hidden state of evaluation, [evalBatchSize, hidden] */
  readonly scoreHidden: Variable;
}
