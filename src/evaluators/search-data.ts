import type { SearchConfig } from '../config/schema/search';
import { loadImageDataset } from '../data/images/registry';
import { loadTextDataset } from '../data/text/registry';
import { loadDataset, type RunContext } from '../run/context';
import { getModality, type Modality } from '../space/registry';
import type { ClassifierSize } from '../space/space';
import type { EvaluationPlan, Evaluator } from './evaluator';
import { type ChildJobs, createImageChildJobs, createTextChildJobs } from './from-scratch/children';
import { createSharedImagesEvaluator } from './supernet/images';
import { computeSupernetSize, planSharedImages } from './supernet/images-plan';
import { createSharedTextEvaluator, planSharedText } from './supernet/text';

/** A search's data set, loaded, with the evaluations that its modality has. Planning needs no TensorFlow. */
export interface SearchData {
  /** @throws InputError if settings and data do not fit */
  planSupernet(): SupernetEvaluation;
  /** @throws InputError if settings and data do not fit */
  createChildJobs(): ChildJobs;
}

/** A supernet's evaluation, planned but not built. */
export interface SupernetEvaluation {
  readonly plan: EvaluationPlan;
  /** Size of the networks that it contains; undefined for text. */
  readonly size?: ClassifierSize;
  /** @throws EnvironmentError if memory or the native library is missing */
  createEvaluator(): Evaluator;
}

type SearchDataLoader = (config: SearchConfig, context: RunContext) => Promise<SearchData>;

const LOADERS: Readonly<Record<Modality, SearchDataLoader>> = {
  async images(config, context) {
    const images = await loadDataset(config.data, context, loadImageDataset);
    return {
      planSupernet() {
        const plan = planSharedImages(config, images);
        return {
          plan,
          size: computeSupernetSize(config, images),
          createEvaluator: () => createSharedImagesEvaluator(config, images, plan, context.log),
        };
      },
      createChildJobs: () => createImageChildJobs(config, images),
    };
  },

  async text(config, context) {
    const text = await loadDataset(config.data, context, loadTextDataset);
    return {
      planSupernet() {
        const plan = planSharedText(config, text);
        return { plan, createEvaluator: () => createSharedTextEvaluator(config, text, plan) };
      },
      createChildJobs: () => createTextChildJobs(config, text),
    };
  },
};

/**
 * Loads the data set of a search.
 *
 * @throws InputError, EnvironmentError if the data cannot be loaded; InterruptedError, StoppedError
 */
export function loadSearchData(config: SearchConfig, context: RunContext): Promise<SearchData> {
  return LOADERS[getModality(config.space.name)](config, context);
}
