import type { SearchConfig } from '../config/schema/search';
import { createLogColumns } from '../run/log-columns';
import { getModality, type Modality } from '../space/registry';
import type { Metric } from './evaluator';

/** Scores of images from the weights of a supernet, by `supernet.score`. */
const SUPERNET_IMAGE_METRICS: Readonly<Record<SearchConfig['supernet']['score'], Metric>> = {
  accuracy: { name: 'shared_valid_accuracy', direction: 'maximize' },
  loss: { name: 'shared_valid_loss', direction: 'minimize' },
};

/** Returns the metric of scores from the weights of a supernet. They rank architectures; they do not estimate trained networks. */
export function getSupernetMetric({ space, supernet }: Pick<SearchConfig, 'space' | 'supernet'>): Metric {
  return getModality(space.name) === 'images'
    ? SUPERNET_IMAGE_METRICS[supernet.score]
    : { name: 'shared_valid_perplexity', direction: 'minimize', logScale: true };
}

/** Scores of networks trained from scratch, on held-out data. */
export const FROM_SCRATCH_METRICS: Readonly<Record<Modality, Metric>> = {
  images: { name: 'valid_accuracy', direction: 'maximize' },
  text: { name: 'valid_perplexity', direction: 'minimize', logScale: true },
};

/** Returns the metric of a table. Its name is prefixed if another column of the logs has the same. */
export function getTableMetric({
  scoreColumn,
  direction,
}: Pick<SearchConfig['table'], 'scoreColumn' | 'direction'>): Metric {
  const { architectures } = createLogColumns({ metric: '', items: '' });
  const isTaken = architectures.some(({ name }) => name === scoreColumn);
  return { name: isTaken ? `table_${scoreColumn}` : scoreColumn, direction };
}

/** Returns the metric of a search's scores; undefined in mode `custom`, where only the evaluator knows it. */
export function getSearchMetric(config: SearchConfig): Metric | undefined {
  const { mode, space, table } = config;
  switch (mode) {
    case 'ws':
      return getSupernetMetric(config);
    case 'full':
      return FROM_SCRATCH_METRICS[getModality(space.name)];
    case 'table':
      return getTableMetric(table);
    case 'custom':
      return undefined;
  }
}
