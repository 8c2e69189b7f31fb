import { FailedError } from '../../../errors';
import type { Phase, Search } from '../phase';

/** Trains the evaluator on architectures of the pool. */
export const trainPhase: Phase = {
  steps: ({ evaluator, state }) => evaluator.trainingSteps(state.round),
  checkpointEvery: ({ config }) => config.run.checkpointEverySteps,

  run(search, index) {
    const { evaluator, state, rows, clock } = search;
    const pool = state.pool.map((id) => state.candidates[id].architecture);
    const start = clock();
    const report = evaluator.train(state.round, index, pool);
    const seconds = clock() - start;
    const { loss, gradientNorm = 0, skipped = false } = report;
    if (!skipped && !Number.isFinite(loss))
      throw createNonFiniteError(search, index, `the training loss became ${loss}`);
    // With weights spoiled by this step, and a loss from before it: nothing of them is to reach a checkpoint.
    if (!skipped && !Number.isFinite(gradientNorm)) throw createNonFiniteError(search, index, `the gradient's norm became ${gradientNorm}`); // prettier-ignore

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
      `round ${state.round + 1}: ${skipped} of ${steps} training steps changed no weight, since their loss or gradients were not ` +
        `finite: if they are many, start again with a smaller rnn.learningRate, or a smaller rnn.clipNorm that is not 0`,
    );
  },
};

/** @param step from 1 on */
function computeEpoch(step: number, stepsPerEpoch: number): number {
  return stepsPerEpoch > 0 ? Math.floor((step - 1) / stepsPerEpoch) + 1 : 1;
}

function createNonFiniteError({ evaluator, state }: Search, step: number, what: string): FailedError {
  return new FailedError(
    `${what} in round ${state.round + 1}, step ${step + 1} of ` +
      `${evaluator.trainingSteps(state.round)}: start again with a smaller learningRate or clipNorm of the shared weights ` +
      `(settings supernet.* of the space cnn, rnn.* of the space rnn; everything up to that step is logged, and the last checkpoint is kept)`,
  );
}
