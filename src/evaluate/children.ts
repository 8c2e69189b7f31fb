import { childText } from '../child/text-training';
import type { SearchConfig } from '../config/schema';
import { textDigest, trainingDigest } from '../data/digest';
import { loadImageDataset } from '../data/registry';
import { loadTextDataset } from '../data/text-registry';
import type { Json } from '../jobs/job-queue';
import type { Hooks } from '../run/hooks';
import { loading } from '../run/loading';
import { childImagesWork } from './child-images-work';
import { IMAGE_CHILD_JOB, imageChildData, TEXT_CHILD_JOB, textChildData } from './child-job';
import { childTextWork } from './child-text-work';
import type { Workload } from './evaluator';

/** How the children of a search are trained, known without TensorFlow. */
export interface Children {
  readonly work: Workload;
  /** What they are trained on. */
  readonly items: 'images' | 'tokens';
  readonly dataDigest: string;
  /** The kind of the jobs that train them. */
  readonly kind: string;
  /** What such a job depends on beside architecture and seed. @param threads within one op */
  data(threads: number): Json;
}

/**
 * The children of a search's settings, on the images or the text of its space.
 *
 * @throws InputError, EnvironmentError where settings and data do not do; what `answerStop` throws
 */
export async function childrenOf(
  config: SearchConfig,
  hooks: Pick<Hooks, 'progress'>,
  answerStop: () => void,
): Promise<Children> {
  if (config.space.name === 'rnn') {
    const text = await loading(config.data, hooks, answerStop, loadTextDataset);
    const dataDigest = textDigest(text);
    return {
      work: childTextWork(config.rnnChild, childText(text, config.data.trainTokens)),
      items: 'tokens',
      dataDigest,
      kind: TEXT_CHILD_JOB,
      data: (threads) => textChildData(config, dataDigest, threads),
    };
  }
  const images = await loading(config.data, hooks, answerStop, loadImageDataset);
  const dataDigest = trainingDigest(images);
  return {
    work: childImagesWork(config, images),
    items: 'images',
    dataDigest,
    kind: IMAGE_CHILD_JOB,
    data: (threads) => imageChildData(config, dataDigest, threads),
  };
}
