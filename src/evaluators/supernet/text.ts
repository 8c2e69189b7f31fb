import { RnnSupernet } from '../../../supernet/rnn';
import { RESCORES_EACH_ROUND, type SearchConfig } from '../../config/schema/search';
import { assertWindowsFit, sliceAllWindows, sliceWindow } from '../../data/text/bptt-windows';
import type { TextDataset } from '../../data/text/dataset';
import { digestText } from '../../data/text/digest';
import { cosineDecay } from '../../networks/cosine-schedule';
import { describePrecision } from '../../networks/language-model/precision';
import type { Architecture } from '../../space/space';
import type { EvaluationPlan, Evaluator, Score, TrainStepReport } from '../evaluator';
import { getSupernetMetric } from '../metrics';
import { sampleFromPool } from './sampling';
import { computeAveragingStart, computeGlobalStep, createRoundSchedule } from './schedule';

/**
 * Creates the evaluator that scores recurrent cells with the weights of one language model (NAO sections 3.4 and 4.3; Luo
 * et al. 2018). Each step trains an architecture drawn from the pool. The score is the perplexity on the validation text,
 * with the hidden state carried through it.
 *
 * @throws InputError if settings and text do not fit; EnvironmentError if the native library is missing
 */
export function createSharedTextEvaluator(
  config: SearchConfig,
  text: TextDataset,
  textPlan: SharedTextPlan = planSharedText(config, text),
): Evaluator {
  const { rnn, space, seed } = config;
  const { train: tokens, valid, columnTokens, ...plan } = textPlan;
  const { stepsPerEpoch, trainingSteps } = plan;
  const supernet = new RnnSupernet(
    {
      ...rnn,
      nodes: space.nodes,
      vocabulary: text.vocabulary.length,
      averageWeights: rnn.optimizer === 'asgd',
    },
    seed,
  );
  const evalWindows = sliceAllWindows(valid, rnn.evalBatchSize, rnn.bpttSteps);

  return {
    ...plan,
    dataDigest: digestText(text),
    unit: 'tokens',
    supports: () => true,

    train(round: number, step: number, pool: readonly Architecture[]): TrainStepReport {
      const stepOfEpoch = step % stepsPerEpoch;
      // Each epoch reads the text from its beginning.
      if (stepOfEpoch === 0) supernet.beginTraining();
      const { batchSize, bpttSteps } = rnn;
      const window = sliceWindow(tokens, batchSize, columnTokens, bpttSteps, stepOfEpoch * bpttSteps);
      const architecture = sampleFromPool(pool, seed, round, step);
      const steps = trainingSteps(round);
      const learningRate = cosineDecay(rnn.learningRate, rnn.learningRateEnd, step / steps);
      const averagingStart = computeAveragingStart(steps, rnn.asgdEpochs * stepsPerEpoch);
      if (rnn.optimizer === 'asgd' && step === averagingStart) supernet.beginAveraging();
      const report = supernet.train(
        architecture,
        { tokens: window.tokens, targets: window.targets },
        learningRate,
        step >= averagingStart,
        seed,
        computeGlobalStep(plan, round, step),
      );
      return { ...report, learningRate, items: batchSize * bpttSteps };
    },

    score(architecture: Architecture): Score {
      const loss = supernet.evaluate(architecture, evalWindows);
      return { value: Math.exp(loss), loss, itemsScored: valid.length - 1 };
    },

    save: (prefix) => supernet.save(prefix),
    restore: (prefix) => supernet.restore(prefix),
    dispose: () => supernet.dispose(),
  };
}

/** The plan of a supernet's evaluation, with the tokens it uses. */
export interface SharedTextPlan extends EvaluationPlan {
  /** Training tokens. */
  readonly train: Int32Array;
  /** Validation tokens; all but the first are predicted. */
  readonly valid: Int32Array;
  /** Tokens read per epoch in each column of the training text: whole BPTT windows. */
  readonly columnTokens: number;
}

/**
 * Plans `createSharedTextEvaluator` on a text, without TensorFlow.
 *
 * @throws InputError if settings and text do not fit, with the tokens available and needed
 */
export function planSharedText(config: SearchConfig, text: TextDataset): SharedTextPlan {
  const { rnn, data } = config;
  const train = data.trainTokens > 0 ? text.train.slice(0, data.trainTokens) : text.train;
  const valid = rnn.evalTokens > 0 ? text.valid.slice(0, rnn.evalTokens) : text.valid;
  const columnTokens = assertWindowsFit(text.name, 'train', train.length, rnn.batchSize, rnn.bpttSteps);
  assertWindowsFit(text.name, 'valid', valid.length, rnn.evalBatchSize, 1);
  const stepsPerEpoch = Math.floor(columnTokens / rnn.bpttSteps);
  return {
    metric: getSupernetMetric(config),
    rescoresEachRound: RESCORES_EACH_ROUND.ws,
    stepsPerEpoch,
    trainingSteps: createRoundSchedule(rnn, stepsPerEpoch),
    description: describePrecision(rnn.precision),
    train,
    valid,
    columnTokens,
  };
}
