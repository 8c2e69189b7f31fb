import { type ChildText, columnsOf } from '../child/text-training';
import type { RnnChildSettings } from '../config/rnn-child-schema';
import type { Metric, Workload } from './evaluator';
import { FIXED_SCORES } from './fixed-scores';

/** The perplexity of a child that was trained by itself, on the text held out. */
const METRIC: Metric = { name: 'valid_perplexity', better: 'lower', isRatio: true };

/**
 * The work of scoring with recurrent children that are trained one by one, found without TensorFlow.
 *
 * @throws InputError where settings and text do not fit, with the tokens there are and those needed
 */
export function childTextWork(settings: RnnChildSettings, text: ChildText): Workload {
  const { hiddenUnits, epochs } = settings;
  const steps = epochs * columnsOf(settings, text).stepsPerEpoch;
  return {
    metric: METRIC,
    ...FIXED_SCORES,
    plan: [
      `children: ${hiddenUnits} hidden units, each trained by itself for ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} = ` +
        `${steps} steps on ${text.train.length} tokens, then scored on ${text.valid.length - 1} others`,
    ],
  };
}
