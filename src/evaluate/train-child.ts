import path from 'node:path';
import { z } from 'zod';
import { ChildTraining } from '../child/training';
import { StoppedError } from '../errors';
import type { Work, WorkContext } from '../jobs/work';
import { requireThreads } from '../native/environment';
import { Checkpoints } from '../run/checkpoints';
import { isCnnSpace } from '../space/cnn-cells';
import { spaceByName } from '../space/registry';
import { imagesOf } from './child-images';
import { type ChildData, type ChildResult, readChildData } from './child-job';

/** Where a child's training stands. */
const stateSchema = z.strictObject({
  /** Steps taken. */
  step: z.number(),
  /** Spent on them. */
  seconds: z.number(),
});

type State = z.infer<typeof stateSchema>;

/** What the files of the weights begin with. */
const WEIGHTS = 'weights';

/**
 * Trains one architecture by itself and scores it on the images held out (paper, section 4.1). The result depends on the job
 * alone, but for the time it took. A child that diverges has a result as well.
 *
 * @throws StoppedError after a checkpoint; EnvironmentError where data, threads or machine do not do
 */
export const trainChild: Work = async (job, context) => {
  const data = readChildData(job);
  requireThreads(data.threads);
  const images = await imagesOf(data.data, job.seed, context.hooks);
  const space = spaceByName(data.space.name, data.space);
  if (!isCnnSpace(space)) throw new Error(`the space ${space.name} has no networks to train`);
  const cells = space.cells(space.parse(job.architecture));
  const before = performance.now();
  const training = new ChildTraining(data.child, cells, images, job.seed);
  try {
    return run(training, data, context, before);
  } finally {
    training.dispose();
  }
};

/** @param before when this try began, in milliseconds */
function run(
  training: ChildTraining,
  { checkpointEverySteps }: ChildData,
  { folder, hooks }: WorkContext,
  before: number,
): ChildResult {
  const checkpoints = new Checkpoints(folder);
  const earlier = restored(training, checkpoints);
  const seconds = (): number => earlier.seconds + (performance.now() - before) / 1000;
  const save = (step: number): void => {
    const state: State = { step, seconds: seconds() };
    checkpoints.write(state, (into) => training.save(path.join(into, WEIGHTS)));
  };
  const failed = (divergence: string): ChildResult => ({
    validAccuracy: null,
    validLoss: null,
    images: training.held,
    divergence,
    seconds: seconds(),
  });
  const { steps } = training;
  for (let step = earlier.step; step < steps; step++) {
    if (hooks.stopRequested() !== undefined) {
      save(step);
      throw new StoppedError(`stopped after step ${step} of ${steps}, which is saved`);
    }
    const { loss, gradientNorm } = training.train(step);
    const where = `in step ${step + 1} of ${steps}`;
    if (!Number.isFinite(loss)) return failed(`the training loss became ${loss} ${where}`);
    if (!Number.isFinite(gradientNorm)) return failed(`the gradient's norm became ${gradientNorm} ${where}`);
    if ((step + 1) % checkpointEverySteps === 0 && step + 1 < steps) save(step + 1);
    hooks.progress({ kind: 'step', phase: 'training', done: step + 1, total: steps });
  }
  const { loss, accuracy } = training.validate();
  if (!Number.isFinite(loss)) return failed(`the loss on the images held out is ${loss}`);
  return {
    validAccuracy: accuracy,
    validLoss: loss,
    images: training.held,
    divergence: null,
    seconds: seconds(),
  };
}

/** Loads the weights of the last checkpoint; where there is none, training is at its beginning. */
function restored(training: ChildTraining, checkpoints: Checkpoints): State {
  const checkpoint = checkpoints.latest(() => undefined); // a damaged one costs time, no more
  if (checkpoint === undefined) return { step: 0, seconds: 0 };
  training.restore(path.join(checkpoint.folder, WEIGHTS));
  return stateSchema.parse(checkpoint.state);
}
