import { z } from 'zod';
import { fraction, positiveInteger } from './numbers';

/** Size of a language model with a recurrent cell, and of its training batches. */
export const languageModel = {
  /** Size of the hidden state and of the word embedding, which shares its weights with the softmax. */
  hiddenSize: positiveInteger,
  /** Nodes whose mean is the cell's output: `loose-ends`, those that no other node reads (NAO section 3.1), or `all`. */
  output: z.enum(['loose-ends', 'all']),
  /** Parallel sequences into which the training text is split. */
  batchSize: positiveInteger,
  /** Tokens of each sequence in a training step (truncated BPTT). The hidden state carries over to the next step; gradients do not. */
  bpttSteps: positiveInteger,
  /**
   * Number format of matrix products in training and scoring: `float32`, or `bfloat16`, which is faster on processors with units for it.
   * Weights and exported networks are float32.
   */
  precision: z.enum(['float32', 'bfloat16']),
};

/** Regularization of a language model (Merity et al. 2017). Variational dropout uses one mask for all tokens of a step. */
export const languageModelRegularization = {
  /** Probability of keeping a unit of the word embedding in training (variational dropout); 1 keeps all. */
  embeddingKeep: fraction.positive(),
  /** Probability of keeping a unit of the hidden state in training (variational dropout); 1 keeps all. */
  hiddenKeep: fraction.positive(),
  /** Probability of keeping a unit of each node in training (variational dropout); 1 keeps all. */
  nodeKeep: fraction.positive(),
  /** Probability of keeping a unit of the cell's output in training (variational dropout); 1 keeps all. */
  outputKeep: fraction.positive(),
  /** Weight of the mean square of the hidden state in the loss (activation regularization, AR). */
  activationRegularization: z.number().nonnegative(),
  /** Weight of the mean square of the hidden state's change between tokens in the loss (temporal activation regularization, TAR). */
  temporalActivationRegularization: z.number().nonnegative(),
};
