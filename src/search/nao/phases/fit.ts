import type { EpochLoss } from '../../../../controller/controller';
import { FailedError } from '../../../errors';
import { type Lesson, lesson, readerOf } from '../training-set';
import { measure, type Measures, NOTHING_MEASURED } from '../controller-metrics';
import type { Phase, Search } from '../phase';
import { predictorOf } from '../surrogate';
import { hasScore } from '../ranking';

/** Trains a new controller on the pool's scores, epoch by epoch. */
export const learn: Phase = {
  units: ({ config, state }) =>
    state.pool.some((id) => hasScore(state.candidates[id])) ? config.controller.epochs : 0,
  checkpointEvery: ({ config }) => config.run.checkpointEveryEpochs,

  run(search, epoch) {
    const { config, controller, state, clock } = search;
    const task = lesson(search);
    if (task === undefined) throw new Error('nothing has a score, so there is nothing to learn');
    const start = clock();
    if (epoch === 0) controller.initialise(task.seed);
    const examples = task.examples(epoch);
    const losses = controller.trainEpoch(examples, task.seed, epoch);
    const { loss, gradientNorm = 0 } = losses;
    if (!Number.isFinite(loss)) throw notFinite(search, epoch, `loss became ${loss}`);
    if (!Number.isFinite(gradientNorm))
      throw notFinite(search, epoch, `gradient's norm became ${gradientNorm}`);
    state.controllerTrained = true;

    const { epochs, evaluateEveryEpochs } = config.controller;
    const isMeasured = (epoch + 1) % evaluateEveryEpochs === 0 || epoch + 1 === epochs;
    const measures = isMeasured ? measureHeldOut(search, task) : undefined;
    state.seconds.learn += clock() - start;
    if (measures !== undefined) writeRow(search, epoch, losses, measures);
    return { items: examples.length, note: `loss ${losses.loss.toFixed(4)}` };
  },

  end(search) {
    const { state, say } = search;
    if (this.units(search) === 0) {
      say(
        `round ${state.round + 1}: no architecture has a score, so the controller has nothing to learn from`,
      );
    }
  },
};

function measureHeldOut(search: Search, task: Lesson): Measures {
  // A predictor may take its time to learn, which is in vain where there is nothing to measure it on.
  const { heldOut } = task;
  if (heldOut.length === 0) return NOTHING_MEASURED;
  const { config, controller, space } = search;
  return measure(controller, readerOf(space, config.controller), predictorOf(search, task), heldOut);
}

function writeRow({ rows, state }: Search, epoch: number, losses: EpochLoss, measures: Measures): void {
  rows.controller({
    round: state.round + 1,
    epoch: epoch + 1,
    loss: losses.loss,
    predictor_loss: losses.predictorLoss,
    reconstruction_loss: losses.reconstructionLoss,
    pairwise_accuracy: measures.pairwiseAccuracy,
    kendall_tau: measures.kendallTau,
    held_out: measures.heldOut,
    hamming_distance: measures.hammingDistance,
    seconds: state.seconds.learn,
  });
}

function notFinite({ config, state }: Search, epoch: number, what: string): FailedError {
  return new FailedError(
    `the controller's ${what} in round ${state.round + 1}, epoch ${epoch + 1} of ` +
      `${config.controller.epochs}: start again with a smaller controller.learningRate or controller.clipNorm ` +
      `(the last checkpoint is kept)`,
  );
}
