import { TextTraining } from '../../child/rnn/training';
import type { Work } from '../../jobs/handler';
import { requireThreads } from '../../native/environment';
import { spaceByName } from '../../space/registry';
import { rnnCell } from '../../space/rnn/cells';
import { readTextChildData } from './job';
import { textOf } from './data';
import { trainToEnd } from './training-loop';

/**
 * Trains the language model of one recurrent cell by itself and scores it on the text held out (paper, section 4.3). The
 * result depends on the job alone, but for the time it took. A child that diverges has a result as well.
 *
 * @throws StoppedError after a checkpoint; EnvironmentError where data, threads or machine do not do
 */
export const trainTextChild: Work = async (job, context) => {
  const data = readTextChildData(job);
  requireThreads(data.threads);
  const text = await textOf(data.data, context.hooks);
  const cell = rnnCell(spaceByName(data.space.name, data.space).parse(job.architecture));
  const before = performance.now();
  const training = new TextTraining(data.rnnChild, cell, text, job.seed);
  try {
    const child = {
      steps: training.steps,
      held: training.held,
      patience: training.stepsPerEpoch, // a step that is not finite changes no weight
      train: (step: number) => training.train(step),
      validate() {
        const { loss, perplexity } = training.validate();
        return { loss, score: perplexity };
      },
      save: (prefix: string) => training.save(prefix),
      restore: (prefix: string) => training.restore(prefix),
    };
    return trainToEnd(child, data.checkpointEverySteps, context, before);
  } finally {
    training.dispose();
  }
};
