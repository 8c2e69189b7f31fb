import type { SearchConfig } from '../config/schema';
import { textDigest } from '../data/digest';
import { allWindows, windowAt } from '../data/text-columns';
import type { TextDataset } from '../data/text-dataset';
import type { Architecture } from '../space/space';
import { RnnSupernet } from '../../supernet/rnn';
import { cosine } from '../layers/cosine';
import type { Evaluator, Score, StepReport } from './evaluator';
import { drawnArchitecture, stepOfRun } from './rounds';
import { sharedTextWork } from './shared-text-work';

/**
 * Scores recurrent cells with the weights of one language model (paper, sections 3.4 and 4.3): trained by drawing from
 * the pool, then the perplexity of each architecture on the same validation text, the hidden state carried through it.
 *
 * @throws InputError where settings and text do not fit, EnvironmentError where the native library lacks
 */
export function sharedTextEvaluator(config: SearchConfig, text: TextDataset): Evaluator {
  const { rnn, space, seed } = config;
  const { train: tokens, valid, columnTokens, ...work } = sharedTextWork(config, text);
  const { stepsPerEpoch, trainingSteps } = work;
  const supernet = new RnnSupernet(
    {
      ...rnn,
      nodes: space.nodes,
      vocabulary: text.vocabulary.length,
      averageWeights: rnn.optimiser === 'asgd',
    },
    seed,
  );
  const scored = allWindows(valid, rnn.scoreSequences, rnn.unrollTokens);

  return {
    ...work,
    dataDigest: textDigest(text),
    items: 'tokens',
    knows: () => true,

    train(round: number, step: number, pool: readonly Architecture[]): StepReport {
      const place = step % stepsPerEpoch;
      // Each epoch reads the text from its beginning.
      if (place === 0) supernet.beginTraining();
      const { batchSequences, unrollTokens } = rnn;
      const window = windowAt(tokens, batchSequences, columnTokens, unrollTokens, place * unrollTokens);
      const architecture = drawnArchitecture(pool, seed, round, step);
      const steps = trainingSteps(round);
      const learningRate = cosine(rnn.learningRate, rnn.learningRateEnd, step / steps);
      const averaging = step >= steps - rnn.averageEpochs * stepsPerEpoch;
      const report = supernet.train(
        architecture,
        { tokens: window.tokens, targets: window.targets },
        learningRate,
        averaging,
        seed,
        stepOfRun(work, round, step),
      );
      return { ...report, learningRate, items: batchSequences * unrollTokens };
    },

    score(architecture: Architecture): Score {
      const loss = supernet.evaluate(architecture, scored);
      return { value: Math.exp(loss), loss, itemsScored: valid.length - 1 };
    },

    save: (prefix) => supernet.save(prefix),
    restore: (prefix) => supernet.restore(prefix),
    dispose: () => supernet.dispose(),
  };
}
