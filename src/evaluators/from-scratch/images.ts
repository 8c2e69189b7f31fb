import { ChildTraining } from '../../child/cnn/training';
import type { Work } from '../../jobs/handler';
import { requireThreads } from '../../native/environment';
import { isCnnSpace } from '../../space/cnn/cells';
import { spaceByName } from '../../space/registry';
import { imagesOf } from './data';
import { readImageChildData } from './job';
import { trainToEnd } from './training-loop';

/**
 * Trains one architecture by itself and scores it on the images held out (paper, section 4.1). The result depends on the job
 * alone, but for the time it took. A child that diverges has a result as well.
 *
 * @throws StoppedError after a checkpoint; EnvironmentError where data, threads or machine do not do
 */
export const trainImageChild: Work = async (job, context) => {
  const data = readImageChildData(job);
  requireThreads(data.threads);
  const images = await imagesOf(data.data, job.seed, context.hooks);
  const space = spaceByName(data.space.name, data.space);
  if (!isCnnSpace(space)) throw new Error(`the space ${space.name} has no networks for images`);
  const cells = space.cells(space.parse(job.architecture));
  const before = performance.now();
  const training = new ChildTraining(data.child, cells, images, job.seed);
  try {
    const child = {
      steps: training.steps,
      held: training.held,
      patience: 1, // its weights are spoiled
      train: (step: number) => training.train(step),
      validate() {
        const { loss, accuracy } = training.validate();
        return { loss, score: Number.isFinite(loss) ? accuracy : NaN };
      },
      save: (prefix: string) => training.save(prefix),
      restore: (prefix: string) => training.restore(prefix),
    };
    return trainToEnd(child, data.checkpointEverySteps, context, before);
  } finally {
    training.dispose();
  }
};
