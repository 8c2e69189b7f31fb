import { z } from 'zod';
import { fraction, nonNegativeInteger, positiveInteger } from './numbers';

/** Settings of the space rnn's shared-weight network and its training. */
export const rnnSchema = z.strictObject({
  /** Size of the hidden state, and of a word's embedding, whose weights the softmax uses too. */
  hiddenSize: positiveInteger,
  /** Which nodes are averaged to the hidden state: those that no other reads (paper, section 3.1), or all of them. */
  output: z.enum(['loose-ends', 'all']),
  /** Columns that the training text is cut into, read side by side. */
  batchSize: positiveInteger,
  /** Tokens of each column in a training step; gradients reach no further back, the hidden state does. */
  bpttSteps: positiveInteger,
  /** Epochs over the training text before the scoring of the first round, and of each later one. */
  firstEpochs: z.number().positive(),
  epochsPerRound: z.number().positive(),
  /** Learning rate at the start and the end of a round's cosine; equal ones keep it constant. */
  learningRate: z.number().positive(),
  learningRateEnd: z.number().nonnegative(),
  /** `sgd`, or `asgd`: SGD whose weights are averaged over the steps before a scoring, which scores the average. */
  optimizer: z.enum(['sgd', 'asgd']),
  /** With `asgd`: epochs before each scoring that the average is taken over. */
  asgdEpochs: z.number().positive(),
  /** L2 penalty added to gradients. */
  weightDecay: z.number().nonnegative(),
  /** Largest global norm of all gradients; 0 leaves them alone. */
  clipNorm: z.number().nonnegative(),
  /** Probabilities that a unit is kept in training (variational dropout: one mask for all of a step's tokens); 1 keeps all. */
  embeddingKeep: fraction.positive(),
  hiddenKeep: fraction.positive(),
  nodeKeep: fraction.positive(),
  outputKeep: fraction.positive(),
  /** Weight of the hidden state's mean square in the loss (activation regularization). */
  activationRegularization: z.number().nonnegative(),
  /** Weight of the mean square of the hidden state's change between tokens (temporal activation regularization). */
  temporalActivationRegularization: z.number().nonnegative(),
  /** Columns that the validation text is cut into for scoring. */
  evalBatchSize: positiveInteger,
  /** Validation tokens an architecture is scored on, 0 for all; the first ones, the same for each architecture. */
  evalTokens: nonNegativeInteger,
});
