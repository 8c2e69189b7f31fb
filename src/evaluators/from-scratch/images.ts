import { CnnChildTraining } from '../../child/cnn/training';
import type { JobHandler } from '../../jobs/handler';
import { assertThreadCount } from '../../native/environment';
import { isCnnSpace } from '../../space/cnn/cells';
import { createSpace } from '../../space/registry';
import { loadChildImages } from './data';
import { parseImageChildJobData } from './job';
import { trainChild } from './training-loop';

/**
 * Trains one architecture by itself and scores it on the images held out (paper, section 4.1). The result depends on the job
 * alone, but for the time it took. A child that diverges has a result as well.
 *
 * @throws StoppedError after a checkpoint; EnvironmentError where data, threads or machine do not do
 */
export const trainImageChild: JobHandler = async (job, context) => {
  const data = parseImageChildJobData(job);
  assertThreadCount(data.threads);
  const images = await loadChildImages(data.data, job.seed, context.hooks);
  const space = createSpace(data.space.name, data.space);
  if (!isCnnSpace(space)) throw new Error(`the space ${space.name} has no networks for images`);
  const cells = space.cells(space.parse(job.architecture));
  const startTime = performance.now();
  const training = new CnnChildTraining(data.child, cells, images, job.seed);
  try {
    const child = {
      steps: training.steps,
      validationCount: training.validationCount,
      patience: 1, // its weights are spoiled
      train: (step: number) => training.train(step),
      validate() {
        const { loss, accuracy } = training.validate();
        return { loss, score: Number.isFinite(loss) ? accuracy : NaN };
      },
      save: (prefix: string) => training.save(prefix),
      restore: (prefix: string) => training.restore(prefix),
    };
    return trainChild(child, data.checkpointEverySteps, context, startTime);
  } finally {
    training.dispose();
  }
};
