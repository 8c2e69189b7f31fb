import { createCnnChildNetwork } from '../../child/cnn/create-network';
import { CnnChildTraining } from '../../child/cnn/training';
import type { JobHandler } from '../../jobs/handler';
import { assertThreadCount } from '../../native/environment';
import { createSpace } from '../../space/registry';
import { loadChildImages } from './data';
import { parseImageChildJobData } from './job';
import { trainChild } from './training-loop';

/**
 * Trains one architecture from scratch and scores it on held-out images (NAO section 4.1; Luo et al. 2018). The result,
 * except for its duration, depends only on the job. A child that diverges has a result too.
 *
 * @throws StoppedError after a checkpoint; EnvironmentError if data, threads or machine are unsuitable
 */
export const trainImageChild: JobHandler = async (job, context) => {
  const data = parseImageChildJobData(job);
  assertThreadCount(data.threads);
  const images = await loadChildImages(data.data, job.seed, context.hooks);
  const space = createSpace(data.space.name, data.space);
  const network = createCnnChildNetwork(space, space.parse(job.architecture));
  if (network === undefined) throw new Error(`the space ${space.name} has no networks for images`);
  const startTime = performance.now();
  const training = new CnnChildTraining(data.child, network, images, job.seed);
  try {
    const child = {
      steps: training.steps,
      validationCount: training.validationCount,
      patience: 1, // a non-finite step makes the weights non-finite
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
