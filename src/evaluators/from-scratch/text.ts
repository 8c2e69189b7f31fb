import { RnnChildTraining } from '../../child/rnn/training';
import type { JobHandler } from '../../jobs/handler';
import { assertThreadCount } from '../../native/environment';
import { createSpace } from '../../space/registry';
import { toRnnCell } from '../../space/rnn/cells';
import { loadChildText } from './data';
import { parseTextChildJobData } from './job';
import { trainChild } from './training-loop';

/**
 * Trains the language model of one recurrent cell from scratch and scores it on held-out text (NAO section 4.3; Luo et al.
 * 2018). The result, except for its duration, depends only on the job. A child that diverges has a result too.
 *
 * @throws StoppedError after a checkpoint; EnvironmentError if data, threads or machine are unsuitable
 */
export const trainTextChild: JobHandler = async (job, context) => {
  const data = parseTextChildJobData(job);
  assertThreadCount(data.threads);
  const text = await loadChildText(data.data, context.hooks);
  const cell = toRnnCell(createSpace(data.space.name, data.space).parse(job.architecture));
  const startTime = performance.now();
  const training = new RnnChildTraining(data.rnnChild, cell, text, job.seed);
  try {
    const child = {
      steps: training.steps,
      validationCount: training.validationCount,
      patience: training.stepsPerEpoch, // a non-finite step is skipped
      train: (step: number) => training.train(step),
      validate() {
        const { loss, perplexity } = training.validate();
        return { loss, score: perplexity };
      },
      save: (prefix: string) => training.save(prefix),
      restore: (prefix: string) => training.restore(prefix),
    };
    return trainChild(child, data.checkpointEverySteps, context, startTime);
  } finally {
    training.dispose();
  }
};
