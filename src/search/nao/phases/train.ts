import { FailedError } from '../../../errors';
import type { TrainStepReport } from '../../../evaluators/evaluator';
import type { Phase, PhaseContext } from '../phase';

/** Trains the evaluator's shared weights on architectures of the pool. */
export const trainPhase: Phase = {
  steps: ({ evaluator, state }) => evaluator.trainingSteps(state.round),
  checkpointEvery: ({ config }) => config.run.checkpointEverySteps,

  run(search, index) {
    const { evaluator, state, rows, clock } = search;
    const pool = state.pool.map((id) => state.candidates[id].architecture);
    const start = clock();
    const report = evaluator.train(state.round, index, pool);
    const seconds = clock() - start;
    const { loss, skipped = false } = report;
    if (!skipped) assertFinite(search, index, report);

    state.trainedSteps += 1;
    if (!skipped) {
      state.training.steps += 1;
      state.training.loss += loss;
    }
    state.training.items += report.items;
    state.training.seconds += seconds;
    rows.training({
      round: state.round + 1,
      epoch: computeEpoch(state.trainedSteps, evaluator.stepsPerEpoch),
      step: state.trainedSteps,
      learning_rate: report.learningRate,
      train_loss: loss,
      train_accuracy: report.accuracy,
      items: report.items,
      items_per_s: seconds > 0 ? report.items / seconds : undefined,
      seconds,
    });
    return { items: report.items, note: skipped ? 'skipped' : `loss ${loss.toFixed(3)}` };
  },

  end({ evaluator, state, log }) {
    const steps = evaluator.trainingSteps(state.round);
    const skipped = steps - state.training.steps;
    if (skipped === 0) return;
    log(
      `round ${state.round + 1}: ${skipped} of ${steps} training steps had non-finite loss or gradients and were skipped: ` +
        `if many are, lower rnn.learningRate or a nonzero rnn.clipNorm`,
    );
  },
};

/** Returns the epoch of a step. Both count from 1. */
function computeEpoch(step: number, stepsPerEpoch: number): number {
  return stepsPerEpoch > 0 ? Math.floor((step - 1) / stepsPerEpoch) + 1 : 1;
}

/**
 * Checks loss and gradients of a step. The loss is from before the update, so it can be finite although the
 * update has made the weights non-finite. Such weights must not reach a checkpoint.
 *
 * @throws FailedError if one is not finite
 */
function assertFinite(
  { evaluator, state }: PhaseContext,
  step: number,
  { loss, gradientNorm = 0 }: TrainStepReport,
): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  const quantity = Number.isFinite(loss)
    ? `the gradient's norm became ${gradientNorm}`
    : `the training loss became ${loss}`;
  const position = `round ${state.round + 1}, step ${step + 1} of ${evaluator.trainingSteps(state.round)}`;
  throw new FailedError(
    `${quantity} in ${position}: start again with a smaller learningRate or clipNorm (supernet.* for cnn, rnn.* for rnn)`,
  );
}
