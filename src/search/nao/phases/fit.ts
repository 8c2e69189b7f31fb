import { type EpochMetrics, findNonFinite } from '../../../../controller/controller';
import { FailedError } from '../../../errors';
import { createRandomStream } from '../../../random';
import { type ControllerMetrics, evaluateController, NO_METRICS } from '../controller-metrics';
import type { Observation } from '../observation';
import type { Phase, PhaseContext } from '../phase';
import { arePseudoLabelsDue, createPseudoLabels } from '../pseudo-labels';
import { hasScore } from '../ranking';
import { createSurrogate } from '../surrogate';
import { createTokenizer } from '../tokenizer';
import { buildTrainingSet, type TrainingSet } from '../training-set';

/** Trains a new controller on the pool's scores, epoch by epoch. */
export const fitPhase: Phase = {
  steps: ({ config, state }) =>
    state.pool.some((id) => hasScore(state.candidates[id])) ? config.controller.epochs : 0,
  checkpointEvery: ({ config }) => config.run.checkpointEveryEpochs,

  run(search, epoch) {
    const { config, controller, state, clock } = search;
    const trainingSet = buildTrainingSet(search);
    if (trainingSet === undefined) throw new Error('no architecture has a score to fit the controller to');
    const start = clock();
    if (epoch === 0) controller.initialize(trainingSet.seed);
    const examples = trainingSet.examples(epoch);
    const losses = controller.trainEpoch(examples, trainingSet.seed, epoch);
    const problem = findNonFinite(losses);
    if (problem !== undefined) throw createNonFiniteError(search, epoch, problem);
    state.controllerTrained = true;
    if (arePseudoLabelsDue(epoch, config.controller)) {
      state.pseudoLabeled = labelUnseen(search, trainingSet);
    }

    const { epochs, evaluateEveryEpochs } = config.controller;
    const isEvaluated = (epoch + 1) % evaluateEveryEpochs === 0 || epoch + 1 === epochs;
    const metrics = isEvaluated ? evaluateOnHeldOut(search, trainingSet) : undefined;
    state.seconds.learn += clock() - start;
    if (metrics !== undefined) writeRow(search, epoch, losses, metrics);
    return { items: examples.length, note: `loss ${losses.loss.toFixed(4)}` };
  },

  end(search) {
    const { state, log } = search;
    delete state.pseudoLabeled;
    if (this.steps(search) === 0) {
      log(`round ${state.round + 1}: no architecture has a score, so the controller is not trained`);
    }
  },
};

function labelUnseen(search: PhaseContext, trainingSet: TrainingSet): Observation[] {
  const { config, seen, state } = search;
  return createPseudoLabels(
    seen,
    createSurrogate(search, trainingSet).predict,
    config.controller.pseudoLabels,
    createRandomStream(config.seed, 'unlabeled', state.round),
  );
}

function evaluateOnHeldOut(search: PhaseContext, trainingSet: TrainingSet): ControllerMetrics {
  // Skip the surrogate's fit if nothing is held out: fitting may be slow.
  const { heldOut } = trainingSet;
  if (heldOut.length === 0) return NO_METRICS;
  const { config, controller, space } = search;
  return evaluateController(
    controller,
    createTokenizer(space, config.controller),
    createSurrogate(search, trainingSet),
    heldOut,
  );
}

function writeRow(
  { rows, state }: PhaseContext,
  epoch: number,
  losses: EpochMetrics,
  metrics: ControllerMetrics,
): void {
  rows.controller({
    round: state.round + 1,
    epoch: epoch + 1,
    loss: losses.loss,
    predictor_loss: losses.predictorLoss,
    reconstruction_loss: losses.reconstructionLoss,
    pairwise_accuracy: metrics.pairwiseAccuracy,
    kendall_tau: metrics.kendallTau,
    held_out: metrics.heldOut,
    hamming_distance: metrics.hammingDistance,
    seconds: state.seconds.learn,
  });
}

function createNonFiniteError({ config, state }: PhaseContext, epoch: number, problem: string): FailedError {
  return new FailedError(
    `the controller's ${problem} in round ${state.round + 1}, epoch ${epoch + 1} of ` +
      `${config.controller.epochs}: start again with a smaller controller.learningRate or controller.clipNorm`,
  );
}
