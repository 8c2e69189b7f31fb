import { workerData } from 'node:worker_threads';
import { createTableEvaluator } from '../../evaluators/table/evaluator';
import { createSpace } from '../../space/registry';
import { serveTasks } from '../../threads/serve';
import type { ComparisonThreadInput } from './compare-searchers';
import { createSearcherFactory, type SearcherFactory, type SearcherName } from './factories';
import { type ComparisonTask, recordTrace, type Trace } from './trace';

const { config, budget } = workerData as ComparisonThreadInput;
const space = createSpace(config.space.name, config.space);
const evaluator = createTableEvaluator(config.table, space);
const scorable = { supports: evaluator.supports, domain: evaluator.domain };
const factories = new Map<SearcherName, SearcherFactory>();

serveTasks(({ searcher, seed }: ComparisonTask): Trace => {
  const factory = factories.get(searcher) ?? createSearcherFactory(searcher, { space, scorable, config });
  factories.set(searcher, factory);
  return recordTrace(factory.create(seed), evaluator, space, budget);
});
